let isPrinted = false;

/** Writes a command's result to standard output, which has nothing else. */
export function printResult(text: string): void {
  isPrinted = true;
  console.log(text);
}

/** A program that reads the result reads one document, so that nothing may follow it. */
export function resultIsPrinted(): boolean {
  return isPrinted;
}

import { readFileSync } from "node:fs";
import { excessOf } from "./json-limits";

/**
 * @throws Error in one plain line where the file is none, is empty, is not UTF-8, is no whole JSON
 *   document, or is none that Terraform writes
 */
export function readJson(file: string): unknown {
  const text = contentOf(file);
  if (text.trim() === "") {
    throw new Error(`"${file}" is empty: ${WANTED}`);
  }
  if (text.startsWith("PK")) {
    throw new Error(`"${file}" is a saved plan: give what terraform show -json prints of it`);
  }
  const json = parsed(text, file);
  const excess = excessOf(json);
  if (excess !== undefined) {
    throw new Error(`"${file}" ${excess}: ${WANTED}`);
  }
  return json;
}

/** What a document that is refused is to be replaced by. */
export const WANTED = "give a cdk.tf.json, or what terraform show -json prints of a saved plan";

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const log = text.trimStart().startsWith('{"@level"');
    throw new Error(
      log
        ? `"${file}" is the log of a Terraform run: ${WANTED}`
        : `"${file}" is no JSON, or only the beginning of it: ${WANTED}`,
    );
  }
}

function contentOf(file: string): string {
  const bytes = bytesOf(file);
  if (isUtf16(bytes)) {
    throw new Error(
      `"${file}" is UTF-16, as Windows PowerShell writes it: save it as UTF-8, such as with | Out-File -Encoding utf8`,
    );
  }
  // A saved plan is an archive, of which the first characters are enough.
  if (bytes.subarray(0, 2).toString("latin1") === "PK") {
    return "PK";
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`"${file}" is not UTF-8 text: ${WANTED}`);
  }
}

/** By its byte order mark, or by the zero beside the first character of JSON. */
function isUtf16([first, second]: Buffer): boolean {
  return (
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff) ||
    (first === 0) !== (second === 0)
  );
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`"${file}" cannot be read (${code}): ${WANTED}`);
  }
}

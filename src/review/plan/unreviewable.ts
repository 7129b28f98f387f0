/**
 * Plans, or what they are compared with, of which nothing can be said. The message is for people, in
 * one line, and holds nothing of a plan that could be a secret.
 */
export class Unreviewable extends Error {
  override readonly name = "Unreviewable";
}

/** Runs what throws only plain lines that quote no content, such as a path that cannot be read. */
export function refusingPlainly<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof Error && error.name === "Error"
      ? new Unreviewable(error.message, { cause: error })
      : error;
  }
}

import { readFileSync } from "node:fs";

/** @throws Error in one plain line where the file is none, is empty, or is no whole JSON document */
export function readJson(file: string): unknown {
  const text = contentOf(file);
  if (text.trim() === "") {
    throw new Error(`"${file}" is empty: ${WANTED}`);
  }
  if (text.startsWith("PK")) {
    throw new Error(`"${file}" is a saved plan: give what terraform show -json prints of it`);
  }
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

/** What a document that is refused is to be replaced by. */
export const WANTED = "give a cdk.tf.json, or what terraform show -json prints of a saved plan";

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`"${file}" cannot be read (${code}): ${WANTED}`);
  }
}

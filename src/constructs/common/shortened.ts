import { createHash } from "node:crypto";

const HASH_LENGTH = 8;

/** A name that fits: of one that is too long the beginning, and a hash of all of it. */
export function shortened(name: string, most: number): string {
  if (name.length <= most) {
    return name;
  }
  const hash = createHash("sha256").update(name).digest("hex").slice(0, HASH_LENGTH);
  return `${name.slice(0, most - HASH_LENGTH - 1).replace(/-+$/, "")}-${hash}`;
}

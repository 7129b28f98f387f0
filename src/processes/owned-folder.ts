import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { own, ownRecord } from "./owned";

export interface OwnedFolder {
  readonly path: string;
  remove(): void;
  /** Lets it outlive this process. */
  letGo(): void;
}

/** A new folder that vanishes with this process. @param prefix such as `ha-demo-` */
export function temporaryFolder(prefix: string): OwnedFolder {
  return ownFolder(join(tmpdir(), `${prefix}${randomBytes(6).toString("hex")}`));
}

/** Makes a folder that vanishes with this process, unless it is let go. */
export function ownFolder(path: string): OwnedFolder {
  const record = ownRecord();
  record.addFolder(path);
  const remove = () => {
    rmSync(path, { recursive: true, force: true });
    letGo();
  };
  const disown = own({ end: async () => remove(), endNow: remove });
  const letGo = () => {
    disown();
    record.removeFolder(path);
  };
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    letGo();
    throw error;
  }
  return { path, remove, letGo };
}

import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from "node:fs";

/** A file that grows by whole pieces: each is on the disk in full, or leaves no trace. */
export class AppendOnlyFile {
  private constructor(
    private readonly descriptor: number,
    /** What is known to be whole, in bytes. */
    private size: number,
    /** Something that is not whole lies behind it, and is cut off before the next write. */
    private torn: boolean,
    /** Comes before the next piece. */
    private before: string,
  ) {}

  /** @throws Error of the file system, such as EEXIST */
  static create(path: string): AppendOnlyFile {
    return new AppendOnlyFile(openSync(path, "ax"), 0, false, "");
  }

  /** @param keptBytes undefined: all that is there */
  static open(
    path: string,
    { keptBytes, before }: { readonly keptBytes: number | undefined; readonly before: string },
  ): AppendOnlyFile {
    const descriptor = openSync(path, "a");
    const size = keptBytes ?? fstatSync(descriptor).size;
    return new AppendOnlyFile(descriptor, size, keptBytes !== undefined, before);
  }

  /** @throws Error of the file system, such as ENOSPC */
  append(text: string): void {
    const bytes = Buffer.from(this.before + text);
    if (this.torn) {
      this.cutOff();
    }
    try {
      // A disk that is nearly full takes less than it is given, without an error.
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(this.descriptor, bytes, written, bytes.length - written);
      }
      fsyncSync(this.descriptor);
    } catch (error) {
      this.torn = true;
      this.tryCutOff();
      throw error;
    }
    this.size += bytes.length;
    this.before = "";
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private cutOff(): void {
    ftruncateSync(this.descriptor, this.size);
    this.torn = false;
  }

  private tryCutOff(): void {
    try {
      this.cutOff();
    } catch {
      // The next write tries it again, and fails where it cannot.
    }
  }
}

import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/** The way between two ends, which a fault can cut. */
export interface Path {
  isCut(): boolean;
  /** @returns what ends the listening */
  onChange(listener: () => void): () => void;
}

/**
 * A TCP connection over a path. While the path is cut nothing passes in either direction, neither
 * data nor its end nor a reset; what was sent arrives when the path is whole again, as TCP sends it
 * anew. Emits `activity` for whatever passes.
 */
export class Link extends Duplex {
  private readonly held: (() => void)[] = [];
  private readonly stopListening: () => void;

  constructor(
    private readonly socket: Socket,
    private readonly path: Path,
  ) {
    super();
    this.stopListening = path.onChange(() => this.release());
    socket.on("data", (chunk: Buffer) => this.pass(() => this.receive(chunk)));
    socket.on("end", () => this.pass(() => this.push(null)));
    socket.on("error", (error) => this.pass(() => this.destroy(error)));
    socket.on("close", () => this.pass(() => this.breakOff()));
  }

  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress;
  }

  override _read(): void {
    if (!this.path.isCut()) {
      this.socket.resume();
    }
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.pass(() => this.socket.write(chunk, done));
  }

  override _final(done: () => void): void {
    this.pass(() => this.socket.end(done));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.stopListening();
    this.socket.destroy();
    done(error);
  }

  private pass(packet: () => void): void {
    if (this.path.isCut()) {
      this.socket.pause();
      this.held.push(packet);
    } else {
      this.emit("activity");
      packet();
    }
  }

  private release(): void {
    while (!this.path.isCut() && this.held.length > 0) {
      this.emit("activity");
      this.held.shift()?.();
    }
    if (!this.path.isCut()) {
      this.socket.resume();
    }
  }

  private receive(chunk: Buffer): void {
    if (!this.push(chunk)) {
      this.socket.pause();
    }
  }

  /** What has arrived may still be read; without its end the other side broke off. */
  private breakOff(): void {
    if (!this.socket.readableEnded) {
      this.destroy();
    }
  }
}

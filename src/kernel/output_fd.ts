/**
 * Writing to an inherited file descriptor without ever waiting in the kernel for its reader.
 *
 * @module
 */

import { errnoName, KernelError, OutputClosedError } from "./errno.ts";
import { cString, Libc, memory, O_CLOEXEC, O_NONBLOCK, O_WRONLY } from "./libc.ts";
import { FILE_TYPES } from "./file_status.ts";
import { specialFileType } from "./special_files.ts";

const O_NOCTTY = 0o400;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const POLLOUT = 4;
const PIPE_BUF = 4096;
const SEEK_SET = 0;
const SEEK_CUR = 1;
const SEEK_END = 2;

/** Tells whether a write failed because nobody reads any more. */
export function isBrokenPipe(error: unknown): boolean {
  return error instanceof OutputClosedError;
}

/** What the file descriptor leads to. */
export type OutputKind = "file" | "pipe" | "socket" | "character";

type OutputLibc = Libc<"open" | "write" | "send" | "poll" | "lseek" | "ftruncate">;

/** An output. Files are written as always; everything else takes what it can and no more. */
export class OutputFd implements Disposable {
  /** What to wait for with a {@linkcode Poller}; a file needs no waiting and cannot be waited for. */
  readonly fd: number;
  /** What it leads to. */
  readonly kind: OutputKind;
  readonly #given: number;
  readonly #libc: OutputLibc;
  readonly #write: (bytes: Uint8Array<ArrayBuffer>) => bigint;

  private constructor(libc: OutputLibc, given: number, kind: OutputKind) {
    this.#libc = libc;
    this.#given = given;
    this.kind = kind;
    // O_NONBLOCK belongs to the open file, which other processes share: a second opening is private.
    const own = kind === "pipe" || kind === "character" ? reopen(libc, given) : -1;
    this.fd = own >= 0 ? own : given;
    const { write, send } = libc.symbols;
    if (kind === "socket") {
      this.#write = (bytes) =>
        send(given, bytes, BigInt(bytes.length), MSG_DONTWAIT | MSG_NOSIGNAL);
    } else if (kind === "file" || own >= 0) {
      this.#write = (bytes) => write(this.fd, bytes, BigInt(bytes.length));
    } else {
      this.#write = (bytes) => writeWhenReady(libc, given, bytes);
    }
  }

  /**
   * Opens an output on a file descriptor, which stays the caller's.
   *
   * @throws {KernelError} When it is not open.
   */
  static open(fd: number): OutputFd {
    const kind = kindOf(fd);
    const libc = Libc.open("open", "write", "send", "poll", "lseek", "ftruncate");
    return new OutputFd(libc, fd, kind);
  }

  /**
   * Writes what goes at once and returns its bytes; 0 when the reader is behind.
   *
   * @throws {OutputClosedError} When the reader has gone.
   * @throws {KernelError} When the write fails otherwise, as with ENOSPC.
   */
  write(bytes: Uint8Array): number {
    if (bytes.length === 0) return 0;
    const written = Number(this.#write(bytes as Uint8Array<ArrayBuffer>));
    if (written >= 0) return written;
    const code = errnoName(this.#libc.errno());
    if (code === "EAGAIN" || code === "EINTR") return 0;
    if (code === "EPIPE" || code === "ECONNRESET" || code === "ENOTCONN") {
      throw new OutputClosedError(this.#given, code);
    }
    throw new KernelError(code, `Cannot write to file descriptor ${this.#given}: ${code}`);
  }

  /**
   * Takes the last bytes written out of a file again. They stay where that cannot be done: in what is no file, and in
   * a file that somebody else has written to since.
   */
  takeBack(bytes: number): void {
    if (this.kind !== "file") return;
    const { lseek, ftruncate } = this.#libc.symbols;
    const at = lseek(this.fd, 0n, SEEK_CUR);
    const isLast = lseek(this.fd, 0n, SEEK_END) === at;
    const end = isLast ? at - BigInt(bytes) : at;
    if (isLast) ftruncate(this.fd, end);
    lseek(this.fd, end, SEEK_SET);
  }

  /** Closes its own opening; the given file descriptor stays open. */
  [Symbol.dispose](): void {
    if (this.fd !== this.#given) this.#libc.close(this.fd);
    this.#libc[Symbol.dispose]();
  }
}

function kindOf(fd: number): OutputKind {
  try {
    switch (specialFileType(`/proc/self/fd/${fd}`)) {
      case FILE_TYPES.regular:
        return "file";
      case FILE_TYPES.fifo:
        return "pipe";
      case FILE_TYPES.socket:
        return "socket";
      default:
        return "character";
    }
  } catch (cause) {
    throw new KernelError("EBADF", `Cannot write to file descriptor ${fd}: EBADF`, { cause });
  }
}

function reopen(libc: OutputLibc, fd: number): number {
  const path = cString(`/proc/self/fd/${fd}`);
  return libc.symbols.open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

/** For what cannot be opened again: a ready pipe takes PIPE_BUF bytes without waiting. */
function writeWhenReady(libc: OutputLibc, fd: number, bytes: Uint8Array<ArrayBuffer>): bigint {
  const request = memory(8);
  const view = new DataView(request.buffer);
  view.setInt32(0, fd, true);
  view.setInt16(4, POLLOUT, true);
  if (libc.symbols.poll(request, 1n, 0) <= 0) return 0n;
  return libc.symbols.write(fd, bytes, BigInt(Math.min(bytes.length, PIPE_BUF)));
}

import { type FileStatus, fileStatus } from "#kernel/file_status.ts";
import { cString, Libc, memory, O_CLOEXEC, O_RDONLY } from "#kernel/libc.ts";
import { boundInode } from "#kernel/unix_diag.ts";

const PAGE = 4096;
/** Longest text read of one file; command lines of kubelets have some 3 kB, tables of sockets may have some MB. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

// struct linux_dirent64: u64 inode, i64 offset, u16 record length, u8 type, name.
const DIRENT_LENGTH = 16;
const DIRENT_NAME = 19;

/**
 * Reads procfs through the C library, since Deno's own functions want every permission there is for it. A process may
 * end at any time, so whatever cannot be read is as if it were not there.
 */
export class ProcFs implements Disposable {
  /** Where procfs is mounted. */
  readonly root: string;
  readonly #libc = Libc.open(
    ...["open", "read", "readlink", "getdents64", "statx", "socket", "send"] as const,
  );
  readonly #buffer = memory(16 * PAGE);

  constructor(root = "/proc") {
    this.root = root;
  }

  /** Every process there is now, in the order of their numbers. */
  pids(): number[] {
    const pids: number[] = [];
    this.#withEntries("", (name) => {
      const pid = pidOf(name);
      if (pid > 0) pids.push(pid);
    });
    return pids.sort((a, b) => a - b);
  }

  /** The names in a folder below the root. */
  names(folder: string): string[] {
    const names: string[] = [];
    const decoder = new TextDecoder();
    this.#withEntries(folder, (name) => names.push(decoder.decode(name)));
    return names.filter((name) => name !== "." && name !== "..");
  }

  /** The text of a file below the root; undefined where it cannot be read. */
  text(file: string): string | undefined {
    return this.#withFile(file, (fd) => {
      const decoder = new TextDecoder();
      let text = "";
      let bytes = 0;
      for (;;) {
        const { symbols } = this.#libc;
        const length = this.#libc.uninterrupted(() =>
          Number(symbols.read(fd, this.#buffer, BigInt(this.#buffer.length)))
        );
        if (length < 0) return undefined;
        bytes += length;
        if (length === 0 || bytes > MAX_TEXT_BYTES) return text + decoder.decode();
        text += decoder.decode(this.#buffer.subarray(0, length), { stream: true });
      }
    });
  }

  /** Where a symbolic link below the root points to. */
  link(file: string): string | undefined {
    const length = Number(
      this.#libc.symbols.readlink(cString(`${this.root}/${file}`), this.#buffer, BigInt(PAGE)),
    );
    return length < 0 ? undefined : new TextDecoder().decode(this.#buffer.subarray(0, length));
  }

  /** What a file below the root is, links followed; undefined where there is none that can be seen. */
  status(file: string): FileStatus | undefined {
    return fileStatus(this.#libc, `${this.root}/${file}`);
  }

  /** As {@linkcode boundInode}, of the sockets in this process's network namespace. */
  boundInode(socketInode: number): number | undefined {
    return boundInode(this.#libc, socketInode);
  }

  /** Unloads the library. */
  [Symbol.dispose](): void {
    this.#libc[Symbol.dispose]();
  }

  #withEntries(folder: string, take: (name: Uint8Array) => void): void {
    const buffer = this.#buffer;
    this.#withFile(folder, (fd) => {
      for (;;) {
        const length = this.#libc.uninterrupted(() =>
          Number(this.#libc.symbols.getdents64(fd, buffer, BigInt(buffer.length)))
        );
        if (length <= 0) return;
        for (let at = 0; at < length;) {
          const start = at + DIRENT_NAME;
          take(buffer.subarray(start, buffer.indexOf(0, start)));
          at += (buffer[at + DIRENT_LENGTH] ?? 0) | ((buffer[at + DIRENT_LENGTH + 1] ?? 0) << 8);
        }
      }
    });
  }

  #withFile<T>(file: string, work: (fd: number) => T): T | undefined {
    const fd = this.#libc.symbols.open(cString(`${this.root}/${file}`), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return undefined;
    try {
      return work(fd);
    } finally {
      this.#libc.close(fd);
    }
  }
}

const ZERO = 0x30;

/** A name of digits as a number; 0 for any other. */
function pidOf(name: Uint8Array): number {
  let pid = 0;
  for (const byte of name) {
    const digit = byte - ZERO;
    if (digit < 0 || digit > 9) return 0;
    pid = pid * 10 + digit;
  }
  return pid;
}

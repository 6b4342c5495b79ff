/**
 * The functions of the C library, through FFI: the only place that knows their signatures.
 *
 * @module
 */

import { errnoName, KernelError } from "./errno.ts";

const symbols = {
  __errno_location: {
    parameters: [],
    result: "pointer", // int *
  },
  syscall: {
    parameters: [
      "isize", // long number
      "isize", // long, bpf(2): int cmd
      "buffer", // long, bpf(2): union bpf_attr *attr
      "usize", // long, bpf(2): unsigned int size
    ],
    result: "isize", // long
  },
  getpagesize: { parameters: [], result: "i32" },
  mmap: {
    parameters: [
      "pointer", // void *addr
      "usize", // size_t length
      "i32", // int prot
      "i32", // int flags
      "i32", // int fd
      "i64", // off_t offset
    ],
    result: "pointer", // void *, MAP_FAILED is all ones
  },
  munmap: {
    parameters: [
      "pointer", // void *addr
      "usize", // size_t length
    ],
    result: "i32",
  },
  open: {
    parameters: [
      "buffer", // const char *pathname
      "i32", // int flags; no mode, as nothing here creates files
    ],
    result: "i32",
  },
  close: {
    parameters: ["i32"], // int fd
    result: "i32",
  },
  read: {
    parameters: [
      "i32", // int fd
      "buffer", // void *buf
      "usize", // size_t count
    ],
    result: "isize",
  },
  write: {
    parameters: [
      "i32", // int fd
      "buffer", // const void *buf
      "usize", // size_t count
    ],
    result: "isize",
  },
  send: {
    parameters: [
      "i32", // int sockfd
      "buffer", // const void *buf
      "usize", // size_t len
      "i32", // int flags
    ],
    result: "isize",
  },
  poll: {
    parameters: [
      "buffer", // struct pollfd *fds
      "usize", // nfds_t nfds
      "i32", // int timeout, ms
    ],
    result: "i32",
  },
  eventfd: {
    parameters: [
      "u32", // unsigned int initval
      "i32", // int flags
    ],
    result: "i32",
  },
  epoll_create1: {
    parameters: ["i32"], // int flags
    result: "i32",
  },
  epoll_ctl: {
    parameters: [
      "i32", // int epfd
      "i32", // int op
      "i32", // int fd
      "buffer", // struct epoll_event *event
    ],
    result: "i32",
  },
  epoll_wait: {
    parameters: [
      "i32", // int epfd
      "buffer", // struct epoll_event *events
      "i32", // int maxevents
      "i32", // int timeout, ms
    ],
    result: "i32",
  },
  clock_gettime: {
    parameters: [
      "i32", // clockid_t clockid
      "buffer", // struct timespec *tp
    ],
    result: "i32",
  },
  statx: {
    parameters: [
      "i32", // int dirfd
      "buffer", // const char *pathname
      "i32", // int flags
      "u32", // unsigned int mask
      "buffer", // struct statx *statxbuf
    ],
    result: "i32",
  },
  readlink: {
    parameters: [
      "buffer", // const char *pathname
      "buffer", // char *buf
      "usize", // size_t bufsiz
    ],
    result: "isize",
  },
  getdents64: {
    parameters: [
      "i32", // int fd
      "buffer", // void *dirp
      "usize", // size_t count
    ],
    result: "isize",
  },
  open_by_handle_at: {
    parameters: [
      "i32", // int mount_fd
      "buffer", // struct file_handle *handle
      "i32", // int flags
    ],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** O_RDONLY and friends (asm-generic/fcntl.h; O_DIRECTORY differs by machine and is not used). */
export const O_RDONLY = 0;
/** For writing only. */
export const O_WRONLY = 1;
/** Do not wait. */
export const O_NONBLOCK = 0o4000;
/** Close on exec. */
export const O_CLOEXEC = 0o2000000;
/** Only a place in the tree: neither reading nor writing. */
export const O_PATH = 0o10000000;
/** Paths start at the working directory. */
export const AT_FDCWD = -100;

type Library = Deno.DynamicLibrary<typeof symbols>;
/** A function of the C library that can be opened. */
export type LibcFunction = keyof typeof symbols;
/** What every instance has, as every owner fails and closes. */
const ALWAYS = ["__errno_location", "close"] as const satisfies LibcFunction[];

/**
 * An opened C library. Each owner opens the functions it uses (about 0.1 ms each) and closes them, so nothing
 * is shared and nothing is left open.
 */
export class Libc<N extends LibcFunction = never> implements Disposable {
  /** The functions. */
  readonly symbols: Pick<Library["symbols"], N | typeof ALWAYS[number]>;
  readonly #library: { close(): void };
  readonly #errno: Deno.UnsafePointerView;
  #disposed = false;

  private constructor(library: Library) {
    const location = library.symbols.__errno_location();
    if (location === null) throw new Error("Cannot find errno of the C library");
    this.#library = library;
    this.symbols = library.symbols;
    this.#errno = new Deno.UnsafePointerView(location);
  }

  /** Opens functions of the C library. One instance belongs to one thread, as errno does. */
  static open<N extends LibcFunction>(...names: N[]): Libc<N> {
    const chosen: Partial<typeof symbols> = Object.fromEntries(
      [...ALWAYS, ...names].map((name) => [name, symbols[name]]),
    );
    // Only the chosen ones are there, and the result's type shows no others.
    return new Libc<N>(Deno.dlopen("libc.so.6", chosen as typeof symbols));
  }

  /** The error number of the last call that failed on this thread. */
  errno(): number {
    return this.#errno.getInt32();
  }

  /** An error for the call that just failed: "Cannot `action`: CODE". */
  error(action: string): KernelError {
    const code = errnoName(this.errno());
    return new KernelError(code, `Cannot ${action}: ${code}`);
  }

  /**
   * Passes a result on.
   *
   * @throws {KernelError} When it is negative.
   */
  check(result: number, action: string): number {
    if (result < 0) throw this.error(action);
    return result;
  }

  /**
   * Closes a file descriptor; errors do not matter. Does nothing once disposed, so that an owner disposed of
   * twice does not close what has got the same number since.
   */
  close(fd: number): void {
    if (!this.#disposed) this.symbols.close(fd);
  }

  /** Unloads the library. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#library.close();
  }
}

const encoder = new TextEncoder();

/** A C string of text. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${text}\0`);
}

/** Memory whose address can be handed out: never on V8's own heap, where things move. */
export function memory(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(length));
}

/** The address of memory; it is valid only as long as the memory is referenced. */
export function addressOf(bytes: Uint8Array<ArrayBuffer>): bigint {
  return Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
}

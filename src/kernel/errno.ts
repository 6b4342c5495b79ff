/**
 * What the kernel refuses, as errors.
 *
 * @module
 */

/** Names of the error numbers used here (asm-generic/errno.h; the same on x86-64 and arm64). */
const NAMES: Readonly<Record<number, string>> = {
  1: "EPERM",
  2: "ENOENT",
  3: "ESRCH",
  4: "EINTR",
  5: "EIO",
  6: "ENXIO",
  7: "E2BIG",
  9: "EBADF",
  11: "EAGAIN",
  12: "ENOMEM",
  13: "EACCES",
  14: "EFAULT",
  16: "EBUSY",
  17: "EEXIST",
  19: "ENODEV",
  20: "ENOTDIR",
  21: "EISDIR",
  22: "EINVAL",
  23: "ENFILE",
  24: "EMFILE",
  25: "ENOTTY",
  28: "ENOSPC",
  32: "EPIPE",
  36: "ENAMETOOLONG",
  38: "ENOSYS",
  40: "ELOOP",
  75: "EOVERFLOW",
  88: "ENOTSOCK",
  95: "EOPNOTSUPP",
  104: "ECONNRESET",
  107: "ENOTCONN",
  116: "ESTALE",
  // Not for user space, but what the kernel's own loader of programs returns.
  524: "ENOTSUPP",
};

/** The name of an error number, such as `EPERM`; `E<number>` where it is not listed. */
export function errnoName(errno: number): string {
  return NAMES[errno] ?? `E${errno}`;
}

/** What {@linkcode KernelError} takes besides its message. */
export interface KernelErrorOptions extends ErrorOptions {
  /** What the kernel itself wrote about it: the verifier's log. */
  log?: string;
}

/** A refusal of the kernel. */
export class KernelError extends Error {
  /** The error number's name, such as `EPERM`. */
  readonly code: string;
  /** The verifier's log, when there is one. */
  readonly log: string | undefined;

  /** Creates the error; `message` is one sentence. */
  constructor(code: string, message: string, options: KernelErrorOptions = {}) {
    super(message, options);
    this.name = "KernelError";
    this.code = code;
    this.log = options.log;
  }
}

/** The reader of an output went away (`EPIPE`). */
export class OutputClosedError extends KernelError {
  /** Creates the error for a file descriptor. */
  constructor(fd: number, code = "EPIPE") {
    super(code, `Cannot write to file descriptor ${fd} as its reader has gone`);
    this.name = "OutputClosedError";
  }
}

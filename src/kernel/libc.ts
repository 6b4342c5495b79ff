/**
 * The functions of the C library, through FFI.
 *
 * @module
 */

import { errnoName, KernelError } from "./errno.ts";
import { libcSymbols } from "./libc_symbols.ts";

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
export const AT_FDCWD: number = -100;

/** The C library as FFI opens it. */
export type LibcLibrary = Deno.DynamicLibrary<typeof libcSymbols>;
/** A function of the C library that can be opened. */
export type LibcFunction = keyof typeof libcSymbols;
/** What every instance has, as every owner fails and closes. */
export type LibcAlways = "__errno_location" | "close";

/**
 * An opened C library. Each owner opens the functions it uses (about 0.1 ms each) and closes them, so nothing
 * is shared and nothing is left open.
 */
export class Libc<N extends LibcFunction = never> implements Disposable {
  /** The functions. */
  readonly symbols: Pick<LibcLibrary["symbols"], N | LibcAlways>;
  readonly #library: { close(): void };
  readonly #errno: Deno.UnsafePointerView;
  #disposed = false;

  private constructor(library: LibcLibrary) {
    const location = library.symbols.__errno_location();
    if (location === null) throw new Error("Cannot find errno of the C library");
    this.#library = library;
    this.symbols = library.symbols;
    this.#errno = new Deno.UnsafePointerView(location);
  }

  /** Opens functions of the C library. One instance belongs to one thread, as errno does. */
  static open<N extends LibcFunction>(...names: N[]): Libc<N> {
    const always: LibcAlways[] = ["__errno_location", "close"];
    const chosen: Partial<typeof libcSymbols> = Object.fromEntries(
      [...always, ...names].map((name) => [name, libcSymbols[name]]),
    );
    // Only the chosen ones are there, and the result's type shows no others.
    return new Libc<N>(Deno.dlopen("libc.so.6", chosen as typeof libcSymbols));
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

  /** Calls again for as long as a signal interrupts the call (EINTR), and passes the result on. */
  uninterrupted(call: () => number): number {
    for (;;) {
      const result = call();
      if (result >= 0 || errnoName(this.errno()) !== "EINTR") return result;
    }
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

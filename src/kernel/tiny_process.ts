/**
 * Processes that do nothing but begin and end.
 *
 * @module
 */

import { errnoName, KernelError } from "./errno.ts";
import { addressOf, cString, Libc, memory } from "./libc.ts";

const MFD_CLOEXEC = 1;
const ADDRESS = 0x400000n;
const HEADERS = 64 + 56;
/** exit_group(0), by Deno's name of the machine, and the machine's number in ELF. */
const CODE = {
  // mov eax, 231; xor edi, edi; syscall
  x86_64: { machine: 62, bytes: [0xb8, 0xe7, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05] },
  // mov x8, #94; mov x0, #0; svc #0
  aarch64: { machine: 183, bytes: [0xc8, 0x0b, 0x80, 0xd2, 0, 0, 0x80, 0xd2, 0x01, 0, 0, 0xd4] },
} as const;

/** A program that ends at once. It lies in memory only, so that it can be run where there is no file to run. */
export class TinyProgram implements Disposable {
  readonly #libc = Libc.open("memfd_create", "write", "posix_spawn", "waitpid");
  readonly #fd: number;

  /**
   * Writes it.
   *
   * @throws {KernelError} When the kernel refuses.
   */
  constructor() {
    const { memfd_create, write } = this.#libc.symbols;
    this.#fd = memfd_create(cString("critter-tiny"), MFD_CLOEXEC);
    try {
      this.#libc.check(this.#fd, "make a program in memory");
      const program = elfProgram(Deno.build.arch);
      const written = Number(write(this.#fd, program, BigInt(program.length)));
      if (this.#libc.check(written, "write a program in memory") < program.length) {
        throw new KernelError("EIO", "Cannot write a program in memory as it was cut");
      }
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Runs it once, and waits for its end.
   *
   * @throws {KernelError} When the kernel refuses.
   */
  run(): void {
    const { posix_spawn, waitpid } = this.#libc.symbols;
    const pid = memory(4);
    const name = cString("critter-tiny");
    const argv = new BigUint64Array([addressOf(name), 0n]);
    const code = posix_spawn(
      pid,
      cString(`/proc/self/fd/${this.#fd}`),
      null,
      null,
      new Uint8Array(argv.buffer),
      memory(8),
    );
    if (code !== 0 || name.length === 0) {
      throw new KernelError(errnoName(code), `Cannot run a program in memory: ${errnoName(code)}`);
    }
    const [child = 0] = new Int32Array(pid.buffer);
    const status = memory(4);
    this.#libc.check(
      this.#libc.uninterrupted(() => waitpid(child, status, 0)),
      "wait for a process",
    );
  }

  /** Takes it away. */
  [Symbol.dispose](): void {
    if (this.#fd >= 0) this.#libc.close(this.#fd);
    this.#libc[Symbol.dispose]();
  }
}

/** A static ELF program with one segment. */
function elfProgram(arch: keyof typeof CODE): Uint8Array<ArrayBuffer> {
  const { machine, bytes } = CODE[arch];
  const program = memory(HEADERS + bytes.length);
  const view = new DataView(program.buffer);
  // magic, 64 bits, little endian, version
  program.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const ET_EXEC = 2;
  view.setUint16(16, ET_EXEC, true);
  view.setUint16(18, machine, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(24, ADDRESS + BigInt(HEADERS), true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(52, 64, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  const [PT_LOAD, READ_EXECUTE] = [1, 5];
  view.setUint32(64, PT_LOAD, true);
  view.setUint32(68, READ_EXECUTE, true);
  view.setBigUint64(80, ADDRESS, true);
  view.setBigUint64(88, ADDRESS, true);
  view.setBigUint64(96, BigInt(program.length), true);
  view.setBigUint64(104, BigInt(program.length), true);
  view.setBigUint64(112, 4096n, true);
  program.set(bytes, HEADERS);
  return program;
}

/**
 * The commands of bpf(2) that loading and reading takes. Layouts are those of `union bpf_attr` in linux/bpf.h.
 *
 * @module
 */

import { addressOf, cString, type Libc, memory } from "../libc.ts";

const MAP_CREATE = 0;
const MAP_LOOKUP_ELEM = 1;
const MAP_UPDATE_ELEM = 2;
const MAP_DELETE_ELEM = 3;
const PROG_LOAD = 5;
const PROG_TEST_RUN = 10;
const RAW_TRACEPOINT_OPEN = 17;

/** BPF_MAP_TYPE_ARRAY */
export const MAP_TYPE_ARRAY = 2;
/** BPF_PROG_TYPE_SYSCALL */
export const PROG_TYPE_SYSCALL = 31;
/** BPF_F_SLEEPABLE */
export const SLEEPABLE = 1 << 4;

// The kernel takes any size of attributes whose unknown rest is zero; this covers every field used.
const ATTRIBUTES_SIZE = 144;

/** What {@linkcode Bpf.createMap} creates. */
export interface MapOptions {
  /** `enum bpf_map_type`. */
  type: number;
  /** Bytes. */
  keySize: number;
  /** Bytes. */
  valueSize: number;
  /** Number of elements. */
  maxEntries: number;
}

/** What {@linkcode Bpf.loadProgram} loads. */
export interface ProgramOptions {
  /** `enum bpf_prog_type`. */
  type: number;
  /** 8 bytes each. */
  instructions: Uint8Array<ArrayBuffer>;
  /** Decides which helpers may be called. */
  license: string;
  /** BPF_F_ bits. */
  flags: number;
  /** File descriptors of maps the instructions name by index. */
  fds: readonly number[];
}

/** bpf(2). Every method throws a {@linkcode KernelError} when the kernel refuses. */
export class Bpf {
  readonly #libc: Libc<"syscall">;
  readonly #number: bigint;

  /** Uses an opened C library. */
  constructor(libc: Libc<"syscall">) {
    this.#libc = libc;
    this.#number = Deno.build.arch === "aarch64" ? 280n : 321n;
  }

  /** Creates a map and returns its file descriptor. */
  createMap({ type, keySize, valueSize, maxEntries }: MapOptions): number {
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(0, type, true);
    attributes.setUint32(4, keySize, true);
    attributes.setUint32(8, valueSize, true);
    attributes.setUint32(12, maxEntries, true);
    return this.#call(MAP_CREATE, bytes, "create a BPF map");
  }

  /** Reads an element into `value`. */
  lookUp(map: number, key: Uint8Array<ArrayBuffer>, value: Uint8Array<ArrayBuffer>): void {
    this.#element(MAP_LOOKUP_ELEM, map, key, value, "read a BPF map");
  }

  /** Sets an element. */
  update(map: number, key: Uint8Array<ArrayBuffer>, value: Uint8Array<ArrayBuffer>): void {
    this.#element(MAP_UPDATE_ELEM, map, key, value, "write a BPF map");
  }

  /** Removes an element. */
  delete(map: number, key: Uint8Array<ArrayBuffer>): void {
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(0, map, true);
    attributes.setBigUint64(8, addressOf(key), true);
    keep(this.#call(MAP_DELETE_ELEM, bytes, "write a BPF map"), key);
  }

  /** Loads a program and returns its file descriptor. */
  loadProgram({ type, instructions, license, flags, fds }: ProgramOptions): number {
    const licenseText = cString(license);
    const fdArray = new Int32Array(new ArrayBuffer(4 * fds.length));
    fdArray.set(fds);
    const fdBytes = new Uint8Array(fdArray.buffer);
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(0, type, true);
    attributes.setUint32(4, instructions.length / 8, true);
    attributes.setBigUint64(8, addressOf(instructions), true);
    attributes.setBigUint64(16, addressOf(licenseText), true);
    attributes.setUint32(44, flags, true);
    attributes.setBigUint64(120, addressOf(fdBytes), true);
    return keep(
      this.#call(PROG_LOAD, bytes, "load a BPF program"),
      instructions,
      licenseText,
      fdBytes,
    );
  }

  /** Runs a SYSCALL program on `context`, which it may change, and returns its result. */
  run(program: number, context: Uint8Array<ArrayBuffer>): number {
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(0, program, true);
    attributes.setUint32(40, context.length, true);
    attributes.setBigUint64(48, addressOf(context), true);
    this.#call(PROG_TEST_RUN, bytes, "run a BPF program");
    return keep(attributes.getInt32(4, true), context);
  }

  /** Attaches a BTF-typed tracepoint program; closing the returned link detaches it. */
  openRawTracepoint(program: number): number {
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(8, program, true);
    return this.#call(RAW_TRACEPOINT_OPEN, bytes, "attach a BPF program");
  }

  #element(
    command: number,
    map: number,
    key: Uint8Array<ArrayBuffer>,
    value: Uint8Array<ArrayBuffer>,
    action: string,
  ): void {
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(0, map, true);
    attributes.setBigUint64(8, addressOf(key), true);
    attributes.setBigUint64(16, addressOf(value), true);
    keep(this.#call(command, bytes, action), key, value);
  }

  #call(command: number, attributes: Uint8Array<ArrayBuffer>, action: string): number {
    return this.#libc.check(
      Number(
        this.#libc.symbols.syscall(
          this.#number,
          BigInt(command),
          attributes,
          BigInt(attributes.length),
        ),
      ),
      action,
    );
  }
}

function newAttributes(): [Uint8Array<ArrayBuffer>, DataView] {
  const bytes = memory(ATTRIBUTES_SIZE);
  return [bytes, new DataView(bytes.buffer)];
}

/** Passes a result on; naming what the kernel had addresses of keeps it alive until here. */
export function keep<T>(result: T, ..._alive: readonly Uint8Array[]): T {
  return result;
}

/**
 * The commands of bpf(2) that loading and reading takes. Layouts are those of `union bpf_attr` in linux/bpf.h.
 *
 * @module
 */

import { addressOf, cString, type Libc, memory } from "../libc.ts";
import { errnoName, KernelError } from "../errno.ts";

const MAP_CREATE = 0;
const MAP_LOOKUP_ELEM = 1;
const MAP_UPDATE_ELEM = 2;
const MAP_DELETE_ELEM = 3;
const PROG_LOAD = 5;
const OBJ_GET_INFO_BY_FD = 15;
const RAW_TRACEPOINT_OPEN = 17;
const BTF_LOAD = 18;
const MAP_FREEZE = 22;
const LINK_CREATE = 28;
const ENABLE_STATS = 32;
const ITER_CREATE = 33;

// The kernel takes any size of attributes whose unknown rest is zero; this covers every field used.
const ATTRIBUTES_SIZE = 144;
/** Names of maps and programs, with their NUL. */
const NAME_SIZE = 16;
const LOG_SIZE = 1 << 20;
/** The verifier gives up when a signal is pending; libbpf begins anew as often. */
const LOAD_ATTEMPTS = 5;
/** struct bpf_func_info, bpf_line_info and bpf_core_relo. */
const FUNCTION_SIZE = 8;
const LINE_SIZE = 16;
const RELOCATION_SIZE = 16;
/** struct bpf_prog_info up to recursion_misses, which was there in 5.17. */
const PROGRAM_INFO_SIZE = 216;

/** A map as BPF_MAP_CREATE takes it; numbers are 0 where the definition says nothing. */
export interface MapDefinition {
  /** For tools that list maps; cut to 15 bytes. */
  readonly name: string;
  /** `enum bpf_map_type`. */
  readonly type: number;
  /** Bytes. */
  readonly keySize: number;
  /** Bytes. */
  readonly valueSize: number;
  /** Number of elements; of a ring buffer its bytes. */
  readonly maxEntries: number;
  /** BPF_F_ bits. */
  readonly flags: number;
  /** BTF type of the key; 0: none. */
  readonly keyType: number;
  /** BTF type of the value; 0: none. */
  readonly valueType: number;
}

/** What {@linkcode Bpf.createMap} creates. */
export interface MapOptions extends MapDefinition {
  /** File descriptor of the BTF that has the types of key and value. */
  readonly btf: number;
}

/** What {@linkcode Bpf.loadProgram} loads. */
export interface ProgramOptions {
  /** For tools that list programs; cut to 15 bytes. */
  readonly name: string;
  /** `enum bpf_prog_type`. */
  readonly type: number;
  /** `enum bpf_attach_type`. */
  readonly attachType: number;
  /** What it attaches to: a type of the kernel's BTF. */
  readonly target: number;
  /** Decides which helpers may be called. */
  readonly license: string;
  /** 8 bytes each. */
  readonly instructions: Uint8Array<ArrayBuffer>;
  /** `struct bpf_func_info`. */
  readonly functions: Uint8Array<ArrayBuffer>;
  /** `struct bpf_line_info`. */
  readonly lines: Uint8Array<ArrayBuffer>;
  /** `struct bpf_core_relo`. */
  readonly relocations: Uint8Array<ArrayBuffer>;
  /** File descriptor of the BTF that the three above refer to. */
  readonly btf: number;
  /** File descriptors of maps, which the instructions name by index; -1 where they name none. */
  readonly fds: readonly number[];
}

/** How often a program ran, and what it took. */
export interface ProgramRuns {
  readonly count: bigint;
  /** Nanoseconds of all runs together. */
  readonly timeNs: bigint;
  /** Runs that did not take place as the program was running on that processor. */
  readonly missed: bigint;
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
  createMap(options: MapOptions): number {
    const { type, keySize, valueSize, maxEntries, flags, keyType, valueType } = options;
    const [bytes, attributes] = newAttributes();
    [type, keySize, valueSize, maxEntries, flags].forEach((value, index) =>
      attributes.setUint32(4 * index, value, true)
    );
    setName(bytes, 28, options.name);
    if (valueType !== 0) {
      [options.btf, keyType, valueType].forEach((value, index) =>
        attributes.setUint32(48 + 4 * index, value, true)
      );
    }
    return this.#call(MAP_CREATE, bytes, `create the BPF map ${options.name}`);
  }

  /** Makes a map's contents final, so that the verifier may know them. */
  freezeMap(map: number): void {
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(0, map, true);
    this.#call(MAP_FREEZE, bytes, "freeze a BPF map");
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

  /** Loads types and returns their file descriptor. */
  loadTypes(btf: Uint8Array<ArrayBuffer>): number {
    const [bytes, attributes] = newAttributes();
    attributes.setBigUint64(0, addressOf(btf), true);
    attributes.setUint32(16, btf.length, true);
    return keep(this.#call(BTF_LOAD, bytes, "load BTF"), btf);
  }

  /** Loads a program and returns its file descriptor; the error's `log` is what the verifier wrote. */
  loadProgram(options: ProgramOptions): number {
    for (let attempt = 1;; attempt++) {
      const answer = this.#load(options, false);
      if (answer.fd >= 0) return answer.fd;
      if (answer.code === "EAGAIN" && attempt < LOAD_ATTEMPTS) continue;
      // The first attempt runs without a log to be fast.
      const { log } = this.#load(options, true);
      const message = `Cannot load the BPF program ${options.name}: ${answer.code}`;
      throw new KernelError(answer.code, message, log === "" ? {} : { log });
    }
  }

  /** What the verifier writes about a program that it takes. */
  verifierLog(options: ProgramOptions): string {
    return this.#load(options, true).log;
  }

  /** Attaches a BTF-typed program; closing the returned link detaches it. */
  openRawTracepoint(program: number): number {
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(8, program, true);
    return this.#call(RAW_TRACEPOINT_OPEN, bytes, "attach a BPF program");
  }

  /** Attaches an iterator's program; closing the returned link detaches it. */
  linkIterator(program: number, attachType: number): number {
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(0, program, true);
    attributes.setUint32(8, attachType, true);
    return this.#call(LINK_CREATE, bytes, "attach a BPF iterator");
  }

  /** A file whose reading runs an attached iterator from its beginning. */
  openIterator(link: number): number {
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(0, link, true);
    return this.#call(ITER_CREATE, bytes, "open a BPF iterator");
  }

  /** Has the kernel measure the runs of all programs until the returned file descriptor is closed. */
  enableRunTimes(): number {
    const [bytes] = newAttributes();
    return this.#call(ENABLE_STATS, bytes, "measure BPF programs");
  }

  /** What was measured of a program. */
  runs(program: number): ProgramRuns {
    const info = memory(PROGRAM_INFO_SIZE);
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(0, program, true);
    attributes.setUint32(4, info.length, true);
    attributes.setBigUint64(8, addressOf(info), true);
    keep(this.#call(OBJ_GET_INFO_BY_FD, bytes, "ask about a BPF program"), info);
    const [timeNs = 0n, count = 0n, missed = 0n] = new BigUint64Array(info.buffer, 192, 3);
    return { count, timeNs, missed };
  }

  #load(options: ProgramOptions, logged: boolean): { fd: number; code: string; log: string } {
    const license = cString(options.license);
    const fds = new Uint8Array(Int32Array.from(options.fds).buffer);
    const log = memory(logged ? LOG_SIZE : 0);
    const { instructions, functions, lines, relocations } = options;
    const [bytes, attributes] = newAttributes();
    attributes.setUint32(0, options.type, true);
    attributes.setUint32(4, instructions.length / 8, true);
    attributes.setBigUint64(8, addressOf(instructions), true);
    attributes.setBigUint64(16, addressOf(license), true);
    if (logged) {
      attributes.setUint32(24, 1, true);
      attributes.setUint32(28, log.length, true);
      attributes.setBigUint64(32, addressOf(log), true);
    }
    setName(bytes, 48, options.name);
    attributes.setUint32(68, options.attachType, true);
    attributes.setUint32(72, options.btf, true);
    setArray(attributes, { size: 76, address: 80, count: 88 }, functions, FUNCTION_SIZE);
    setArray(attributes, { size: 92, address: 96, count: 104 }, lines, LINE_SIZE);
    attributes.setUint32(108, options.target, true);
    attributes.setBigUint64(120, addressOf(fds), true);
    setArray(attributes, { size: 136, address: 128, count: 116 }, relocations, RELOCATION_SIZE);
    const fd = this.#syscall(PROG_LOAD, bytes);
    const code = fd < 0 ? errnoName(this.#libc.errno()) : "";
    if (fd >= 0 && logged) this.#libc.close(fd);
    return keep(
      { fd, code, log: cText(log) },
      license,
      fds,
      instructions,
      functions,
      lines,
      relocations,
    );
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
    return this.#libc.check(this.#syscall(command, attributes), action);
  }

  #syscall(command: number, attributes: Uint8Array<ArrayBuffer>): number {
    const { syscall } = this.#libc.symbols;
    return Number(syscall(this.#number, BigInt(command), attributes, BigInt(attributes.length)));
  }
}

function newAttributes(): [Uint8Array<ArrayBuffer>, DataView] {
  const bytes = memory(ATTRIBUTES_SIZE);
  return [bytes, new DataView(bytes.buffer)];
}

function setName(attributes: Uint8Array, at: number, name: string): void {
  attributes.set(new TextEncoder().encode(name).subarray(0, NAME_SIZE - 1), at);
}

function setArray(
  attributes: DataView,
  at: { readonly size: number; readonly address: number; readonly count: number },
  records: Uint8Array<ArrayBuffer>,
  size: number,
): void {
  attributes.setUint32(at.size, size, true);
  attributes.setBigUint64(at.address, addressOf(records), true);
  attributes.setUint32(at.count, records.length / size, true);
}

function cText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end));
}

/** Passes a result on; naming what the kernel had addresses of keeps it alive until here. */
function keep<T>(result: T, ..._alive: readonly Uint8Array[]): T {
  return result;
}

/**
 * Loads an object's programs one by one, each with the maps that it uses.
 *
 * @module
 */

import type { Libc } from "../libc.ts";
import { memory } from "../libc.ts";
import { attachPoint } from "./attach_point.ts";
import type { Bpf, MapDefinition, ProgramOptions } from "./bpf.ts";
import { BTF_KIND, findKernelTypes, type KernelTypes, type WantedType } from "./kernel_btf.ts";

/** An object, as bpf/skeleton.ts holds one. */
export interface BpfObject {
  readonly maps: readonly MapDefinition[];
  readonly programs: readonly ObjectProgram[];
  /** BTF of both, Base64. */
  readonly types: string;
}

/** A program; see `ProgramOptions` for what its members mean. Its parts are Base64. */
export interface ObjectProgram {
  readonly name: string;
  /** Where it attaches, in libbpf's words. */
  readonly section: string;
  /** Indexes of the maps it uses. */
  readonly maps: readonly number[];
  readonly instructions: string;
  /** Calls of functions of the kernel that are no helpers: number of the instruction, and the function's name. */
  readonly kernelCalls: readonly { readonly at: number; readonly name: string }[];
  readonly functions: string;
  readonly lines: string;
  readonly relocations: string;
}

/** How to load an object. */
export interface ObjectOptions {
  /** Sizes of maps that differ from the built ones, by name. */
  readonly maxEntries: Readonly<Record<string, number>>;
  /** What variables of read-only maps are, by map. */
  readonly constants: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Takes the verifier's log of every program that it takes; asking for it makes loading slower. */
  readonly log?: (text: string) => void;
  /**
   * Looks for the functions that a program calls; asked only for one that calls some. Tests give another.
   *
   * @default {the running kernel's}
   */
  readonly findTypes?: FindTypes;
}

/** What the kernel's BTF says, as {@linkcode findKernelTypes} finds it. */
export type FindTypes = (wanted: readonly WantedType[]) => KernelTypes;

/** The tracepoint, or a function that is called, is not there or is another than is meant. */
export class AttachPointError extends Error {
  /** Tells it from other errors. */
  override readonly name = "AttachPointError";
}

const LICENSE = "GPL";

/** Maps and programs of an object, made as they are needed. Their file descriptors are closed with it. */
export class ObjectLoader implements Disposable {
  readonly #libc: Libc<"syscall">;
  readonly #bpf: Bpf;
  readonly #object: BpfObject;
  readonly #options: ObjectOptions;
  readonly #types: number;
  readonly #maps = new Map<string, number>();
  readonly #programs = new Map<string, number>();
  #functions: KernelTypes | undefined;

  /**
   * Loads the object's types.
   *
   * @throws {KernelError} When the kernel refuses.
   */
  constructor(libc: Libc<"syscall">, bpf: Bpf, object: BpfObject, options: ObjectOptions) {
    this.#libc = libc;
    this.#bpf = bpf;
    this.#object = object;
    this.#options = options;
    this.#types = bpf.loadTypes(Uint8Array.fromBase64(object.types));
  }

  /** File descriptors of the programs that are loaded, by name. */
  get programs(): ReadonlyMap<string, number> {
    return this.#programs;
  }

  /** The file descriptor of a map if it was made. */
  map(name: string): number | undefined {
    return this.#maps.get(name);
  }

  /**
   * Makes a map, or gives the one that was made.
   *
   * @throws {KernelError} When the kernel refuses.
   */
  makeMap(name: string): number {
    const made = this.#maps.get(name);
    if (made !== undefined) return made;
    const map = this.#object.maps.find((map) => map.name === name);
    if (map === undefined) throw new Error(`Cannot find the map ${name} in the object`);
    const { maxEntries, constants } = this.#options;
    const fd = this.#bpf.createMap({
      ...map,
      maxEntries: maxEntries[name] ?? map.maxEntries,
      btf: this.#types,
    });
    this.#maps.set(name, fd);
    const content = constants[name];
    if (content !== undefined) {
      this.#bpf.update(fd, memory(4), content);
      this.#bpf.freezeMap(fd);
    }
    return fd;
  }

  /**
   * Loads a program and its maps, unless that is done.
   *
   * @param expected What its first arguments must be, as `KernelType` words them.
   * @returns Its file descriptor.
   * @throws {AttachPointError} When this kernel does not have what it attaches to.
   * @throws {KernelError} When the kernel refuses.
   */
  loadProgram(name: string, kernel: KernelTypes, expected: readonly string[]): number {
    const loaded = this.#programs.get(name);
    if (loaded !== undefined) return loaded;
    const program = this.#object.programs.find((program) => program.name === name);
    if (program === undefined) throw new Error(`Cannot find the program ${name} in the object`);
    const target = findTarget(program, kernel, expected);
    const fds = this.#object.maps.map(({ name }, index) =>
      program.maps.includes(index) ? this.makeMap(name) : -1
    );
    const { type, attachType } = attachPoint(program.section);
    const options: ProgramOptions = {
      name,
      type,
      attachType,
      target,
      license: LICENSE,
      instructions: this.#instructionsOf(program),
      functions: Uint8Array.fromBase64(program.functions),
      lines: Uint8Array.fromBase64(program.lines),
      relocations: Uint8Array.fromBase64(program.relocations),
      btf: this.#types,
      fds,
    };
    const fd = this.#bpf.loadProgram(options);
    this.#programs.set(name, fd);
    this.#options.log?.(`${name}:\n${this.#bpf.verifierLog(options)}`);
    return fd;
  }

  /** A program's instructions with the kernel's numbers of the functions that they call. */
  #instructionsOf({ instructions, kernelCalls }: ObjectProgram): Uint8Array<ArrayBuffer> {
    const bytes = Uint8Array.fromBase64(instructions);
    const view = new DataView(bytes.buffer);
    for (const { at, name } of kernelCalls) {
      const id = this.#kernelFunctions().get(name)?.id;
      if (id === undefined) throw new AttachPointError(`this kernel has no function ${name}`);
      view.setUint32(8 * at + 4, id, true);
    }
    return bytes;
  }

  /** Those that any program calls, looked for once: the kernel has tens of thousands. */
  #kernelFunctions(): KernelTypes {
    const { findTypes = findKernelTypes } = this.#options;
    const names = this.#object.programs.flatMap(({ kernelCalls }) =>
      kernelCalls.map(({ name }) => name)
    );
    this.#functions ??= findTypes(
      [...new Set(names)].map((name) => ({ kind: BTF_KIND.function, name })),
    );
    return this.#functions;
  }

  /** Unloads a program that is attached nowhere. */
  unloadProgram(name: string): void {
    const fd = this.#programs.get(name);
    if (fd === undefined) return;
    this.#programs.delete(name);
    this.#libc.close(fd);
  }

  /** Closes the maps and programs; what is attached stays so until its link is closed. */
  [Symbol.dispose](): void {
    for (const fd of [...this.#programs.values(), ...this.#maps.values(), this.#types]) {
      this.#libc.close(fd);
    }
    this.#programs.clear();
    this.#maps.clear();
  }
}

/** What an object's programs attach to in the kernel's BTF. */
export function targetsOf({ programs }: BpfObject): WantedType[] {
  return [...new Set(programs.map(({ section }) => section))].map((section) => {
    const { btfKind, btfName } = attachPoint(section);
    return { kind: btfKind, name: btfName };
  });
}

function findTarget(
  { section }: ObjectProgram,
  kernel: KernelTypes,
  expected: readonly string[],
): number {
  const { what, name, btfName, hiddenArguments } = attachPoint(section);
  const target = kernel.get(btfName);
  if (target === undefined) {
    throw new AttachPointError(`this kernel has no ${what} ${name}`);
  }
  const found = target.arguments.slice(hiddenArguments);
  if (expected.some((type, index) => found[index] !== type)) {
    throw new AttachPointError(
      `the ${what} ${name} of this kernel has other arguments: ${found.join(", ")}`,
    );
  }
  return target.id;
}

/**
 * Makes each program of an object whole, so that it can be loaded alone: the functions it calls behind it, and maps
 * by their index.
 *
 * @module
 */

import type { BtfExt, Info } from "./btf_ext.ts";
import type { ElfObject, Section, Symbol } from "./elf_object.ts";

/** A program as BPF_PROG_LOAD takes it. */
export interface LinkedProgram {
  readonly name: string;
  /** Where it attaches, in libbpf's words: `tp_btf/sched_process_exec`. */
  readonly section: string;
  /** Indexes of the maps it uses, ascending. */
  readonly maps: readonly number[];
  readonly instructions: Uint8Array;
  /** Calls of functions of the kernel that are no helpers, for the loader to fill in. */
  readonly kernelCalls: readonly KernelCall[];
  /** `struct bpf_func_info`. */
  readonly functions: Uint8Array;
  /** `struct bpf_line_info`. */
  readonly lines: Uint8Array;
  /** `struct bpf_core_relo`. */
  readonly relocations: Uint8Array;
}

/** A call of a function by its name in the kernel's BTF. */
export interface KernelCall {
  /** The instruction's number. */
  readonly at: number;
  readonly name: string;
}

/** By the number of the helper that bpf/ has them for, which no helper has. */
const KERNEL_FUNCTIONS: Readonly<Record<number, string>> = { 0x10000: "bpf_rdonly_cast" };
const LD_IMM64 = 0x18;
const CALL = 0x85;
/** Sources of a 64-bit constant (linux/bpf.h). */
const PSEUDO_FUNC = 4;
const PSEUDO_MAP_IDX = 5;
const PSEUDO_MAP_IDX_VALUE = 6;
const PSEUDO_CALL = 1;
const PSEUDO_KFUNC_CALL = 2;
/** Sections that become a map each. */
const VARIABLES: Readonly<Record<string, string>> = {
  ".rodata": "rodata",
  ".data": "data",
  ".bss": "bss",
};

/** A function and where it lies in the program. */
interface Piece {
  readonly section: Section;
  /** Bytes in its section. */
  readonly from: number;
  readonly size: number;
  /** Bytes in the program. */
  readonly at: number;
}

/**
 * The programs of an object: every function outside of .text, in the order of their sections.
 *
 * @param maps Names of the maps in order.
 * @throws {Error} When a program refers to what is no map and no function.
 */
export function linkPrograms(
  object: ElfObject,
  ext: BtfExt,
  maps: readonly string[],
): LinkedProgram[] {
  return object.symbols
    .filter(({ isFunction, section }) => isFunction && section !== undefined && section !== ".text")
    .map((symbol) => new Linker(object, ext, maps, symbol).link());
}

class Linker {
  readonly #object: ElfObject;
  readonly #ext: BtfExt;
  readonly #maps: readonly string[];
  readonly #main: Symbol;
  readonly #pieces: Piece[] = [];
  readonly #used = new Set<number>();
  #size = 0;

  constructor(object: ElfObject, ext: BtfExt, maps: readonly string[], main: Symbol) {
    this.#object = object;
    this.#ext = ext;
    this.#maps = maps;
    this.#main = main;
  }

  link(): LinkedProgram {
    this.#piece(this.#main.section ?? "", this.#main.value);
    // Grows as functions are found to be called.
    for (let index = 0; index < this.#pieces.length; index++) this.#findCalled(this.#pieces[index]);
    const instructions = new Uint8Array(this.#size);
    const view = new DataView(instructions.buffer);
    for (const { section, from, size, at } of this.#pieces) {
      instructions.set(section.bytes.subarray(from, from + size), at);
    }
    for (const piece of this.#pieces) this.#relocate(piece, view);
    const kernelCalls = markKernelCalls(view);
    return {
      name: this.#main.name,
      section: this.#main.section ?? "",
      maps: [...this.#used].sort((left, right) => left - right),
      instructions,
      kernelCalls,
      // The kernel counts these two in instructions, and the third in bytes.
      functions: this.#records(this.#ext.functions, 8),
      lines: this.#records(this.#ext.lines, 8),
      relocations: this.#records(this.#ext.relocations, 1),
    };
  }

  /** The function at a place of a section; it becomes part of the program. */
  #piece(name: string, from: number): Piece {
    const known = this.#pieces.find((piece) => piece.section.name === name && piece.from === from);
    if (known !== undefined) return known;
    const section = this.#object.sections.get(name);
    const symbol = this.#object.symbols.find((symbol) =>
      symbol.isFunction && symbol.section === name && symbol.value === from
    );
    if (section === undefined || symbol === undefined) {
      throw new Error(`Cannot link ${this.#main.name} as no function begins at ${name}+${from}`);
    }
    const piece = { section, from, size: symbol.size, at: this.#size };
    this.#size += symbol.size;
    this.#pieces.push(piece);
    return piece;
  }

  #findCalled(piece: Piece | undefined): void {
    for (const { view, at, symbol } of this.#references(piece)) this.#target(view, at, symbol);
    if (piece !== undefined) this.#localCalls(piece, () => {});
  }

  /** The function that an instruction refers to by a symbol; `undefined` when it refers to none. */
  #target(view: DataView, at: number, symbol: Symbol): Piece | undefined {
    const { section, value } = symbol;
    if (section === undefined || this.#object.sections.get(section)?.executable !== true) {
      return undefined;
    }
    const immediate = view.getInt32(at + 4, true);
    const isCall = view.getUint8(at) === CALL;
    return this.#piece(section, value + (isCall ? 8 * (immediate + 1) : immediate));
  }

  /** Calls within a section carry their distance and no relocation. */
  #localCalls(piece: Piece, found: (at: number, target: Piece) => void): void {
    const { bytes, relocations, name } = piece.section;
    const view = new DataView(bytes.buffer);
    const relocated = new Set(relocations.map(({ offset }) => offset));
    for (let at = piece.from; at < piece.from + piece.size; at += 8) {
      const isLocal = view.getUint8(at) === CALL && view.getUint8(at + 1) >> 4 === PSEUDO_CALL;
      if (!isLocal || relocated.has(at)) continue;
      found(at, this.#piece(name, at + 8 * (view.getInt32(at + 4, true) + 1)));
    }
  }

  #references(piece: Piece | undefined): { view: DataView; at: number; symbol: Symbol }[] {
    if (piece === undefined) return [];
    const view = new DataView(piece.section.bytes.buffer);
    return piece.section.relocations
      .filter(({ offset }) => offset >= piece.from && offset < piece.from + piece.size)
      .map(({ offset, symbol }) => ({ view, at: offset, symbol }));
  }

  #relocate(piece: Piece, program: DataView): void {
    const place = (at: number): number => at - piece.from + piece.at;
    const setDistance = (at: number, target: Piece): void =>
      program.setInt32(place(at) + 4, (target.at - place(at)) / 8 - 1, true);
    this.#localCalls(piece, setDistance);
    for (const { view, at, symbol } of this.#references(piece)) {
      const target = this.#target(view, at, symbol);
      if (target === undefined) this.#setMap(program, place(at), symbol);
      else {
        setDistance(at, target);
        if (view.getUint8(at) === LD_IMM64) setSource(program, place(at), PSEUDO_FUNC);
      }
    }
  }

  #setMap(program: DataView, at: number, symbol: Symbol): void {
    const variables = VARIABLES[symbol.section ?? ""];
    const index = this.#maps.indexOf(variables ?? symbol.name);
    if (index < 0 || program.getUint8(at) !== LD_IMM64) {
      throw new Error(`Cannot link ${this.#main.name} as it refers to ${symbol.name}`);
    }
    this.#used.add(index);
    if (variables !== undefined) {
      program.setUint32(at + 12, symbol.value + program.getInt32(at + 4, true), true);
    }
    program.setInt32(at + 4, index, true);
    setSource(program, at, variables === undefined ? PSEUDO_MAP_IDX : PSEUDO_MAP_IDX_VALUE);
  }

  /** The records about the program's instructions, moved to where those are. */
  #records({ recordSize, bySection }: Info, unit: number): Uint8Array {
    const records = this.#pieces.flatMap(({ section, from, size, at }) =>
      (bySection.get(section.name) ?? []).flatMap((record) => {
        const copy = record.slice();
        const view = new DataView(copy.buffer);
        const offset = view.getUint32(0, true);
        if (offset < from || offset >= from + size) return [];
        view.setUint32(0, (offset - from + at) / unit, true);
        return [copy];
      })
    );
    const bytes = new Uint8Array(recordSize * records.length);
    records.forEach((record, index) => bytes.set(record, recordSize * index));
    return bytes;
  }
}

/** Marks the calls of functions that are no helpers as such, with 0 in place of the function. */
function markKernelCalls(program: DataView): KernelCall[] {
  const calls: KernelCall[] = [];
  for (let at = 0; at < program.byteLength; at += 8) {
    const code = program.getUint8(at);
    const isHelper = code === CALL && program.getUint8(at + 1) >> 4 === 0;
    const name = isHelper ? KERNEL_FUNCTIONS[program.getInt32(at + 4, true)] : undefined;
    // The second half of a 64-bit constant is no instruction.
    if (code === LD_IMM64) at += 8;
    if (name === undefined) continue;
    setSource(program, at, PSEUDO_KFUNC_CALL);
    program.setInt32(at + 4, 0, true);
    calls.push({ at: at / 8, name });
  }
  return calls;
}

/** The source register's field, in the upper half of an instruction's second byte. */
function setSource(program: DataView, at: number, source: number): void {
  program.setUint8(at + 1, (program.getUint8(at + 1) & 0x0f) | (source << 4));
}

/**
 * Reads a relocatable ELF file for BPF: 64 bits, little endian, relocations without addends.
 *
 * @module
 */

/** A section. */
export interface Section {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The processor runs it. */
  readonly executable: boolean;
  readonly relocations: readonly Relocation[];
}

/** A place in a section that stands for a symbol. */
export interface Relocation {
  /** Bytes from the section's beginning. */
  readonly offset: number;
  readonly symbol: Symbol;
}

/** What a relocation stands for. */
export interface Symbol {
  /** Empty for a section's own symbol. */
  readonly name: string;
  /** Name of the section that it is in; `undefined` where this file does not define it. */
  readonly section: string | undefined;
  /** Bytes from that section's beginning. */
  readonly value: number;
  /** Bytes. */
  readonly size: number;
  readonly isFunction: boolean;
}

/** The sections and symbols of a file. */
export interface ElfObject {
  readonly sections: ReadonlyMap<string, Section>;
  readonly symbols: readonly Symbol[];
}

interface Header {
  readonly nameAt: number;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly size: number;
  readonly info: number;
}

const SHT_SYMTAB = 2;
const SHT_NOBITS = 8;
const SHT_REL = 9;
const SHF_EXECINSTR = 4;
const STT_FUNC = 2;

/**
 * Reads the file.
 *
 * @throws {Error} When it is no ELF file of that kind.
 */
export function readElfObject(file: Uint8Array): ElfObject {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const EM_BPF = 247;
  if (view.getUint32(0) !== 0x7f454c46 || view.getUint16(18, true) !== EM_BPF) {
    throw new Error("Cannot read the object as it is no ELF file for BPF");
  }
  const at = Number(view.getBigUint64(40, true));
  const headers = Array.from(
    { length: view.getUint16(60, true) },
    (_, index) => readHeader(view, at + 64 * index),
  );
  const strings = headers[view.getUint16(62, true)];
  const nameOf = (base: Header | undefined, offset: number): string =>
    text(file, (base?.offset ?? 0) + offset);
  const names = headers.map((header) => nameOf(strings, header.nameAt));

  // The linker keeps one string table, for sections and symbols alike.
  const symbols = headers.filter(({ type }) => type === SHT_SYMTAB).flatMap((table) =>
    Array.from({ length: table.size / 24 }, (_, index): Symbol => {
      const entry = table.offset + 24 * index;
      const section = view.getUint16(entry + 6, true);
      return {
        name: nameOf(strings, view.getUint32(entry, true)),
        section: section === 0 ? undefined : names[section],
        value: Number(view.getBigUint64(entry + 8, true)),
        size: Number(view.getBigUint64(entry + 16, true)),
        isFunction: (view.getUint8(entry + 4) & 0xf) === STT_FUNC,
      };
    })
  );

  const sections = headers.map((header, index): Section => ({
    name: names[index] ?? "",
    bytes: header.type === SHT_NOBITS
      ? new Uint8Array(header.size)
      : new Uint8Array(file.slice(header.offset, header.offset + header.size)),
    executable: (header.flags & SHF_EXECINSTR) !== 0,
    relocations: headers
      .filter(({ type, info }) => type === SHT_REL && info === index)
      .flatMap((table) => readRelocations(view, table, symbols)),
  }));
  return { sections: new Map(sections.map((section) => [section.name, section])), symbols };
}

function readHeader(view: DataView, at: number): Header {
  return {
    nameAt: view.getUint32(at, true),
    type: view.getUint32(at + 4, true),
    flags: Number(view.getBigUint64(at + 8, true)),
    offset: Number(view.getBigUint64(at + 24, true)),
    size: Number(view.getBigUint64(at + 32, true)),
    info: view.getUint32(at + 44, true),
  };
}

function readRelocations(view: DataView, table: Header, symbols: readonly Symbol[]): Relocation[] {
  return Array.from({ length: table.size / 16 }, (_, index) => {
    const entry = table.offset + 16 * index;
    const symbol = symbols[view.getUint32(entry + 12, true)];
    if (symbol === undefined) throw new Error("Cannot read the object as a symbol is missing");
    return { offset: Number(view.getBigUint64(entry, true)), symbol };
  });
}

function text(file: Uint8Array, at: number): string {
  return new TextDecoder().decode(file.subarray(at, file.indexOf(0, at)));
}

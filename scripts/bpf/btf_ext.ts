/**
 * Reads .BTF.ext: what the kernel is told about a program's instructions beside the instructions themselves.
 *
 * @module
 */

/** Records about instructions. */
export interface Info {
  /** Bytes of a record. */
  readonly recordSize: number;
  /** By section, records that begin with the instruction's place, in bytes from the section's beginning. */
  readonly bySection: ReadonlyMap<string, readonly Uint8Array[]>;
}

/** The three kinds of records there are. */
export interface BtfExt {
  /** Types of functions. */
  readonly functions: Info;
  /** Lines of the source. */
  readonly lines: Info;
  /** Accesses to the kernel's types that the kernel moves to where it has the member (CO-RE). */
  readonly relocations: Info;
}

/**
 * Reads the section.
 *
 * @param strings Gives a text of the object's BTF.
 * @throws {Error} When it is no such section.
 */
export function readBtfExt(section: Uint8Array, strings: (offset: number) => string): BtfExt {
  const view = new DataView(section.buffer, section.byteOffset, section.byteLength);
  if (view.getUint16(0, true) !== 0xeb9f) throw new Error("Cannot read .BTF.ext: no magic");
  const base = view.getUint32(4, true);
  const info = (field: number): Info => {
    const at = base + view.getUint32(field, true);
    return readInfo(section, view, at, at + view.getUint32(field + 4, true), strings);
  };
  return { functions: info(8), lines: info(16), relocations: info(24) };
}

function readInfo(
  section: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  strings: (offset: number) => string,
): Info {
  const recordSize = from === end ? 0 : view.getUint32(from, true);
  const bySection = new Map<string, readonly Uint8Array[]>();
  for (let at = from + 4; at < end;) {
    const name = strings(view.getUint32(at, true));
    const count = view.getUint32(at + 4, true);
    at += 8;
    bySection.set(
      name,
      Array.from(
        { length: count },
        (_, index) => section.subarray(at + recordSize * index, at + recordSize * (index + 1)),
      ),
    );
    at += recordSize * count;
  }
  return { recordSize, bySection };
}

/** Gives the texts of a .BTF section. */
export function btfStrings(btf: Uint8Array): (offset: number) => string {
  const view = new DataView(btf.buffer, btf.byteOffset, btf.byteLength);
  const base = view.getUint32(4, true) + view.getUint32(16, true);
  return (offset) =>
    new TextDecoder().decode(btf.subarray(base + offset, btf.indexOf(0, base + offset)));
}

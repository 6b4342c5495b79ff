/**
 * Reads the header that `bpftool gen skeleton -L` writes.
 *
 * @module
 */

/** What the loader needs of a light skeleton. */
export interface LightSkeleton {
  /** Names of the maps, in the order of their descriptors. */
  readonly maps: readonly string[];
  /** Names of the programs, in the order of their descriptors. */
  readonly programs: readonly string[];
  /** Variables of the sections that become maps, in order. */
  readonly variables: Readonly<Record<"rodata" | "data" | "bss", readonly string[]>>;
  /** The loader's data. */
  readonly data: Uint8Array;
  /** The loader's instructions. */
  readonly instructions: Uint8Array;
}

/**
 * Parses a light skeleton.
 *
 * @throws {Error} When the header is not of the expected form.
 */
export function parseLightSkeleton(header: string): LightSkeleton {
  return {
    maps: names(header, /struct bpf_map_desc (\w+);/g),
    programs: names(header, /struct bpf_prog_desc (\w+);/g),
    variables: {
      rodata: variables(header, "rodata"),
      data: variables(header, "data"),
      bss: variables(header, "bss"),
    },
    data: bytes(header, "data"),
    instructions: bytes(header, "insns"),
  };
}

function names(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}

function variables(header: string, section: string): string[] {
  const members = new RegExp(`struct \\w+__${section} \\{([^}]*)\\}`).exec(header)?.[1] ?? "";
  return names(members, /\w+ (\w+);/g);
}

function bytes(header: string, field: string): Uint8Array {
  const size = new RegExp(`opts\\.${field}_sz = (\\d+);`).exec(header)?.[1];
  const literal = new RegExp(`opts\\.${field} = \\(void \\*\\)"([^"]*)";`).exec(header)?.[1];
  if (size === undefined || literal === undefined) {
    throw new Error(`Cannot read the light skeleton as it has no ${field}; use bpftool 7.1`);
  }
  // A byte is \0 or \x and its digits; a backslash at a line's end continues the line.
  const values = [...literal.matchAll(/\\(?:x([0-9a-f]{1,2})|0)/g)]
    .map((match) => parseInt(match[1] ?? "0", 16));
  if (values.length !== Number(size)) {
    throw new Error(
      `Cannot read the light skeleton as ${field} must hold ${size} bytes: ${values.length}`,
    );
  }
  return Uint8Array.from(values);
}

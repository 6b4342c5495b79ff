/** Text attributes of the text output; with colour off all of them leave the text as it is. */
export interface Style {
  /** Of less interest. */
  readonly dim: (text: string) => string;
  /** Titles. */
  readonly bold: (text: string) => string;
  /** Loss and failure. */
  readonly red: (text: string) => string;
  /** Needs a look. */
  readonly yellow: (text: string) => string;
  /** The colour of a name: always the same one for the same name. */
  readonly hue: (name: string, text: string) => string;
}

/** From the 256-colour palette: readable on dark and on light, none of them like red or yellow, which mean trouble. */
const HUES = [27, 30, 33, 35, 37, 39, 63, 65, 69, 71, 73, 92, 98, 99, 103, 105, 132, 135, 139, 170];

/** Escape sequences (ECMA-48 SGR), or none. */
export function createStyle(color: boolean): Style {
  if (!color) {
    const plain = (text: string) => text;
    return { dim: plain, bold: plain, red: plain, yellow: plain, hue: (_name, text) => text };
  }
  const sgr = (code: string) => (text: string) => text === "" ? "" : `\x1b[${code}m${text}\x1b[0m`;
  const hues = HUES.map((hue) => sgr(`38;5;${hue}`));
  return {
    dim: sgr("2"),
    bold: sgr("1"),
    red: sgr("31"),
    yellow: sgr("33"),
    hue: (name, text) => (hues[hash(name) % hues.length] ?? sgr("0"))(text),
  };
}

/** FNV-1a over UTF-16 units: spreads the near-equal names of a workload's pods. */
function hash(name: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    value = Math.imul(value ^ name.charCodeAt(i), 0x01000193);
  }
  return (value ^ (value >>> 15)) >>> 0;
}

import stringWidth from "string-width";

/**
 * What must not reach a terminal as it is: C0, DEL and C1 controls, the line and paragraph separators, and everything
 * that is not seen or turns the text around it (soft hyphen, zero width and bidi controls, tags, variation selectors).
 */
const UNSAFE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\u{e0000}-\u{e0fff}]/gu;
/** Printable ASCII: as many columns as characters, and nothing to make visible. */
const PLAIN = /^[ -~]*$/;
/** What no shell would read as more than itself. */
const BARE_WORD = /^[\w@%+=:,.\/-]+$/;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
};

/** The text with every character that a terminal would act on, or not show, written as an escape. */
export function visible(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSAFE, escape);
}

/** Whether a terminal shows the text as it is, all of it. */
export function isSafe(text: string): boolean {
  return PLAIN.test(text) || text.search(UNSAFE) < 0;
}

/** A text of several lines with every character that is not safe replaced, but for the ends of lines. */
export function escapeUnsafe(text: string, escape: (character: string) => string): string {
  return text.replace(UNSAFE, (character) => character === "\n" ? "\n" : escape(character));
}

/** One word of a command line, quoted as a shell would need it and with nothing invisible in it. */
export function quoted(word: string): string {
  if (BARE_WORD.test(word)) return word;
  const escaped = PLAIN.test(word) ? word : visible(word);
  if (escaped === word) return `'${word.replaceAll("'", "'\\''")}'`;
  return `$'${visible(word.replace(/[\\']/g, "\\$&"))}'`;
}

function escape(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0x7f) return `\\x${hex.padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${hex.padStart(4, "0")}`;
  return `\\U${hex.padStart(8, "0")}`;
}

/** Columns that a visible text takes on a terminal. */
export function width(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The first characters of a visible text that fit into so many columns; an ellipsis says that it was cut. */
export function cutEnd(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  if (columns < 1) return "";
  return `${take(text, columns - 1)}…`;
}

/** Like {@link cutEnd}, but cut in the middle: what tells a pod's siblings apart is at its name's end. */
export function cutMiddle(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  if (columns < 5) return cutEnd(text, columns);
  const tail = Math.floor((columns - 1) / 2);
  return `${take(text, columns - 1 - tail)}…${takeLast(text, tail)}`;
}

function take(text: string, columns: number): string {
  const ascii = text.slice(0, columns);
  if (PLAIN.test(ascii)) return ascii;
  return fitting([...clusters(text, columns)], columns).join("");
}

function takeLast(text: string, columns: number): string {
  const ascii = text.slice(text.length - columns);
  if (PLAIN.test(ascii)) return ascii;
  const all = Array.from(graphemes.segment(text), ({ segment }) => segment);
  return fitting(all.reverse(), columns).reverse().join("");
}

/** The clusters at the start of a text, no more than could fit: texts may be long. */
function* clusters(text: string, columns: number): Iterable<string> {
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    yield segment;
    if (++count > columns) return;
  }
}

function fitting(segments: readonly string[], columns: number): string[] {
  const fit: string[] = [];
  let used = 0;
  for (const segment of segments) {
    used += width(segment);
    if (used > columns) break;
    fit.push(segment);
  }
  return fit;
}

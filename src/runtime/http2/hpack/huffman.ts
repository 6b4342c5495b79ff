import { ConnectionError, ERROR } from "../protocol.ts";

/** RFC 7541, appendix B: how many bits the code of each byte has, as a letter from "A", which is 5, and of the end. */
const CODE_BITS =
  "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHFIBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJB" +
  "KABABABBBACCBBBABCBAABCCCCCKGJIXPRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS" +
  "VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ";
const LONGEST_CODE = 30;
const END_OF_STRING = 256;
/** Bits that may be left over at the end: the first of the end's code, which are ones. */
const MOST_PADDING = 7;

/** The codes are canonical: of each length, the first code, and whose they are in order. */
const CODES = (() => {
  const symbols: number[][] = Array.from({ length: LONGEST_CODE + 1 }, () => []);
  [...CODE_BITS].forEach((letter, symbol) => symbols[letter.charCodeAt(0) - 60]?.push(symbol));
  let first = 0;
  return symbols.map((ofLength) => {
    first *= 2;
    const codes = { first, symbols: ofLength };
    first += ofLength.length;
    return codes;
  });
})();

/**
 * A string in Huffman's code, one character a byte.
 *
 * @throws ConnectionError for codes that there are not, the end within the string, and padding that is none.
 */
export function decodeHuffman(bytes: Uint8Array): string {
  let text = "";
  let code = 0;
  let length = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + (byte >> bit & 1);
      const { first, symbols } = CODES[++length] ?? NO_CODES;
      const symbol = symbols[code - first];
      if (symbol === END_OF_STRING || length > LONGEST_CODE) throw wrongCode();
      if (symbol === undefined) continue;
      text += String.fromCharCode(symbol);
      code = length = 0;
    }
  }
  if (length > MOST_PADDING || code !== 2 ** length - 1) throw wrongCode();
  return text;
}

const NO_CODES = { first: 0, symbols: [] as readonly number[] };

function wrongCode(): ConnectionError {
  return new ConnectionError(ERROR.compression, "it sent a header in a code that there is not");
}

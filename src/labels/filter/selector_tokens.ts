/** A piece of a label selector. */
export interface Token {
  /** An operator or a bracket is its own kind; `word` is a key, a value, `in` or `notin`. */
  readonly kind: "word" | "end" | SpecialSymbol;
  readonly text: string;
  /** Where it begins; the first character is 1. */
  readonly position: number;
}

/** The special pieces; `==` and `!=` win over `=` and `!`. */
export type SpecialSymbol = "==" | "!=" | "=" | "!" | "(" | ")" | "," | "<" | ">";

const PIECE = /(==|!=|[=!(),<>])|([^=!(),<> \t\r\n]+)/g;

/** Splits a label selector; the last token is its end. */
export function selectorTokens(text: string): readonly Token[] {
  const tokens = [...text.matchAll(PIECE)].map((match): Token => {
    const [piece, symbol] = match;
    const position = match.index + 1;
    return symbol === undefined
      ? { kind: "word", text: piece, position }
      : { kind: symbol as SpecialSymbol, text: piece, position };
  });
  return [...tokens, { kind: "end", text: "", position: text.length + 1 }];
}

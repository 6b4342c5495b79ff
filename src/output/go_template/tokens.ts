import { TemplateError } from "./error.ts";

/** A word within `{{ }}`. */
export interface Token {
  readonly kind: "field" | "variable" | "word" | "string" | "number" | "sign";
  /** The word; for a string what it stands for, for a field its name without the dot. */
  readonly text: string;
  /** Whether white space stands before it: `.a .b` is two operands, `.a.b` one. */
  readonly apart: boolean;
}

/** A stretch of text, or what stands between two braces. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly source: string; readonly tokens: readonly Token[] };

const ACTION =
  /\{\{(- (?=[^]*)|-(?=\s))?((?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|\/\*[^]*?\*\/|[^"`])*?)(\s-)?\}\}/gy;

/** Splits a template into text and actions, and actions into words. */
export function splitTemplate(template: string): Part[] {
  const parts: Part[] = [];
  let position = 0;
  let trimNext = false;
  const text = (until: number, trimEnd: boolean): void => {
    let piece = template.slice(position, until);
    if (trimNext) piece = piece.trimStart();
    if (trimEnd) piece = piece.trimEnd();
    if (piece !== "") parts.push({ kind: "text", text: piece });
  };
  for (;;) {
    const start = template.indexOf("{{", position);
    if (start < 0) {
      text(template.length, false);
      return parts;
    }
    ACTION.lastIndex = start;
    const match = ACTION.exec(template);
    if (match === null) {
      throw new TemplateError(
        "an action must end in }} on its own",
        template.slice(start, start + 40),
      );
    }
    const [whole, trimBefore, inner = "", trimAfter] = match;
    text(start, trimBefore !== undefined);
    position = start + whole.length;
    trimNext = trimAfter !== undefined;
    if (/^\s*\/\*[^]*\*\/\s*$/.test(inner)) continue;
    parts.push({ kind: "action", source: whole, tokens: tokensOf(inner, whole) });
  }
}

const TOKEN =
  /(\s*)(?:\.([\p{L}_][\p{L}\p{N}_]*)|(\$[\p{L}\p{N}_]*)|([\p{L}_][\p{L}\p{N}_]*)|("(?:[^"\\\n]|\\.)*")|`([^`]*)`|([+-]?\d+(?:\.\d+)?)(?![\p{L}\p{N}_])|(:=|[.|()=,]))/uy;

function tokensOf(inner: string, source: string): Token[] {
  const tokens: Token[] = [];
  const end = inner.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(inner);
    if (match === null) throw new TemplateError("it has a word that is not understood", source);
    const [, space = "", field, variable, word, string, raw, number, sign] = match;
    const apart = space !== "" || tokens.length === 0;
    if (field !== undefined) tokens.push({ kind: "field", text: field, apart });
    else if (variable !== undefined) tokens.push({ kind: "variable", text: variable, apart });
    else if (word !== undefined) tokens.push({ kind: "word", text: word, apart });
    else if (string !== undefined) {
      tokens.push({ kind: "string", text: unquote(string, source), apart });
    } else if (raw !== undefined) tokens.push({ kind: "string", text: raw, apart });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, apart });
    else tokens.push({ kind: "sign", text: sign ?? "", apart });
  }
  return tokens;
}

function unquote(literal: string, source: string): string {
  try {
    const text: unknown = JSON.parse(literal);
    if (typeof text === "string") return text;
  } catch {
    // Go has a few escapes more than JSON; they are refused below.
  }
  throw new TemplateError(`it has an escape that is not supported, in ${literal}`, source);
}

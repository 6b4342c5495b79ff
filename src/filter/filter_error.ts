/** A part of an expression, by UTF-16 offsets. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Thrown where an expression cannot be a filter: the message is the rule that it breaks, as "it must …". */
export class FilterError extends Error {
  override readonly name = "FilterError";
  /** The line of the expression with the place marked below it; several lines where the expression has them. */
  readonly excerpt: string;

  constructor(rule: string, expression: string, place: Place) {
    super(`${rule} at character ${place.start + 1}`);
    this.excerpt = marked(expression, place);
  }
}

/** The line that the place begins in, and below it a mark of its length. */
function marked(expression: string, { start, end }: Place): string {
  const from = expression.lastIndexOf("\n", start - 1) + 1;
  const newline = expression.indexOf("\n", start);
  const line = expression.slice(from, newline < 0 ? expression.length : newline);
  const length = Math.max(1, Math.min(end, from + line.length) - start);
  return `  ${line}\n  ${" ".repeat(start - from)}${"^".repeat(length)}`;
}

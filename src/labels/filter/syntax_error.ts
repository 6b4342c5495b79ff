/** Thrown where a filter is not in its language: the message is the rule that it breaks, as "it must …". */
export class FilterSyntaxError extends Error {
  /** Tells it from other errors. */
  override name = "FilterSyntaxError";
}

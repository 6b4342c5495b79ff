/** A template that cannot be read, or does not fit the data. */
export class TemplateError extends Error {
  /** Tells it from other errors. */
  override readonly name = "TemplateError";

  /** @param rule What was broken, to follow "as". */
  constructor(rule: string, where: string) {
    super(`Cannot use the template as ${rule}: ${where}`);
  }
}

/** What a function broke, to follow "as". */
export class FunctionError extends Error {
  /** Tells it from other errors. */
  override readonly name = "FunctionError";
}

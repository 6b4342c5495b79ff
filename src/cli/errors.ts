/** A command line that parsed, but asks for what can't be: exit code 2. */
export class UsageError extends Error {
  /** Tells it from other errors. */
  override name = "UsageError";
}

/** Errors that only a mistake in the program gives. */
const INTERNAL_ERRORS = [TypeError, ReferenceError, SyntaxError];

/** What went wrong as one sentence on one line, with no stack trace. */
export function errorSentence(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  if (INTERNAL_ERRORS.some((type) => error instanceof type)) {
    return `Internal error: ${oneLine(error.message)}; --verbose shows where`;
  }
  return oneLine(error.message || error.name);
}

/** What --verbose adds: the kernel's log if there is one, and the stack traces of error and causes. */
export function errorDetails(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const log = "log" in error && typeof error.log === "string" ? `${error.log.trimEnd()}\n` : "";
  const cause = error.cause === undefined ? "" : `caused by: ${errorDetails(error.cause)}`;
  return `${log}${error.stack ?? ""}\n${cause}`;
}

/** Whether the kernel refused to be read; the class lives in a part that a command line may never load. */
export function isKernelError(error: unknown): error is Error {
  return error instanceof Error && error.name === "KernelError";
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** A command line that parsed, but asks for what can't be: exit code 2. */
export class UsageError extends Error {
  /** Tells it from other errors. */
  override name = "UsageError";
  /** The place in what was given, as lines below the sentence. */
  readonly excerpt: string | undefined;

  constructor(message: string, excerpt?: string) {
    super(message);
    this.excerpt = excerpt;
  }
}

/** What the engine throws at a mistake in the program. */
const ENGINE_ERRORS = [TypeError, ReferenceError, SyntaxError];
/** How critter's own errors are worded; the engine's "Cannot read properties of …" has no such rule. */
const OWN_WORDING = /^Cannot .* as /s;
/** How Deno words an error of the operating system. */
const OS_ERROR = /^(.+) \(os error \d+\)(?:: (\w+) ('.*'))?$/s;

/** What went wrong as one sentence on one line, with no stack trace. */
export function errorSentence(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  const { message } = error;
  if (ENGINE_ERRORS.some((type) => error instanceof type) && !OWN_WORDING.test(message)) {
    return `Internal error: ${oneLine(message)}; --verbose shows where`;
  }
  const [, reason, operation, object] = OS_ERROR.exec(message) ?? [];
  if (reason === undefined) return oneLine(message || error.name);
  return oneLine(
    operation === undefined
      ? reason
      : `Cannot ${operation.replace(/file$/, "")} ${object}: ${reason}`,
  );
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
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+ */gu, " ").trim();
}

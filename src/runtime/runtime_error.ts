/** Why a runtime did not give an answer. */
export type RuntimeErrorKind =
  /** There is no file at the socket's path. */
  | "absent"
  /** The file is there, and is no socket. */
  | "not-a-socket"
  | "permission"
  /** The socket belongs to somebody else than it should, and nobody asked for it. */
  | "untrusted"
  /** The socket is there, nobody listens. */
  | "refused"
  /** No answer within the deadline. */
  | "timeout"
  /** It answers, but does not serve this API. */
  | "unimplemented"
  /** What came back is not what the protocol allows. */
  | "protocol"
  /** The connection broke while the call was under way. */
  | "unreachable"
  /** The answer is larger than either side allows. */
  | "too-large"
  /** The runtime answered that it does not have what was asked for. */
  | "not-found"
  /** The runtime answered with an error of its own. */
  | "failed"
  /** The caller gave up. */
  | "aborted";

/** A runtime could not be asked, or did not answer as it should. */
export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
  readonly kind: RuntimeErrorKind;
  /** Path of the socket. */
  readonly endpoint: string;
  /** A few words without the endpoint, as in "no such file" or "no answer in 2 s". */
  readonly reason: string;
  /** What would help; undefined where that is not known. */
  readonly fix: string | undefined;

  constructor(
    kind: RuntimeErrorKind,
    endpoint: string,
    reason: string,
    options: { fix?: string; cause?: unknown } = {},
  ) {
    const fix = options.fix ?? FIXES[kind];
    super(
      `Cannot ask the container runtime at ${endpoint}: ${reason}${
        fix === undefined ? "" : `; ${fix}`
      }`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.kind = kind;
    this.endpoint = endpoint;
    this.reason = reason;
    this.fix = fix;
  }

  /** Whether the connection itself failed, so that the runtime is gone rather than unwilling. */
  get connectionLost(): boolean {
    return CONNECTION_KINDS.has(this.kind);
  }
}

const CONNECTION_KINDS: ReadonlySet<RuntimeErrorKind> = new Set([
  "absent",
  "not-a-socket",
  "permission",
  "untrusted",
  "refused",
  "unreachable",
]);

const FIXES: Partial<Record<RuntimeErrorKind, string>> = {
  absent: "start the runtime, or name its socket with --runtime-endpoint",
  "not-a-socket": "name the runtime's socket with --runtime-endpoint",
  permission: "run critter as root",
  untrusted: "name it with --runtime-endpoint if you trust it",
  refused: "start the runtime",
};

/**
 * The answer, or undefined where the runtime does not have what was asked for: runtimes say NOT_FOUND, older ones an
 * error without a code.
 */
export async function orUnknown<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const kind = error instanceof RuntimeError ? error.kind : undefined;
    if (kind === "not-found" || kind === "failed") return undefined;
    throw error;
  }
}

/** A duration as in "500 ms" or "2 s". */
export function formatMs(ms: number): string {
  return ms >= 1000 && ms % 100 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

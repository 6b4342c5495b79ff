import { formatMs, RuntimeError, type RuntimeErrorKind } from "../runtime_error.ts";
import { diagnoseSocket } from "./socket_error.ts";

/** What grpc-js says of a call that failed, as far as it matters here. */
interface CallStatus {
  readonly code: number;
  readonly details: string;
}

/** What on this side of the wire ended a call: the server broke a rule, or the connection broke. */
export type FailureCause = "protocol" | "connection";

const DEADLINE_EXCEEDED = 4;
const UNIMPLEMENTED = 12;
/** gRPC status codes that get a meaning of their own; all others are failures. */
const KINDS: Readonly<Record<number, RuntimeErrorKind>> = {
  4: "timeout",
  5: "not-found",
  7: "permission",
  8: "too-large",
  12: "unimplemented",
  14: "unreachable",
};
/** What grpc-js says, by the same code, of answers of a wrong number. */
const WRONG_NUMBER: Readonly<Record<string, string>> = {
  "No message received": "no answer",
  "Too many responses received": "several answers",
};

/** Turns what became of calls over one socket into sentences that a user can act on. */
export class GrpcFailures {
  readonly #path: string;
  readonly #endpoint: string;

  /** @param endpoint What the socket is called, where that is not the path it is reached by. */
  constructor(path: string, endpoint: string) {
    this.#path = path;
    this.#endpoint = endpoint;
  }

  /** The caller ended it. */
  aborted(): RuntimeError {
    return new RuntimeError("aborted", this.#endpoint, "the caller gave up");
  }

  /** The bytes of an answer are none of its message. */
  undecodable(method: string, cause: unknown): RuntimeError {
    const text = cause instanceof Error ? cause.message : String(cause);
    const reason = `its answer to ${method} can't be read (${text})`;
    return new RuntimeError("protocol", this.#endpoint, reason, { cause });
  }

  /**
   * Why a call failed.
   *
   * @param cause Absent where the server said so itself.
   * @param timeoutMs How long the call might take, milliseconds.
   */
  async explain(
    error: unknown,
    cause: FailureCause | undefined,
    method: string,
    timeoutMs: number | undefined,
  ): Promise<RuntimeError> {
    if (error instanceof RuntimeError) return error;
    const options = { cause: error };
    const { code, details } = error as CallStatus;
    if (cause === "protocol") {
      return new RuntimeError(
        "protocol",
        this.#endpoint,
        `it does not speak gRPC (${details})`,
        options,
      );
    }
    if (cause === "connection") {
      return await diagnoseSocket(this.#path, this.#endpoint) ??
        new RuntimeError(
          "unreachable",
          this.#endpoint,
          `the connection broke (${details})`,
          options,
        );
    }
    const kind = KINDS[code] ?? "failed";
    if (code === UNIMPLEMENTED) {
      const said = WRONG_NUMBER[details];
      return said === undefined
        ? new RuntimeError(kind, this.#endpoint, `it does not serve ${method}`, options)
        : new RuntimeError("failed", this.#endpoint, `it gave ${said} to ${method}`, options);
    }
    const reason = code === DEADLINE_EXCEEDED && timeoutMs !== undefined
      ? `no answer in ${formatMs(timeoutMs)}`
      : details;
    return new RuntimeError(kind, this.#endpoint, reason, options);
  }
}

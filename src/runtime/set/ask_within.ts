import type { Answer } from "./finding.ts";
import { formatMs, RuntimeError } from "../runtime_error.ts";
import { TimedCall } from "../wire/timed_call.ts";

/** Whom a question is put to, and for how long. */
export interface AskOptions {
  /** What the socket is called in errors. */
  readonly endpoint: string;
  /** Milliseconds until the answer is no longer waited for. */
  readonly timeoutMs: number;
  /** End the question too. */
  readonly signals: readonly (AbortSignal | undefined)[];
}

/** Puts a question to one runtime; whatever goes wrong is the answer, and nothing rejects. */
export async function askWithin(
  { endpoint, timeoutMs, signals }: AskOptions,
  question: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  using call = new TimedCall(timeoutMs, signals);
  try {
    return await question(call.signal);
  } catch (cause) {
    if (call.late) {
      return new RuntimeError("timeout", endpoint, `no answer in ${formatMs(timeoutMs)}`, {
        cause,
      });
    }
    if (cause instanceof RuntimeError) return cause;
    return new RuntimeError("protocol", endpoint, String(cause), { cause });
  }
}

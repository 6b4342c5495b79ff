import type { HotPath } from "#hotpath/hot_path.ts";
import type { Notice } from "#hotpath/types.ts";
import type { EventInput, LossKind } from "../input.ts";

/** What an {@link EventMachine} produces. */
export interface EventMachineOutput {
  /** Whole finished NDJSON lines, which may tell of losses; the bytes are valid only during the call. */
  lines(ndjson: Uint8Array, tellsOfLoss: boolean): void;
  /** Something that the label path should know. */
  notice(notice: Notice): void;
}

const encoder = new TextEncoder();

/**
 * The event path as a machine: inputs in, lines out, nothing else. It reads no clock, no file and no socket, so that
 * the same inputs give the same lines, live or replayed.
 */
export class EventMachine {
  readonly #hot: HotPath;
  readonly #output: EventMachineOutput;

  constructor(hot: HotPath, output: EventMachineOutput) {
    this.#hot = hot;
    this.#output = output;
  }

  /** Whether as many lines were written as were asked for. */
  get done(): boolean {
    return this.#hot.done;
  }

  /** Takes one input; returns the boot time of the next hold deadline after an `expire` input, else `undefined`. */
  apply(input: EventInput): bigint | undefined {
    switch (input.kind) {
      case "ring":
        this.#hot.input().set(input.bytes);
        this.consume(input.bytes.length);
        return undefined;
      case "label":
        this.#hot.apply(input.update);
        this.#drainHeld();
        return undefined;
      case "clock":
        this.#hot.stepClock(input.fromNs, input.offsetNs);
        return undefined;
      case "boot":
        this.#hot.setBoot(input.salt);
        return undefined;
      case "expire": {
        const deadline = this.#hot.expire(input.nowNs);
        this.#drainHeld();
        return deadline;
      }
      case "loss":
        this.#output.lines(
          lossLine(input.loss, input.count, this.#hot.wallClock(input.nowNs)),
          true,
        );
        return undefined;
      case "release":
        this.#hot.releaseAll();
        this.#drainHeld();
        return undefined;
    }
  }

  /** Takes `length` bytes of ring input that are in the hot path's staging area already. */
  consume(length: number): void {
    let offset = 0;
    while (offset < length && !this.#hot.done) {
      const consumed = this.#hot.consume(offset, length - offset);
      const delivered = this.#deliver();
      if (consumed === 0 && !delivered) {
        throw new Error(`Cannot decode ring bytes as no progress is made: ${length - offset} left`);
      }
      offset += consumed;
    }
  }

  #drainHeld(): void {
    while (this.#hot.flush()) this.#deliver();
    this.#deliver();
  }

  #deliver(): boolean {
    const lines = this.#hot.takeOutput();
    if (lines.length > 0) this.#output.lines(lines, false);
    const notices = this.#hot.takeNotices();
    for (const notice of notices) this.#output.notice(notice);
    return lines.length > 0 || notices.length > 0;
  }
}

/** The line that tells a stream's reader of events that are not in it. */
function lossLine(kind: LossKind, count: bigint, timeNs: bigint): Uint8Array {
  const loss = { kind, count: count.toString() };
  return encoder.encode(`${JSON.stringify({ time: rfc3339(timeNs), event: "loss", loss })}\n`);
}

function rfc3339(timeNs: bigint): string {
  const milliseconds = timeNs / 1_000_000n;
  const rest = (timeNs % 1_000_000n).toString().padStart(6, "0");
  return new Date(Number(milliseconds)).toISOString().replace("Z", `${rest}Z`);
}

import { EVENT_KINDS } from "#events/kinds.ts";
import type { HotPath } from "#hotpath/hot_path.ts";
import type { Notice } from "#hotpath/types.ts";
import { RECORD_TIME_NS, RING_HEADER_SIZE } from "#wire";
import type { EventInput, LossKind } from "../input.ts";

/** What an {@link EventMachine} produces. */
export interface EventMachineOutput {
  /** Whole finished NDJSON lines, which may tell of losses; the bytes are valid only during the call. */
  lines(ndjson: Uint8Array, tellsOfLoss: boolean): void;
  /** Something that the label path should know. */
  notice(notice: Notice): void;
}

const encoder = new TextEncoder();
/** Where a first record has its time: behind the ring's header. */
const TIME_AT = RING_HEADER_SIZE + RECORD_TIME_NS;
/** How often it is told what limits lose, at least. */
const TOLD_NS = 1_000_000_000n;

/**
 * The event path as a machine: inputs in, lines out, nothing else. It reads no clock, no file and no socket, so that
 * the same inputs give the same lines, live or replayed.
 */
export class EventMachine {
  readonly #hot: HotPath;
  readonly #output: EventMachineOutput;
  #toldNs = 0n;

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
        // What limits lost of a cgroup is told while it is known.
        if (input.update.kind === "forget") this.tellLimited();
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
        this.tellLimited();
        return undefined;
    }
  }

  /**
   * Tells what limits have lost, a line for each container and kind.
   *
   * @param nowNs Boot time; that of the last line of the kind if absent.
   */
  tellLimited(nowNs: bigint = this.#toldNs): void {
    this.#toldNs = nowNs;
    if (!this.#hot.hasLimited) return;
    const time = rfc3339(this.#hot.wallClock(nowNs));
    for (const { recordType, count, fragment } of this.#hot.takeLimited()) {
      const kind = EVENT_KINDS.find((one) => one.recordType === recordType)?.name ?? "";
      const loss = { kind: "limit", event: kind, count: count.toString() };
      const line = JSON.stringify({ time, event: "loss", loss }).slice(0, -1);
      this.#output.lines(encoder.encode(line + fragment), true);
    }
  }

  /** Takes `length` bytes of ring input that are in the hot path's staging area already. */
  consume(length: number): void {
    const timeNs = this.#batchTime(length);
    let offset = 0;
    while (offset < length && !this.#hot.done) {
      const consumed = this.#hot.consume(offset, length - offset);
      const delivered = this.#deliver();
      if (consumed === 0 && !delivered) {
        throw new Error(`Cannot decode ring bytes as no progress is made: ${length - offset} left`);
      }
      offset += consumed;
    }
    // Told about once a second of the records' own time, so that a replay tells the same.
    if (this.#hot.hasLimited && timeNs - this.#toldNs >= TOLD_NS) this.tellLimited(timeNs);
  }

  /** The boot time of the first record in the staging area. */
  #batchTime(length: number): bigint {
    if (length < TIME_AT + BigUint64Array.BYTES_PER_ELEMENT) return this.#toldNs;
    const input = this.#hot.input();
    return new DataView(input.buffer, input.byteOffset).getBigUint64(TIME_AT, true);
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

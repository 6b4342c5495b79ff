import { HotPath } from "#hotpath/hot_path.ts";
import type { Notice } from "#hotpath/types.ts";
import { readBootSalt } from "#kernel/clock/boot_salt.ts";
import type { Clock } from "#kernel/clock/clock.ts";
import type { WallClock } from "#kernel/clock/wall_clock.ts";
import type { KernelPrograms } from "#kernel/bpf/programs.ts";
import { collectGarbage, GARBAGE_MS } from "#kernel/resident.ts";
import type { Poller } from "#kernel/poller.ts";
import type { LabelUpdate } from "#labels/update.ts";
import { EventMachine } from "./event_machine.ts";
import type { EventInput, LossKind } from "../input.ts";
import type { KernelFilter } from "./kernel_filter.ts";
import type { Mailbox } from "./mailbox.ts";
import type { EventPathOptions } from "./messages.ts";
import type { EndReason, WatchSummary } from "../options.ts";
import type { Output } from "./output.ts";
import { Pace } from "./pace.ts";
import type { Recorder } from "../recording/recorder.ts";
import { hotPathFilter } from "../hot_path_filter.ts";
import { summarize } from "../summary.ts";

/** What an {@link EventPath} runs on. */
export interface EventPathParts {
  readonly programs: KernelPrograms;
  readonly clock: Clock;
  readonly wallClock: WallClock;
  readonly poller: Poller;
  readonly mailbox: Mailbox;
  readonly output: Output;
  readonly recorder?: Recorder;
  /** Absent: the kernel delivers everything. */
  readonly kernelFilter?: KernelFilter;
  /** Takes what the label path should know. */
  readonly notify: (notices: readonly Notice[]) => void;
  /** Called about once a second for as long as the loop runs. */
  readonly beat: () => void;
}

/** Bit of the {@link Poller}'s answer: the ring buffer has records. */
export const RING_TAG = 0;
/** Bit of the {@link Poller}'s answer: messages wait. */
export const MAILBOX_TAG = 1;

/** How often losses are counted, the clock is compared and old blocks of a recording are written. */
const HOUSEKEEPING_NS = 1_000_000_000n;
/** After this the first garbage is collected: what only starting up needed. */
const STARTED_NS = 2_000_000_000n;
const GARBAGE_NS = BigInt(GARBAGE_MS) * 1_000_000n;
/** How often holds are looked through while there are any: what a hold may exceed its limit by. */
const EXPIRE_NS = 20_000_000n;
/** How long a nap is, in microseconds: with the kernel's slack of 50 what it adds to the age of a line at most. */
const NAP_US = 120;
/** How often a slow reader is tried again while the ring is quiet, in milliseconds. */
const SINK_RETRY_MS = 10;
/** How long a slow reader may take for the last lines, in nanoseconds. */
const LAST_LINES_NS = 5_000_000_000n;

/**
 * The event path's loop: ring buffer -> hot path -> output. It blocks its thread in bounded waits and runs until it
 * is told to stop, the output is closed or enough lines are written.
 */
export class EventPath {
  readonly #parts: EventPathParts;
  readonly #hot: HotPath;
  readonly #machine: EventMachine;
  readonly #pace = new Pace();
  readonly #lost: Record<LossKind, bigint> = { ring: 0n, sink: 0n };
  /** How many of those the stream tells of. */
  readonly #told: Record<LossKind, bigint> = { ring: 0n, sink: 0n };
  readonly #holdLimitNs: bigint;
  /** Whether a recording gets what the hot path lets pass, and not all that comes. */
  readonly #recordsWanted: boolean;
  #notices: Notice[] = [];
  #kept = false;
  #nextHousekeepingNs = 0n;
  #nextExpireNs = 0n;
  #nextGarbageNs: bigint | undefined;

  constructor(options: EventPathOptions, parts: EventPathParts) {
    this.#parts = parts;
    this.#holdLimitNs = BigInt(Math.round(options.holdLimitMs * 1e6));
    const { maxEvents } = options.filter;
    this.#hot = HotPath.create({
      holdLimitNs: this.#holdLimitNs,
      types: options.filter.types,
      includeHost: options.filter.includeHost,
      ...hotPathFilter(options.filter, options.recordWanted),
      ...(options.redaction === undefined ? {} : { redaction: options.redaction }),
      ...(maxEvents === undefined ? {} : { maxEvents }),
    });
    this.#recordsWanted = options.recordWanted === true;
    this.#machine = new EventMachine(this.#hot, {
      lines: this.#recordsWanted
        ? (bytes, tellsOfLoss) => this.#keep(bytes, tellsOfLoss)
        : (ndjson, tellsOfLoss) => parts.output.write(ndjson, tellsOfLoss),
      notice: (notice) => this.#notices.push(notice),
    });
  }

  /** Runs to the end and says what was done. */
  async run(): Promise<WatchSummary> {
    const { clock, mailbox, output, programs } = this.#parts;
    let end: EndReason | undefined;
    this.#apply({ kind: "boot", salt: readBootSalt() });
    while ((end = this.#endReason(end)) === undefined) {
      // First, as records are told by a clock that was looked at within the second before they are taken.
      this.#housekeep(clock.bootTimeNs());
      const busy = this.#takeRing();
      const fired = this.#wait(busy);
      if ((fired & (1 << MAILBOX_TAG)) === 0) continue;
      for (const message of await mailbox.receive()) {
        if (message.kind === "stop") end = message.reason;
        else if (message.kind === "labels") this.#label(message.updates);
        else programs.follow(message.hierarchy);
      }
    }
    programs.detach();
    if (end !== "output-closed") await this.#drain();
    output.close();
    this.#countLosses();
    return this.#summary(end);
  }

  #endReason(told: EndReason | undefined): EndReason | undefined {
    if (this.#parts.output.closed) return "output-closed";
    if (this.#machine.done) return "max-events";
    return told;
  }

  #takeRing(): boolean {
    const { ring } = this.#parts.programs;
    const length = ring.read(this.#hot.input());
    if (length === 0) return false;
    if (this.#parts.recorder !== undefined && !this.#recordsWanted) {
      this.#hot.redact(length);
      this.#parts.recorder.write({ kind: "ring", bytes: this.#hot.input().subarray(0, length) });
    }
    // The bytes are a copy: the kernel may have its memory back before they are decoded.
    ring.advance(length);
    this.#machine.consume(length);
    this.#tell();
    return true;
  }

  /** Sleeps until there is something to do, or naps; with a busy ring it only looks whether there is. */
  #wait(busy: boolean): number {
    const { output, poller } = this.#parts;
    if (busy) {
      this.#pace.found();
      return poller.wait(0);
    }
    if (!this.#pace.nap()) return this.#sleep();
    // All that comes may be turned away, so that no line takes with it what waits.
    output.flush();
    // Messages are looked for with the next records, or when it sleeps: after four naps at the latest.
    poller.nap(NAP_US);
    return 0;
  }

  /** Has itself woken by the next record or message. */
  #sleep(): number {
    const { clock, output, poller, programs } = this.#parts;
    if (!programs.ring.arm()) return 0;
    const held = this.#hot.holding;
    const quietMs = held ? Number(EXPIRE_NS / 1_000_000n) : Number(HOUSEKEEPING_NS / 1_000_000n);
    const began = clock.bootTimeNs();
    const fired = poller.wait(output.flush() ? quietMs : Math.min(quietMs, SINK_RETRY_MS));
    if (fired & (1 << RING_TAG)) this.#pace.woken(clock.bootTimeNs() - began);
    return fired;
  }

  #label(updates: readonly LabelUpdate[]): void {
    for (const update of updates) {
      this.#apply({ kind: "label", update });
      this.#parts.kernelFilter?.follow(update);
    }
  }

  #housekeep(nowNs: bigint): void {
    if (nowNs >= this.#nextExpireNs && this.#hot.holding) {
      this.#nextExpireNs = nowNs + EXPIRE_NS;
      this.#apply({ kind: "expire", nowNs });
      this.#tell();
    }
    if (nowNs < this.#nextHousekeepingNs) return;
    this.#nextHousekeepingNs = nowNs + HOUSEKEEPING_NS;
    this.#followClock(nowNs);
    this.#tellLosses(nowNs);
    this.#machine.tellLimited(nowNs);
    this.#parts.recorder?.tick();
    this.#parts.beat();
    this.#nextGarbageNs ??= nowNs + STARTED_NS;
    if (nowNs < this.#nextGarbageNs) return;
    this.#nextGarbageNs = nowNs + GARBAGE_NS;
    this.#parts.output.trim();
    collectGarbage();
  }

  #followClock(nowNs: bigint): void {
    for (const step of this.#parts.wallClock.follow(nowNs)) this.#apply({ kind: "clock", ...step });
  }

  #countLosses(): void {
    this.#lost.ring = this.#parts.programs.lost();
    this.#lost.sink += this.#parts.output.takeLost();
  }

  /** A reader that is so far behind that not even this fits is told later. */
  #tellLosses(nowNs: bigint): void {
    this.#countLosses();
    for (const loss of ["ring", "sink"] as const) {
      const count = this.#lost[loss] - this.#told[loss];
      if (count <= 0n || this.#parts.output.crowded) continue;
      this.#told[loss] += count;
      this.#apply({ kind: "loss", loss, count, nowNs });
    }
  }

  /** The last records, the last labels, the last lines: everything that was caught leaves. */
  async #drain(): Promise<void> {
    const { clock, mailbox, output, poller } = this.#parts;
    const giveUpNs = clock.bootTimeNs() + this.#holdLimitNs;
    while (!this.#machine.done) {
      this.#housekeep(clock.bootTimeNs());
      const busy = this.#takeRing();
      if (!busy && (!this.#hot.holding || clock.bootTimeNs() >= giveUpNs)) break;
      const fired = poller.wait(busy ? 0 : Number(EXPIRE_NS / 1_000_000n));
      if ((fired & (1 << MAILBOX_TAG)) === 0) continue;
      for (const message of await mailbox.receive()) {
        if (message.kind === "labels") this.#label(message.updates);
      }
    }
    this.#apply({ kind: "release" });
    const tooLateNs = clock.bootTimeNs() + LAST_LINES_NS;
    this.#tellLosses(clock.bootTimeNs());
    while (!output.flush() && clock.bootTimeNs() < tooLateNs) poller.wait(SINK_RETRY_MS);
    if (output.crowded || this.#lost.sink === this.#told.sink) return;
    this.#tellLosses(clock.bootTimeNs());
    output.flush();
  }

  #apply(input: EventInput): void {
    this.#parts.recorder?.write(input);
    this.#kept = false;
    this.#machine.apply(input);
    // Behind it come the records that it let go: a replay is to let them go as well.
    if (input.kind === "expire" && this.#kept) this.#parts.recorder?.write(input);
  }

  /** Records what passes. What tells of losses is an input of its own. */
  #keep(bytes: Uint8Array, tellsOfLoss: boolean): void {
    if (tellsOfLoss) return;
    this.#kept = true;
    this.#parts.recorder?.write({ kind: "ring", bytes });
  }

  #tell(): void {
    if (this.#notices.length === 0) return;
    this.#parts.notify(this.#notices);
    this.#notices = [];
  }

  #summary(end: EndReason): WatchSummary {
    return summarize(end, this.#hot.counters(), { ...this.#lost });
  }
}

import * as layout from "../../wasm/layout.ts";
import { LAST_RECORD_TYPE } from "#wire";
import { type CounterName, readCounters } from "./counters.ts";
import { HOT_WASM } from "./gen/hot_wasm.ts";
import { type HotExports, instantiate } from "./instance.ts";
import { readLimited } from "./limited.ts";
import { readNotices } from "./notices.ts";
import { Predicates } from "./predicates.ts";
import type {
  HotPathFilter,
  HotPathOptions,
  LabelCommand,
  Limited,
  Notice,
  Redaction,
} from "./types.ts";

const UNLIMITED = 0xffff_ffff_ffff_ffffn;
/** A fragment of this length tells the module that it did not fit. */
const TOO_LONG = layout.COMMAND_SIZE;
const LABEL_STATE = '"label_state":"';

/**
 * The event path's decoder: ring bytes in, finished NDJSON lines out. It owns one WebAssembly instance with its
 * memory, reads no clock, and gives the same bytes for the same calls.
 */
export class HotPath {
  readonly #hot: HotExports;
  readonly #memory: ArrayBuffer;
  readonly #input: Uint8Array;
  readonly #command: Uint8Array;
  readonly #heldEvents: Uint32Array;
  readonly #encoder = new TextEncoder();
  #predicates: Predicates | undefined;
  /** Whether no event is written unasked. */
  #asksAll = false;

  private constructor(hot: HotExports, options: HotPathOptions) {
    this.#hot = hot;
    this.#memory = hot.memory.buffer;
    this.#input = new Uint8Array(this.#memory, layout.INPUT, layout.INPUT_SIZE);
    this.#command = new Uint8Array(this.#memory, layout.COMMAND, layout.COMMAND_SIZE);
    const held = layout.COUNTERS + layout.HELD_EVENTS * BigUint64Array.BYTES_PER_ELEMENT;
    this.#heldEvents = new Uint32Array(this.#memory, held, 1);
    const lines = options.maxEvents === undefined ? UNLIMITED : BigInt(options.maxEvents);
    hot.setOptions(options.types, options.includeHost ? 1 : 0, options.holdLimitNs, lines);
    const { limitPerSecond = 0, sampleOneOf = 0 } = options;
    hot.setLimits(limitPerSecond, sampleOneOf);
    this.#asksAll = limitPerSecond + sampleOneOf > 0;
    if (options.redaction !== undefined) this.#startRedaction(options.redaction);
    const filter = options.filter ?? (this.#asksAll ? EVERYTHING : undefined);
    if (filter !== undefined) this.#predicates = this.#takeFilter(filter);
  }

  /**
   * Makes a hot path with an empty label table.
   *
   * @param wasm Another build of the module, base64: tests compare the two.
   * @throws RangeError When `maxEvents` is not a whole number.
   */
  static create(options: HotPathOptions, wasm: string = HOT_WASM): HotPath {
    return new HotPath(instantiate(wasm), options);
  }

  /** Bytes that the staging area holds. */
  get inputCapacity(): number {
    return layout.INPUT_SIZE;
  }

  /** The staging area for ring bytes. */
  input(): Uint8Array {
    return this.#input;
  }

  /**
   * Walks `length` bytes of whole framed records in the staging area.
   *
   * @returns Bytes consumed; fewer than `length` when output and notices must be taken before the rest.
   * @throws RangeError When the span does not lie in the staging area.
   */
  consume(offset: number, length: number): number {
    if (!(offset >= 0 && length >= 0 && offset + length <= layout.INPUT_SIZE)) {
      throw new RangeError(
        `Cannot consume ring bytes as the span must lie within ${layout.INPUT_SIZE} bytes: ${offset}+${length}`,
      );
    }
    return this.#hot.consume(offset, length);
  }

  /** Masks secrets in `length` bytes of whole framed records in the staging area, where they are kept as they are. */
  redact(length: number): void {
    this.#hot.redact(0, length);
  }

  /** Whole finished lines; the view is valid until the next call. */
  takeOutput(): Uint8Array {
    const end = this.#hot.outputEnd();
    this.#hot.outputTaken(layout.OUTPUT);
    return new Uint8Array(this.#memory, layout.OUTPUT, end - layout.OUTPUT);
  }

  /** What the label path is to know, in the order in which it happened. */
  takeNotices(): Notice[] {
    const end = this.#hot.noticesEnd();
    if (end === layout.NOTICES) return [];
    const notices = readNotices(this.#memory, layout.NOTICES, end);
    this.#hot.noticesTaken(layout.NOTICES);
    return notices;
  }

  /** Carries out a command of the label path. What it releases is written by {@link flush}. */
  apply(command: LabelCommand): void {
    switch (command.kind) {
      case "hold":
        return this.#hot.commandHold(
          command.cgroup,
          this.#write(command.fragment),
          ...this.#verdict(command),
        );
      case "final":
        return this.#hot.commandFinal(
          command.cgroup,
          this.#write(command.fragment),
          labelState(command.fragment, command.host),
          command.host ? 1 : 0,
          ...this.#verdict(command),
        );
      case "forget":
        this.#predicates?.forget(command.cgroup);
        return this.#hot.commandForget(command.cgroup);
    }
  }

  /**
   * From a boot time on, the wall clock is `offsetNs` ahead of the boot clock; whatever was to hold from then on is
   * forgotten. What is known first holds from the beginning. Only the last 64 steps are kept.
   *
   * @param fromNs CLOCK_BOOTTIME, nanoseconds.
   * @param offsetNs CLOCK_REALTIME - CLOCK_BOOTTIME, nanoseconds.
   */
  stepClock(fromNs: bigint, offsetNs: bigint): void {
    this.#hot.stepClock(fromNs, offsetNs);
  }

  /** From now on the ids of programs' runs are those of a boot of the node: `salt` is its own number, of 64 bits. */
  setBoot(salt: bigint): void {
    this.#hot.setBoot(salt);
  }

  /** A CLOCK_BOOTTIME in nanoseconds as lines tell it: nanoseconds since 1970. */
  wallClock(bootNs: bigint): bigint {
    return BigInt.asUintN(64, this.#hot.wallClock(bootNs));
  }

  /**
   * Releases the events that have waited past the hold limit.
   *
   * @param nowBootNs CLOCK_BOOTTIME, nanoseconds.
   * @returns The next deadline on the same clock, or -1n when nothing waits.
   */
  expire(nowBootNs: bigint): bigint {
    return this.#hot.expire(nowBootNs);
  }

  /** Releases every held event, with what is known of its labels. */
  releaseAll(): void {
    this.#hot.releaseAll();
  }

  /** Writes released events until the output is full; whether more remain. */
  flush(): boolean {
    return this.#hot.flush() !== 0;
  }

  /** Whether limits have lost events since that was last taken. */
  get hasLimited(): boolean {
    return this.#hot.hasLimited() !== 0;
  }

  /** What limits have lost, by cgroup and type of records, since this was last asked. */
  takeLimited(): Limited[] {
    this.#hot.limitsTold();
    return readLimited(this.#memory, (from) => this.#hot.nextSlot(from));
  }

  /** Whether `maxEvents` lines are written; whatever comes after that is ignored. */
  get done(): boolean {
    return this.#hot.done() !== 0;
  }

  /** Whether events wait for their labels now. */
  get holding(): boolean {
    return this.#heldEvents[0] !== 0;
  }

  /** Every count since the start. */
  counters(): Readonly<Record<CounterName, bigint>> {
    return readCounters(this.#memory);
  }

  /** The automata's places, then the automata. */
  #startRedaction({ automata }: Redaction): void {
    let end = automata.length * Uint32Array.BYTES_PER_ELEMENT;
    const places = automata.map((bytes) => {
      const at = end + 7 & ~7;
      end = at + bytes.length;
      return at;
    });
    const memory = new Uint8Array(
      this.#memory,
      layout.REDACT_AUTOMATA,
      layout.REDACT_AUTOMATA_SIZE,
    );
    memory.set(new Uint8Array(Uint32Array.from(places).buffer));
    automata.forEach((bytes, index) => memory.set(bytes, places[index]));
    this.#hot.startRedaction(automata.length);
  }

  #takeFilter({ tables, unanswered, keepsRecords = false }: HotPathFilter): Predicates {
    this.#asksAll ||= keepsRecords;
    if (keepsRecords) this.#hot.keepRecords();
    new Uint8Array(this.#memory, layout.FILTER_TABLES, layout.FILTER_TABLES_SIZE).set(tables);
    const { pass, predicate = pass && this.#asksAll ? PASS_ALL : NOTHING } = unanswered;
    new Uint8Array(this.#memory, layout.PREDICATES, layout.PREDICATES_SIZE).set(predicate);
    const verdict = predicate.length > 0 ? layout.VERDICT_ASK : verdictOf(pass);
    this.#hot.setUnanswered(verdict, layout.PREDICATES);
    return new Predicates(
      this.#memory,
      predicate.length,
      (cgroup, address) => this.#hot.commandPredicate(cgroup, address),
    );
  }

  /** What becomes of a cgroup's events, and where the predicate lies that they are asked. */
  #verdict(command: Exclude<LabelCommand, { kind: "forget" }>): [verdict: number, at: number] {
    const { cgroup, pass, predicate } = command;
    if (predicate === undefined) {
      // What is written unasked is a line, and not counted.
      if (this.#asksAll && pass !== false) {
        return this.#verdict({ ...command, predicate: PASS_ALL });
      }
      this.#predicates?.forget(cgroup);
      return [verdictOf(pass), 0];
    }
    const at = this.#predicates?.keep(cgroup, predicate);
    // Without room for it events are shown rather than lost.
    return at === undefined ? [layout.VERDICT_WRITE, 0] : [layout.VERDICT_ASK, at];
  }

  /** Puts a fragment where the module finds it; its length in bytes. */
  #write(fragment: string): number {
    const { read, written } = this.#encoder.encodeInto(fragment, this.#command);
    return read < fragment.length ? TOO_LONG : written;
  }
}

function verdictOf(pass: boolean | undefined): number {
  return pass === false ? layout.VERDICT_DROP : layout.VERDICT_WRITE;
}

/** A predicate that lets all types of records pass: a 1 for each. */
const PASS_ALL = new Uint8Array(new Uint32Array(LAST_RECORD_TYPE + 1).fill(1).buffer);
const NOTHING = new Uint8Array(0);
const EVERYTHING: HotPathFilter = { tables: NOTHING, unanswered: { pass: true } };

/** As counted. The last `label_state` is the line's own: those before it can be names that people gave to labels. */
function labelState(fragment: string, host: boolean): number {
  if (host) return layout.LABEL_HOST;
  const state = fragment.lastIndexOf(LABEL_STATE) + LABEL_STATE.length;
  return fragment.startsWith('resolved"', state) ? layout.LABEL_RESOLVED : layout.LABEL_UNRESOLVED;
}

import type { ContainerRecord } from "#runtime/types.ts";
import { pause, type Schedule } from "../schedule.ts";
import { saysNothing } from "./claims.ts";
import { type Decisions, type KnownCgroup, listOf } from "./decisions.ts";
import type { ContainerSource } from "./source.ts";

/** What {@link Unclaimed} needs from its surroundings. */
export interface UnclaimedContext {
  readonly schedule: Schedule;
  readonly source: ContainerSource;
  readonly decisions: Decisions;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** Has these runtimes listed, from now on; resolves when what they said is known. */
  list(endpoints: readonly string[]): Promise<void>;
  /** How long it usually takes to list these, milliseconds. */
  usualMs(endpoints: readonly string[]): number;
  /** Looks for the container that a path may name, until nobody will know it or the signal ends it. */
  search(containerId: string, realm: string, signal: AbortSignal): Promise<void>;
}

/** One that waits. */
interface Waiting {
  readonly cgroup: KnownCgroup;
  readonly over: AbortController;
  readonly cancel: () => void;
  /** Decides anew whose it is when nobody has said so. */
  readonly otherwise?: (() => void) | undefined;
  /** The cgroup was gone before anybody had said whose it is. */
  isCutShort: boolean;
  /** Everybody has said once that it is none of his; some may have learnt of it later. */
  isAsked: boolean;
}

/** Far above what lists take, so that a busy runtime's containers are not taken for the host's; below the hold limit. */
const CLAIM_MS = 1_800;
/** The same where the path speaks for the host: its services shall not wait for a runtime that takes its time. */
const UNLIKELY_CLAIM_MS = { shortest: 100, longest: 250 };
/** What a runtime tells of a container before that has a cgroup has come by then, milliseconds. */
const TOLD_MS = 25;

const CUT_SHORT = "the cgroup was gone before the runtimes had been asked whose it is";
const DENIED =
  "the cgroup was gone, and no runtime had said that it knows the container in its name";

/** Cgroups whose path does not name a container, until a runtime claims them: they are the host's if none does. */
export class Unclaimed {
  readonly #context: UnclaimedContext;
  readonly #waiting = new Map<bigint, Waiting>();

  constructor(context: UnclaimedContext) {
    this.#context = context;
  }

  /** Whether one waits. */
  has(id: bigint): boolean {
    return this.#waiting.has(id);
  }

  /** Asks whose a new cgroup is; at once the host's where there is nobody to ask. */
  async ask(cgroup: KnownCgroup, path: string): Promise<void> {
    const { source, decisions, list, search } = this.#context;
    const { identity: { possibleId }, realm } = cgroup;
    const claimants = source.claimants();
    const isTold = source.isTold();
    if (claimants.length === 0 && !isTold && source.endpoints().length === 0) {
      decisions.host(cgroup);
      return;
    }
    const over = this.#wait(cgroup, source.pendingReason(), CLAIM_MS);
    const listed = list(claimants);
    const isLikely = saysNothing(path, cgroup.identity);
    const asked = Promise.all([
      isTold ? this.#told() : undefined,
      isLikely ? listed : Promise.race([listed, this.#pause(this.#patienceMs(claimants))]),
    ]).then(() => {
      const waiting = this.#waiting.get(cgroup.id);
      if (waiting !== undefined) waiting.isAsked = !waiting.isCutShort;
    });
    await Promise.all([
      asked,
      possibleId === undefined ? undefined : search(possibleId, realm, over),
    ]);
    this.#lapse(cgroup.id);
  }

  /**
   * Has one wait that is the host's, or another container's: one of these is about to run in it.
   *
   * @param otherwise Decides whose it is where none of them comes.
   */
  expect(
    cgroup: KnownCgroup,
    containers: readonly ContainerRecord[],
    otherwise: () => void,
  ): void {
    const names = new Set(containers.map(({ runtime }) => runtime.name));
    const who = `${[...names].join(" or ")} is about to run`;
    const what = containers.length === 1
      ? `${containers[0]?.id}`
      : `one of the ${listOf(containers)}`;
    this.#wait(cgroup, `${who} ${what} in this cgroup`, CLAIM_MS, otherwise);
  }

  /** The cgroup of one that waits is gone. */
  cutShort(id: bigint): void {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) waiting.isCutShort = true;
  }

  /** One waits no longer, as it is somebody's. */
  remove(id: bigint): void {
    const waiting = this.#waiting.get(id);
    waiting?.cancel();
    waiting?.over.abort();
    this.#waiting.delete(id);
  }

  /** Nobody waits any more, and nothing is told. */
  clear(): void {
    for (const id of [...this.#waiting.keys()]) this.remove(id);
  }

  /** Resolves when it is known what the runtimes have told by now. */
  async #told(): Promise<void> {
    await this.#pause(TOLD_MS);
    // Where timers are late, what has come meanwhile is read after them.
    await this.#pause(0);
    await this.#context.source.heard();
  }

  #patienceMs(claimants: readonly string[]): number {
    const usualMs = 2 * this.#context.usualMs(claimants);
    return Math.min(Math.max(usualMs, UNLIKELY_CLAIM_MS.shortest), UNLIKELY_CLAIM_MS.longest);
  }

  #pause(ms: number): Promise<void> {
    return pause(this.#context.schedule, ms, this.#context.signal);
  }

  #wait(
    cgroup: KnownCgroup,
    reason: string,
    patienceMs: number,
    otherwise?: () => void,
  ): AbortSignal {
    const { decisions, schedule } = this.#context;
    this.remove(cgroup.id);
    decisions.hold(cgroup, reason);
    const over = new AbortController();
    const cancel = schedule(() => this.#lapse(cgroup.id), patienceMs);
    this.#waiting.set(cgroup.id, {
      cgroup,
      over,
      cancel,
      isCutShort: false,
      isAsked: false,
      otherwise,
    });
    return over.signal;
  }

  /** One waits no longer, as nobody claims it; nothing where it does not wait. */
  #lapse(id: bigint): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.remove(id);
    const { cgroup, isCutShort, isAsked, otherwise } = waiting;
    const { decisions, source } = this.#context;
    if (otherwise !== undefined) {
      if (isCutShort) decisions.unresolved(cgroup, cgroup.reason ?? CUT_SHORT);
      else otherwise();
      return;
    }
    const isUncertain = isCutShort && source.claimants().length > 0 &&
      cgroup.identity.build === undefined && saysNothing(cgroup.path ?? "/", cgroup.identity);
    if (isUncertain) decisions.unresolved(cgroup, isAsked ? DENIED : CUT_SHORT);
    else decisions.host(cgroup);
  }
}

import { optional } from "#runtime/optional.ts";
import type { ContainerRecord } from "#runtime/types.ts";
import { Lookup, type LookupStart } from "./lookup.ts";
import type { Schedule } from "../schedule.ts";
import type { FindResult, Whereabouts } from "./source.ts";

/** What {@link Lookups} needs from its surroundings. */
export interface LookupsContext {
  readonly schedule: Schedule;
  /** Asks for a container once. */
  find(containerId: string, where: Whereabouts, signal: AbortSignal): Promise<FindResult>;
  /** A container of this part of the node (realm.ts) is known. */
  found(record: ContainerRecord, realm: string): void;
  /** Something is known of it, and better may come; whether its events are to wait for that. */
  foundSoFar(record: ContainerRecord, realm: string, isWorthWaiting: boolean): void;
  /** One round of questions was in vain. */
  missed(containerId: string, realm: string, reason: string): void;
}

/** Every look-up under way: one for each container of each part of the node. */
export class Lookups {
  readonly #context: LookupsContext;
  readonly #open = new Map<string, Lookup>();

  constructor(context: LookupsContext) {
    this.#context = context;
  }

  /** Begins one, unless it is under way. */
  begin(containerId: string, where: Whereabouts, start?: LookupStart): void {
    const { realm } = where;
    const key = keyOf(containerId, realm);
    if (this.#open.has(key)) return;
    const lookup = new Lookup({
      find: ({ age, known, denials }, signal) =>
        this.#context.find(
          containerId,
          { ...where, age, denials, ...optional("known", known) },
          signal,
        ),
      schedule: this.#context.schedule,
      open: () => this.#open.size,
      found: (record) => this.#context.found(record, realm),
      foundSoFar: (record, isWorthWaiting) =>
        this.#context.foundSoFar(record, realm, isWorthWaiting),
      missed: (reason) => this.#context.missed(containerId, realm, reason),
    }, start);
    this.#open.set(key, lookup);
  }

  /** Ends one, if it is under way. */
  end(containerId: string, realm: string): void {
    const key = keyOf(containerId, realm);
    this.#open.get(key)?.stop();
    this.#open.delete(key);
  }

  /** Whether something is known of a container, and its events wait for better. */
  isWaiting(containerId: string, realm: string): boolean {
    return this.#open.get(keyOf(containerId, realm))?.isWaiting === true;
  }

  /** A runtime has begun anew: it may be asked for each again. */
  reopen(endpoint: string): void {
    for (const lookup of this.#open.values()) lookup.reopen(endpoint);
  }

  /** The containers that are looked up now, and who is at it. */
  underWay(): readonly (readonly [containerId: string, lookup: Lookup])[] {
    return [...this.#open].map(([key, lookup]) => [idOf(key), lookup]);
  }

  /** Asks for each at once: a runtime has come up. */
  hurry(): void {
    for (const lookup of this.#open.values()) lookup.hurry();
  }

  /** Ends all. */
  stop(): void {
    for (const lookup of this.#open.values()) lookup.stop();
    this.#open.clear();
  }
}

/** The same id in another part of the node is somebody else's word. */
function keyOf(containerId: string, realm: string): string {
  return `${realm}\0${containerId}`;
}

function idOf(key: string): string {
  return key.slice(key.indexOf("\0") + 1);
}

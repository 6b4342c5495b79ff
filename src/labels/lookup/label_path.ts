import { mayBeSurpassed } from "#runtime/set/inventory.ts";
import { optional } from "#runtime/optional.ts";
import type { ContainerNews, ContainerRecord } from "#runtime/types.ts";
import { identifyCgroup } from "../cgroup/cgroup_path.ts";
import { pathlessReason } from "../cgroup/cgroup_tree.ts";
import { Claimants } from "./claimants.ts";
import { Claims } from "./claims.ts";
import { Decisions, type KnownCgroup } from "./decisions.ts";
import { Finder } from "./finder.ts";
import { KnownCgroups } from "./known_cgroups.ts";
import { Lists } from "./lists.ts";
import { Lookups } from "./lookups.ts";
import { PathView } from "../cgroup/path_view.ts";
import { realmOfCgroup } from "./realm.ts";
import { isSame, Records } from "./records.ts";
import { type Schedule, timerSchedule } from "../schedule.ts";
import type { LabelPathOptions } from "./source.ts";
import { Unclaimed } from "./unclaimed.ts";

/** A stopped container's last events come after its cgroup is gone. */
const LINGER_MS = 60_000;
/** What is there already is listed by then: asking for each of very many containers costs far more. */
const LISTED_MS = 250;
/** How a cgroup became known: it was made, was there, was seen by an event of its own, or is looked at again. */
type Since = "new" | "there" | "seen" | "again";

/**
 * Cgroup id -> labels. Told of cgroups as the kernel makes, uses and removes them, it decides for each whose it is,
 * asks the runtimes, and sends the event path one {@link LabelUpdate} after another.
 */
export class LabelPath {
  readonly #options: LabelPathOptions;
  readonly #schedule: Schedule;
  readonly #decisions: Decisions;
  readonly #abort = new AbortController();
  readonly #cgroups = new KnownCgroups();
  readonly #records = new Records();
  readonly #finder: Finder;
  readonly #lookups: Lookups;
  readonly #claims = new Claims();
  readonly #claimants: Claimants;
  readonly #unclaimed: Unclaimed;
  readonly #view: PathView;
  readonly #lists: Lists;

  constructor(options: LabelPathOptions) {
    this.#options = options;
    this.#schedule = options.schedule ?? timerSchedule;
    this.#decisions = new Decisions(options.node, options.send);
    this.#finder = new Finder({
      source: options.source,
      cgroups: options.cgroups,
      known: this.#cgroups,
      schedule: this.#schedule,
    });
    this.#lists = new Lists(
      () => options.source.endpoints(),
      (endpoint) => this.#takeList(endpoint),
      this.#schedule,
    );
    this.#lookups = new Lookups({
      schedule: this.#schedule,
      find: (id, where, signal) => this.#finder.find(id, where, signal),
      found: (record, realm) => this.#found(record, realm),
      foundSoFar: (record, realm, isWorthWaiting) => {
        this.#records.add(record);
        for (const cgroup of this.#cgroups.members(record.id, realm)) {
          if (isWorthWaiting) this.#decisions.provisional(cgroup, record);
          else this.#decisions.container(cgroup, record);
        }
      },
      missed: (id, realm, reason) => {
        for (const cgroup of [...this.#cgroups.members(id, realm)]) {
          const { path, cancelForget } = cgroup;
          // What no runtime knows by the path's id may be the cgroup of a container of another id.
          if (path !== undefined && cancelForget === undefined && this.#claims.disown(path)) {
            this.#relearnAt(path);
          } else if (this.#cgroups.get(cgroup.id) === cgroup) this.#decisions.hold(cgroup, reason);
        }
      },
    });
    this.#claimants = new Claimants({
      cgroups: options.cgroups,
      source: options.source,
      schedule: this.#schedule,
      claims: this.#claims,
      signal: this.#abort.signal,
      isHoused: ({ id, runtime }) =>
        this.#cgroups.isHoused(id, ({ claimant = runtime }) => isSame(claimant, runtime)),
      wasAt: (path) => this.#cgroups.wasAt(path),
      changed: (path) => this.#relearnAt(path),
      expected: (path, record) => this.#expect(path, record),
      dropped: ({ id, runtime }) =>
        this.#records.prune(
          (other) => isSame(other, runtime),
          (other) => other !== id || this.#cgroups.hasOf(id),
        ),
    });
    this.#unclaimed = new Unclaimed({
      schedule: this.#schedule,
      source: options.source,
      decisions: this.#decisions,
      signal: this.#abort.signal,
      list: (endpoints) => {
        this.#forgetGone();
        return this.#lists.all(endpoints);
      },
      usualMs: (endpoints) => this.#lists.usualMs(endpoints),
      search: async (id, realm, signal) => {
        const record = await this.#finder.search(id, realm, signal);
        if (record !== undefined) await this.#claimants.claim(record);
      },
    });
    this.#view = new PathView((id) => options.cgroups.pathOf(id));
  }

  /** Learns every cgroup that exists already. */
  scan(): void {
    for (const { id, path } of this.#options.cgroups.walk()) this.#learn(id, path, "there");
  }

  /** The kernel has made a cgroup: the look-up starts before its first process runs. */
  created(id: bigint, path: string): void {
    this.#learn(id, this.#view.seen(id, path), "new");
  }

  /** An event came from a cgroup that nobody has told of. */
  unknown(id: bigint): void {
    if (this.#cgroups.has(id)) return;
    const path = this.#options.cgroups.pathOf(id);
    if (path !== undefined) {
      this.#learn(id, path, "seen");
      return;
    }
    const reason = pathlessReason(id, this.#options.cgroups);
    this.#decisions.unresolved({ id, identity: { ancestors: [] } }, reason);
    this.#forgetLater(id);
  }

  /** The hierarchy has been mounted only now: learns what is in it, and what there was no path for before. */
  mounted(): void {
    for (const cgroup of this.#cgroups.all) {
      if (cgroup.path !== undefined) continue;
      cgroup.cancelForget?.();
      this.#cgroups.delete(cgroup);
      this.unknown(cgroup.id);
    }
    this.scan();
    for (const endpoint of this.#options.source.endpoints()) void this.#lists.one(endpoint);
  }

  /** The kernel has removed a cgroup; its last events may still be under way. */
  removed(id: bigint): void {
    // The next cgroup at this path may be another container's.
    const { path, identity } = this.#cgroups.get(id) ?? {};
    if (path !== undefined) this.#claims.remove(path);
    this.#unclaimed.cutShort(id);
    this.#forgetLater(id);
    if (identity?.containerId !== undefined) this.#finder.ended(identity.containerId);
  }

  /** The runtime behind `endpoint` answers (again): lists it, then repeats every open look-up. */
  async runtimeUp(endpoint: string): Promise<void> {
    this.#lookups.reopen(endpoint);
    await this.#lists.one(endpoint);
    this.#lookups.hurry();
  }

  /** A runtime tells by itself what becomes of a container. */
  told(news: ContainerNews): void {
    // Of the others more is known to those who made them: a look-up hears them out.
    if (news.kind === "made" && !mayBeSurpassed(news.record)) this.#found(news.record);
    this.#claimants.told(news);
  }

  /** Ends every look-up and timer. */
  close(): void {
    this.#abort.abort();
    this.#lookups.stop();
    this.#lists.close();
    for (const cgroup of this.#cgroups.all) cgroup.cancelForget?.();
    this.#unclaimed.clear();
    this.#cgroups.clear();
  }

  #learn(id: bigint, path: string, since: Since): void {
    if (this.#cgroups.has(id)) return;
    if (since === "new" || since === "seen") this.#claims.arrived(path);
    const identity = this.#claims.identify(path);
    const { containerId } = identity;
    const rivals = this.#claims.rivals(path);
    const claimant = optional("claimant", this.#claims.claimant(path, containerId));
    const cgroup: KnownCgroup = { id, path, identity, realm: realmOfCgroup(path), ...claimant };
    if (containerId !== undefined) this.#join(cgroup, containerId, since === "there");
    else if (rivals.length > 0) {
      this.#cgroups.add(cgroup);
      this.#decisions.shared(cgroup, rivals);
    } else if (since !== "again" && this.#claims.awaitedAt(path).length > 1) {
      this.#cgroups.add(cgroup);
      this.#unclaimed.expect(
        cgroup,
        this.#claims.awaitedAt(path),
        () => this.#decisions.host(cgroup),
      );
    } else {
      this.#cgroups.add(cgroup);
      if (since === "new") void this.#unclaimed.ask(cgroup, path);
      else this.#decisions.host(cgroup);
    }
  }

  #join(cgroup: KnownCgroup, containerId: string, isOld: boolean): void {
    const { claimant, realm, identity: { runtime } } = cgroup;
    // A container that begins anew when all that it had is gone may be another one with the same id.
    const isReused = this.#cgroups.hasOf(containerId) && claimant === undefined &&
      !this.#cgroups.isHoused(containerId, (other) => other.realm === realm);
    this.#cgroups.add(cgroup);
    const record = isReused ? undefined : this.#records.get(containerId, realm, claimant);
    if (record !== undefined) {
      if (this.#lookups.isWaiting(containerId, realm)) this.#decisions.provisional(cgroup, record);
      else this.#decisions.container(cgroup, record);
      return;
    }
    this.#decisions.hold(cgroup, this.#options.source.pendingReason());
    this.#lookups.begin(
      containerId,
      { realm, ...optional("runtime", runtime) },
      { afterMs: isOld ? LISTED_MS : 0 },
    );
  }

  /** @param proved A part of the node for which this was found, whosever word it is. */
  #found(record: ContainerRecord, proved?: string): void {
    this.#records.add(record);
    this.#finder.learn(record);
    for (const cgroup of this.#cgroups.members(record.id)) {
      const known = this.#records.get(record.id, cgroup.realm, cgroup.claimant) ??
        (cgroup.realm === proved ? record : undefined);
      if (known === undefined) continue;
      this.#lookups.end(record.id, cgroup.realm);
      // What is gone keeps its labels: the id may be another container's by now.
      if (cgroup.cancelForget === undefined || cgroup.labelled !== true) {
        this.#decisions.container(cgroup, known);
      }
    }
  }

  /** A container is about to run in a cgroup that is the host's so far, or that the kernel has just told of. */
  #expect(path: string, record: ContainerRecord): void {
    const id = this.#options.cgroups.idOf(path);
    const cgroup = id === undefined ? undefined : this.#cgroups.get(id);
    if (cgroup === undefined || cgroup.identity.containerId === record.id) return;
    if (this.#claims.rivals(path).length > 0) return;
    const isAlone = this.#claims.awaitedAt(path).length === 1;
    if (cgroup.labelled !== true && isAlone && this.#unclaimed.has(cgroup.id)) {
      this.#claims.add(path, record);
      this.#relearnAt(path);
      return;
    }
    this.#unclaimed.expect(cgroup, [record], () => this.#relearnAt(path));
  }

  /** Runtimes that are gone are not listed again: what they said is kept for the containers of known cgroups alone. */
  #forgetGone(): void {
    const endpoints = new Set(this.#options.source.endpoints());
    this.#records.prune(
      ({ endpoint }) => !endpoints.has(endpoint),
      (id) => this.#cgroups.hasOf(id),
    );
  }

  async #takeList(endpoint: string): Promise<boolean> {
    const underWay = new Set(this.#lookups.underWay().map(([, lookup]) => lookup));
    const { awaited } = this.#claims;
    const soFar = (some: readonly ContainerRecord[]): void => {
      for (const record of some) if (this.#cgroups.isWaitedFor(record.id)) this.#takeListed(record);
    };
    const records = await this.#options.source.list(endpoint, this.#abort.signal, soFar);
    if (this.#abort.signal.aborted || records === undefined) return false;
    const listed = new Set(records.map(({ id }) => id));
    for (const [id, lookup] of this.#lookups.underWay()) {
      if (!listed.has(id)) lookup.unlisted(endpoint, underWay.has(lookup));
    }
    for (const record of records) this.#takeListed(record);
    // Of containers without a cgroup only those that may still get one are worth remembering.
    const alive = new Set(records.flatMap(({ id, state }) => state === "exited" ? [] : [id]));
    this.#records.prune(
      (runtime) => runtime.endpoint === endpoint,
      (id) => this.#cgroups.hasOf(id) || alive.has(id),
    );
    this.#finder.prune((id) => alive.has(id));
    await this.#claimants.listed(endpoint, records, awaited);
    return true;
  }

  #takeListed(record: ContainerRecord): void {
    // Of the others a look-up hears those out who may know more.
    if (!mayBeSurpassed(record) && this.#finder.contradiction(record) === undefined) {
      this.#found(record);
    }
  }

  #relearnAt(path: string): void {
    for (const cgroup of this.#cgroups.below(path)) this.#relearn(cgroup);
    const id = this.#options.cgroups.idOf(path);
    if (id !== undefined) this.#learn(id, path, "again");
  }

  #relearn(cgroup: KnownCgroup): void {
    const { path, identity: { containerId }, realm } = cgroup;
    if (path === undefined) return;
    const isNamed = identifyCgroup(path).containerId !== undefined;
    if (isNamed && this.#claims.identify(path).containerId === containerId) return;
    // What is gone keeps its labels.
    if (cgroup.cancelForget !== undefined && cgroup.labelled === true) return;
    this.#unclaimed.remove(cgroup.id);
    this.#cgroups.delete(cgroup);
    if (isNamed && containerId !== undefined) this.#endUnused(containerId, realm);
    this.#learn(cgroup.id, path, "again");
    if (cgroup.cancelForget === undefined) return;
    cgroup.cancelForget();
    this.#forgetLater(cgroup.id);
  }

  #forgetLater(id: bigint): void {
    const cgroup = this.#cgroups.get(id) ?? { id, identity: { ancestors: [] }, realm: "" };
    if (cgroup.cancelForget !== undefined) return;
    this.#cgroups.add(cgroup);
    cgroup.cancelForget = this.#schedule(
      () => this.#forget(cgroup),
      this.#options.lingerMs ?? LINGER_MS,
    );
  }

  #forget(cgroup: KnownCgroup): void {
    this.#cgroups.delete(cgroup);
    this.#options.send({ kind: "forget", cgroup: cgroup.id });
    const { identity: { containerId }, realm } = cgroup;
    if (containerId === undefined) return;
    this.#endUnused(containerId, realm);
    if (this.#cgroups.hasOf(containerId)) return;
    this.#records.delete(containerId);
    this.#finder.prune();
  }

  #endUnused(containerId: string, realm: string): void {
    const { done } = this.#cgroups.members(containerId, realm).next();
    if (done === true) this.#lookups.end(containerId, realm);
  }
}

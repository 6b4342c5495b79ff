import { mayBeSurpassed } from "#runtime/set/inventory.ts";
import { optional } from "#runtime/optional.ts";
import { Questions } from "#runtime/set/questions.ts";
import type { ContainerRecord } from "#runtime/types.ts";
import { identifyCgroup } from "../cgroup/cgroup_path.ts";
import { type CgroupTree, pathlessReason } from "../cgroup/cgroup_tree.ts";
import { Claims, saysNothing } from "./claims.ts";
import { Decisions, type KnownCgroup } from "./decisions.ts";
import { type NodeLabels, unresolvedFragment } from "../fragment/fragment.ts";
import { Lists } from "./lists.ts";
import { Lookups } from "./lookups.ts";
import { PathView } from "../cgroup/path_view.ts";
import { findWithProof } from "./proof.ts";
import { mayName, realmOfCgroup } from "./realm.ts";
import { isSame, Records } from "./records.ts";
import { type Schedule, timerSchedule } from "../schedule.ts";
import type { ContainerSource } from "./source.ts";
import { Unclaimed } from "./unclaimed.ts";
import type { LabelUpdate } from "../update.ts";

/** What a {@link LabelPath} works with. */
export interface LabelPathOptions {
  readonly cgroups: CgroupTree;
  readonly source: ContainerSource;
  readonly node: NodeLabels;
  /** Takes every decision to the event path, in order. */
  readonly send: (update: LabelUpdate) => void;
  readonly schedule?: Schedule;
  /** How long a removed cgroup's labels stay, in milliseconds. */
  readonly lingerMs?: number;
}

/** A stopped container's last events come after its cgroup is gone. */
const LINGER_MS = 60_000;
/** Runtimes are asked where so many containers are at once: a busy one must still answer look-ups in time. */
const HINTS_AT_ONCE = 8;

/**
 * Cgroup id -> labels. Told of cgroups as the kernel makes, uses and removes them, it decides for each whose it is,
 * asks the runtimes, and sends the event path one {@link LabelUpdate} after another.
 */
export class LabelPath {
  readonly #options: LabelPathOptions;
  readonly #schedule: Schedule;
  readonly #decisions: Decisions;
  readonly #abort = new AbortController();
  readonly #cgroups = new Map<bigint, KnownCgroup>();
  readonly #cgroupsOf = new Map<string, Set<bigint>>();
  readonly #records = new Records();
  readonly #lookups: Lookups;
  readonly #claims = new Claims();
  readonly #unclaimed: Unclaimed;
  readonly #view: PathView;
  readonly #lists: Lists;

  constructor(options: LabelPathOptions) {
    this.#options = options;
    this.#schedule = options.schedule ?? timerSchedule;
    this.#decisions = new Decisions(options.node, options.send);
    this.#lists = new Lists(
      () => options.source.endpoints(),
      (endpoint) => this.#takeList(endpoint),
      this.#schedule,
    );
    this.#unclaimed = new Unclaimed(this.#schedule, (id) => {
      const cgroup = this.#cgroups.get(id);
      if (cgroup !== undefined) this.#decisions.host(cgroup);
    });
    this.#lookups = new Lookups({
      schedule: this.#schedule,
      find: (id, where, signal) => findWithProof(id, where, options, signal),
      found: (record, realm) => this.#found(record, realm),
      missed: (id, realm, reason) => {
        for (const cgroup of this.#members(id, realm)) this.#decisions.hold(cgroup, reason);
      },
    });
    this.#view = new PathView((id) => options.cgroups.pathOf(id));
  }

  /** Learns every cgroup that exists already. */
  scan(): void {
    for (const { id, path } of this.#options.cgroups.walk()) this.#learn(id, path, false);
  }

  /** The kernel has made a cgroup: the look-up starts before its first process runs. */
  created(id: bigint, path: string): void {
    this.#learn(id, this.#view.seen(id, path), true);
  }

  /** An event came from a cgroup that nobody has told of. */
  unknown(id: bigint): void {
    if (this.#cgroups.has(id)) return;
    const path = this.#options.cgroups.pathOf(id);
    if (path !== undefined) {
      this.#learn(id, path, false);
      return;
    }
    this.#options.send({
      kind: "final",
      cgroup: id,
      host: false,
      fragment: unresolvedFragment(
        { id },
        undefined,
        pathlessReason(id, this.#options.cgroups),
        this.#options.node,
      ),
    });
    this.#forgetLater(id);
  }

  /** The hierarchy has been mounted only now: learns what is in it, and what there was no path for before. */
  mounted(): void {
    for (const { id, path, cancelForget } of [...this.#cgroups.values()]) {
      if (path !== undefined) continue;
      cancelForget?.();
      this.#cgroups.delete(id);
      this.unknown(id);
    }
    this.scan();
    void this.#lists.all();
  }

  /** The kernel has removed a cgroup; its last events may still be under way. */
  removed(id: bigint): void {
    // The next cgroup at this path may be another container's.
    const path = this.#cgroups.get(id)?.path;
    if (path !== undefined) this.#claims.remove(path);
    this.#forgetLater(id);
  }

  /** The runtime behind `endpoint` answers (again): lists it, then repeats every open look-up. */
  async runtimeUp(endpoint: string): Promise<void> {
    await this.#lists.one(endpoint);
    this.#lookups.hurry();
  }

  /** Ends every look-up and timer. */
  close(): void {
    this.#abort.abort();
    this.#lookups.stop();
    this.#lists.stop();
    for (const cgroup of this.#cgroups.values()) cgroup.cancelForget?.();
    this.#unclaimed.clear();
    this.#cgroups.clear();
  }

  #learn(id: bigint, path: string, isNew: boolean): void {
    if (this.#cgroups.has(id)) return;
    const identity = this.#claims.identify(path);
    const { containerId } = identity;
    const claimant = optional("claimant", this.#claims.claimant(path, containerId));
    const cgroup: KnownCgroup = { id, path, identity, realm: realmOfCgroup(path), ...claimant };
    this.#cgroups.set(id, cgroup);
    if (containerId !== undefined) {
      this.#join(cgroup, containerId);
    } else if (isNew && saysNothing(path, identity)) {
      this.#awaitClaim(cgroup);
    } else {
      this.#decisions.host(cgroup);
    }
  }

  #join(cgroup: KnownCgroup, containerId: string): void {
    let members = this.#cgroupsOf.get(containerId);
    if (members === undefined) this.#cgroupsOf.set(containerId, members = new Set());
    // A container that begins anew when all that it had is gone may be another one with the same id.
    const isReused = members.size > 0 && cgroup.claimant === undefined &&
      !this.#isHoused(containerId, ({ realm }) => realm === cgroup.realm);
    members.add(cgroup.id);
    const { claimant, realm } = cgroup;
    const record = isReused ? undefined : this.#records.get(containerId, realm, claimant);
    if (record !== undefined) {
      this.#decisions.container(cgroup, record);
      return;
    }
    this.#decisions.hold(cgroup, this.#options.source.pendingReason());
    const { runtime } = cgroup.identity;
    this.#lookups.begin(containerId, { realm, ...optional("runtime", runtime) });
  }

  /** @param proved A part of the node for which this was found, whosever word it is. */
  #found(record: ContainerRecord, proved?: string): void {
    this.#records.add(record);
    for (const cgroup of this.#members(record.id)) {
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

  *#members(containerId: string, realm?: string): Iterable<KnownCgroup> {
    for (const id of this.#cgroupsOf.get(containerId) ?? []) {
      const cgroup = this.#cgroups.get(id);
      if (cgroup !== undefined && (realm ?? cgroup.realm) === cgroup.realm) yield cgroup;
    }
  }

  #awaitClaim(cgroup: KnownCgroup): void {
    this.#decisions.hold(cgroup, this.#options.source.pendingReason());
    this.#unclaimed.add(cgroup.id);
    this.#forgetGone();
    this.#lists.all().then(() => this.#unclaimed.lapse(cgroup.id));
  }

  /** Runtimes that are gone are not listed again: what they said is kept for the containers of known cgroups alone. */
  #forgetGone(): void {
    const endpoints = new Set(this.#options.source.endpoints());
    this.#records.prune(
      ({ endpoint }) => !endpoints.has(endpoint),
      (id) => this.#cgroupsOf.has(id),
    );
  }

  async #takeList(endpoint: string): Promise<boolean> {
    const records = await this.#options.source.list(endpoint, this.#abort.signal);
    if (records === undefined || this.#abort.signal.aborted) return false;
    for (const record of records) {
      // A look-up hears those out who may know more before it says anything.
      if (!mayBeSurpassed(record) || !this.#cgroupsOf.has(record.id)) this.#found(record);
    }
    const homeless = records.filter(({ id, state, runtime }) =>
      state !== "exited" &&
      !this.#isHoused(id, ({ claimant = runtime }) => isSame(claimant, runtime))
    );
    // Of containers without a cgroup only those that may still get one are worth remembering.
    const awaited = new Set(homeless.map(({ id }) => id));
    this.#records.prune(
      (runtime) => runtime.endpoint === endpoint,
      (id) => this.#cgroupsOf.has(id) || awaited.has(id),
    );
    const questions = new Questions(HINTS_AT_ONCE);
    await Promise.all(homeless.map((record) => this.#claim(record, questions)));
    return true;
  }

  /** Finds the cgroup of a container whose id is in no known path, by what its runtime says of it. */
  async #claim(record: ContainerRecord, questions: Questions): Promise<void> {
    const { cgroups, source } = this.#options;
    const { signal } = this.#abort;
    const hint = await questions.ask(true, () => source.cgroupHint(record, signal), signal);
    if (hint === undefined || signal.aborted) return;
    const candidates = [
      hint.path,
      hint.pid === undefined || hint.pid === 0 ? undefined : cgroups.pathOfProcess(hint.pid),
    ];
    // The root is where a process lands whose cgroup is not in this hierarchy: it is no container's.
    const path = candidates.find((candidate) =>
      candidate !== undefined && candidate !== "/" && cgroups.idOf(candidate) !== undefined
    );
    if (!mayName(record.runtime, realmOfCgroup(path ?? hint.path ?? "/"))) return;
    if (path === undefined) {
      if (hint.path !== undefined && record.state !== "created") this.#claimGone(record, hint.path);
      return;
    }
    if (identifyCgroup(path).containerId !== undefined) return;
    this.#claims.add(path, record);
    this.#relearnBelow(path);
    const id = cgroups.idOf(path);
    if (id !== undefined) this.#learn(id, path, false);
  }

  /** The container has come and gone while its runtime was asked: its last events are still under way. */
  #claimGone(record: ContainerRecord, path: string): void {
    const isGone = [...this.#cgroups.values()].some((cgroup) =>
      cgroup.path === path && cgroup.cancelForget !== undefined
    );
    if (!isGone) return;
    this.#claims.add(path, record);
    this.#relearnBelow(path);
    this.#claims.remove(path);
  }

  #relearnBelow(path: string): void {
    for (const cgroup of [...this.#cgroups.values()]) {
      if (cgroup.path === path || cgroup.path?.startsWith(`${path}/`)) this.#relearn(cgroup);
    }
  }

  /** Whether a cgroup that still exists is known as the container's. */
  #isHoused(containerId: string, isOne: (cgroup: KnownCgroup) => boolean): boolean {
    return [...this.#members(containerId)]
      .some((cgroup) => cgroup.cancelForget === undefined && isOne(cgroup));
  }

  #relearn(cgroup: KnownCgroup): void {
    if (cgroup.path === undefined || cgroup.identity.containerId !== undefined) return;
    this.#unclaimed.remove(cgroup.id);
    this.#cgroups.delete(cgroup.id);
    this.#learn(cgroup.id, cgroup.path, false);
    if (cgroup.cancelForget === undefined) return;
    cgroup.cancelForget();
    this.#forgetLater(cgroup.id);
  }

  #forgetLater(id: bigint): void {
    const cgroup = this.#cgroups.get(id) ?? { id, identity: { ancestors: [] }, realm: "" };
    if (cgroup.cancelForget !== undefined) return;
    this.#cgroups.set(id, cgroup);
    cgroup.cancelForget = this.#schedule(
      () => this.#forget(cgroup),
      this.#options.lingerMs ?? LINGER_MS,
    );
  }

  #forget(cgroup: KnownCgroup): void {
    this.#cgroups.delete(cgroup.id);
    this.#options.send({ kind: "forget", cgroup: cgroup.id });
    const { containerId } = cgroup.identity;
    if (containerId === undefined) return;
    const members = this.#cgroupsOf.get(containerId);
    members?.delete(cgroup.id);
    if (members === undefined) return;
    if ([...this.#members(containerId, cgroup.realm)].length === 0) {
      this.#lookups.end(containerId, cgroup.realm);
    }
    if (members.size > 0) return;
    this.#cgroupsOf.delete(containerId);
    this.#records.delete(containerId);
  }
}

import { Questions } from "#runtime/set/questions.ts";
import type { CgroupHint, ContainerNews, ContainerRecord, NewsOf } from "#runtime/types.ts";
import { identifyCgroup } from "../cgroup/cgroup_path.ts";
import type { CgroupTree } from "../cgroup/cgroup_tree.ts";
import type { Schedule } from "../schedule.ts";
import type { Claims } from "./claims.ts";
import { mayName, realmOfCgroup } from "./realm.ts";
import type { ContainerSource } from "./source.ts";

/** What {@link Claimants} need from their surroundings. */
export interface ClaimantsContext {
  readonly cgroups: CgroupTree;
  readonly source: ContainerSource;
  readonly schedule: Schedule;
  readonly claims: Claims;
  /** Ends every question. */
  readonly signal: AbortSignal;
  /** Whether a cgroup that still exists is known as the container's. */
  isHoused(record: ContainerRecord): boolean;
  /** Whether a cgroup that is gone by now is remembered at a path. */
  wasAt(path: string): boolean;
  /** Whose the cgroup at a path is, and those below it, has changed. */
  changed(path: string): void;
  /** A container is about to run in a cgroup that is there already. */
  expected(path: string, record: ContainerRecord): void;
  /** Nothing of a container is to be kept for cgroups that are still to come. */
  dropped(container: NewsOf): void;
}

/** Runtimes are asked where so many containers are at once: a busy one must still answer look-ups in time. */
const HINTS_AT_ONCE = 8;
/** So often is asked where a container in one state is; more tells nothing new. */
const HINTS_EACH = 3;
/** What the kernel tells of a cgroup may come after its runtime has told of the container's end, milliseconds. */
const LATE_MS = 1_000;

/** Learns from runtimes which cgroups are containers' whose paths do not say so. */
export class Claimants {
  readonly #context: ClaimantsContext;
  /** Containers that were asked for in vain, in which state, and how often. */
  readonly #vain = new Map<string, { state: ContainerRecord["state"]; times: number }>();

  /** What was said of containers that there are no more, and whose last cgroups the kernel may still tell of. */
  readonly #removedOnes = new WeakSet<ContainerRecord>();

  constructor(context: ClaimantsContext) {
    this.#context = context;
  }

  /**
   * Takes everything that a runtime has listed.
   *
   * @param awaited The containers that were to have cgroups when the list began.
   */
  async listed(
    endpoint: string,
    records: readonly ContainerRecord[],
    awaited: ReadonlySet<ContainerRecord>,
  ): Promise<void> {
    const { claims, isHoused } = this.#context;
    const alive = records.filter(({ state }) => state !== "exited");
    const ids = new Set(alive.map(({ id }) => id));
    claims.abandon((record) =>
      awaited.has(record) && record.runtime.endpoint === endpoint && !ids.has(record.id)
    );
    const homeless = alive.filter((record) => !isHoused(record) && !claims.isSharing(record));
    const keys = new Set(homeless.map(keyOf));
    for (const key of this.#vain.keys()) {
      if (key.startsWith(`${endpoint}\0`) && !keys.has(key)) this.#vain.delete(key);
    }
    const questions = new Questions(HINTS_AT_ONCE);
    await Promise.all(homeless.map((record) => this.claim(record, questions)));
  }

  /** Finds the cgroup of a container whose id is in no known path, by what its runtime says of it. */
  async claim(record: ContainerRecord, questions = new Questions(HINTS_AT_ONCE)): Promise<void> {
    const { cgroups, claims, signal } = this.#context;
    const { runtime, state } = record;
    const hint = await this.#whereIs(record, questions);
    if (hint === undefined || signal.aborted) return;
    const candidates = [
      hint.path,
      hint.pid === undefined || hint.pid === 0 ? undefined : cgroups.pathOfProcess(hint.pid),
    ];
    // The root is where a process lands whose cgroup is not in this hierarchy: it is no container's.
    const path = candidates.find((candidate) =>
      candidate !== undefined && candidate !== "/" && cgroups.idOf(candidate) !== undefined
    );
    const isThere = path !== undefined && this.#mayHave(record, path);
    // Nothing of it runs: the cgroup is somebody else's so far.
    if (runtime.namespace !== undefined && state === "created") {
      this.#made({ ...record, ...hint.path === undefined ? {} : { cgroupPath: hint.path } });
    } else if (isThere) {
      claims.add(path, record);
      this.#context.changed(path);
    } else if (path === undefined && hint.path !== undefined) this.#missing(record, hint.path);
    if (!isThere) this.#inVain(record);
  }

  /** Takes what a runtime tells by itself. */
  told(news: ContainerNews): void {
    switch (news.kind) {
      case "made":
        return this.#made(news.record);
      case "started":
        return this.#started(news.container, news.pid);
      case "ended":
        return this.#ended(news.container);
      case "removed":
        return this.#removed(news.container);
    }
  }

  async #whereIs(record: ContainerRecord, questions: Questions): Promise<CgroupHint | undefined> {
    const { cgroups, signal, source } = this.#context;
    const { cgroupPath: path } = record;
    if (path !== undefined && cgroups.idOf(path) !== undefined) return { path };
    const vain = this.#vain.get(keyOf(record));
    if (vain !== undefined && vain.state === record.state && vain.times >= HINTS_EACH) return;
    const hint = await questions.ask(true, () => source.cgroupHint(record, signal), signal);
    if (hint === undefined) this.#inVain(record);
    return hint;
  }

  #inVain(record: ContainerRecord): void {
    const { state } = record;
    const key = keyOf(record);
    const before = this.#vain.get(key);
    const times = before === undefined || before.state !== state ? 0 : before.times;
    this.#vain.set(key, { state, times: times + 1 });
  }

  /** A container is to have its cgroup at `path`, where there is none now. */
  #missing(record: ContainerRecord, path: string): void {
    const { claims, changed, wasAt } = this.#context;
    if (!this.#mayHave(record, path)) return;
    const isGone = wasAt(path);
    if (record.state === "created" || !isGone) claims.await(path, record);
    if (!isGone) return;
    // It has come and gone while its runtime was asked: its last events are still under way.
    claims.add(path, record);
    changed(path);
    claims.remove(path);
  }

  #made(record: ContainerRecord): void {
    const { cgroups, claims, expected } = this.#context;
    const { cgroupPath: path } = record;
    if (path === undefined || !this.#mayHave(record, path)) return;
    const before = claims.awaitedAt(path).filter((other) => this.#removedOnes.has(other));
    claims.abandon((other) => before.includes(other));
    claims.await(path, record);
    if (cgroups.idOf(path) === undefined) this.#missing(record, path);
    else expected(path, record);
  }

  #started(container: NewsOf, pid: number | undefined): void {
    const { cgroups, claims, changed, isHoused } = this.#context;
    const record = claims.awaitedFor(container.id, container.runtime);
    if (record === undefined || isHoused(record) || claims.isSharing(record)) return;
    const path = (pid === undefined ? undefined : cgroups.pathOfProcess(pid)) ?? record.cgroupPath;
    if (path === undefined || !this.#mayHave(record, path)) return;
    claims.add(path, record);
    changed(path);
  }

  /** A cgroup that outlives the container was there before it. */
  #ended(container: NewsOf): void {
    const { cgroups, claims, changed } = this.#context;
    for (const path of claims.pathsOf(container.id, container.runtime)) {
      claims.end(path, container.id, container.runtime);
      if (cgroups.idOf(path) !== undefined) changed(path);
    }
  }

  #removed(container: NewsOf): void {
    const { claims, dropped, schedule, signal } = this.#context;
    this.#ended(container);
    const record = claims.awaitedFor(container.id, container.runtime);
    if (record !== undefined) this.#removedOnes.add(record);
    schedule(() => {
      // Another one of the name may have been made meanwhile.
      if (signal.aborted || claims.awaitedFor(container.id, container.runtime) !== record) return;
      claims.abandon((awaited) => awaited === record);
      dropped(container);
    }, LATE_MS);
  }

  /** Whether the container may be in that cgroup; a path that carries its id needs nobody to say so. */
  #mayHave({ id, runtime }: ContainerRecord, path: string): boolean {
    return path !== "/" && mayName(runtime, realmOfCgroup(path)) &&
      identifyCgroup(path).containerId !== id;
  }
}

function keyOf({ id, runtime: { endpoint, namespace } }: ContainerRecord): string {
  return [endpoint, namespace, id].join("\0");
}

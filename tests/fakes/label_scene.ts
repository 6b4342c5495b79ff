/** For tests: a label path over made-up parts. */
import type { CgroupHint, ContainerRecord } from "#runtime/types.ts";
import type { CgroupTree } from "#labels/cgroup/cgroup_tree.ts";
import { LabelPath } from "#labels/lookup/label_path.ts";
import type { Schedule } from "#labels/schedule.ts";
import type { ContainerSource, FindResult, Whereabouts } from "#labels/lookup/source.ts";
import type { LabelUpdate } from "#labels/update.ts";
import type { EventLine } from "#tests/line.ts";

/** A container's id. */
export const A = "a".repeat(64);
/** Another container's id. */
export const B = "b".repeat(64);
/** A pod's uid. */
export const UID = "0a1b2c3d-1111-2222-3333-444455556666";

/** What a runtime knows of a container. */
export function record(id: string, rest: Partial<ContainerRecord> = {}): ContainerRecord {
  return {
    id,
    name: "main",
    sandbox: false,
    state: "running",
    image: { reference: "localhost/busybox:1" },
    labels: {},
    annotations: {},
    pod: { name: "web", namespace: "default", uid: UID, labels: { app: "web" } },
    runtime: { name: "containerd", endpoint: "/run/x.sock" },
    ...rest,
  };
}

/** Timers that fire when the test says so. */
export class ManualSchedule {
  #now = 0;
  #timers = new Set<{ at: number; task: () => void }>();

  readonly schedule: Schedule = (task, delayMs) => {
    const timer = { at: this.#now + delayMs, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  get pending(): number {
    return this.#timers.size;
  }

  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settle();
      const due = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#now = due.at;
      due.task();
    }
    this.#now = until;
  }
}

/** Lets every promise that can settle do so. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await Promise.resolve();
}

class FakeSource implements ContainerSource {
  readonly known = new Map<string, ContainerRecord>();
  readonly hints = new Map<string, CgroupHint>();
  reason = "containerd does not know this container";
  /** Whether it has said no for good. */
  isFinal = false;
  /** Containers of which more may become known. */
  readonly improvable = new Set<string>();
  finds = 0;
  /** Where each look-up was for. */
  readonly asked: Whereabouts[] = [];

  find(containerId: string, where: Whereabouts): Promise<FindResult> {
    this.asked.push(where);
    this.finds++;
    const found = this.known.get(containerId);
    const { reason, isFinal } = this;
    return Promise.resolve(
      found === undefined
        ? { reason, isFinal }
        : { record: found, mayImprove: this.improvable.has(containerId) },
    );
  }

  /** What is listed, where that is not all that is known. */
  listed: readonly ContainerRecord[] | undefined;
  /** Runtimes beside it that never answer. */
  readonly mute = new Set<string>();

  endpoints(): readonly string[] {
    return [...this.mute, "/run/x.sock"];
  }

  /** Whether it tells of containers by itself. */
  told = false;

  claimants(): readonly string[] {
    return this.told ? [...this.mute] : this.endpoints();
  }

  isTold(): boolean {
    return this.told;
  }

  /** What it tells of and is not known yet. */
  hearing: Promise<void> = Promise.resolve();

  heard(): Promise<void> {
    return this.hearing;
  }

  /** What the first of its APIs lists; the others take for ever. */
  early: readonly ContainerRecord[] | undefined;

  list(
    endpoint: string,
    _signal: AbortSignal,
    soFar: (records: readonly ContainerRecord[]) => void,
  ): Promise<readonly ContainerRecord[]> {
    if (this.early !== undefined) soFar(this.early);
    if (this.mute.has(endpoint) || this.early !== undefined) return new Promise(() => {});
    return Promise.resolve(this.listed ?? [...this.known.values()]);
  }

  /** By the id, after containerd's namespace and a slash where the record has one. */
  cgroupHint({ id, runtime }: ContainerRecord): Promise<CgroupHint | undefined> {
    const { namespace } = runtime;
    return Promise.resolve(this.hints.get(namespace === undefined ? id : `${namespace}/${id}`));
  }

  pendingReason(): string {
    return "containerd has not answered yet";
  }
}

class FakeTree implements CgroupTree {
  mount = "/sys/fs/cgroup";
  readonly paths = new Map<bigint, string>();
  readonly processes = new Map<number, string>();

  pathOf(id: bigint): string | undefined {
    return this.paths.get(id);
  }

  idOf(path: string): bigint | undefined {
    return [...this.paths].find(([, known]) => known === path)?.[0];
  }

  *walk(): Iterable<{ id: bigint; path: string }> {
    for (const [id, path] of this.paths) yield { id, path };
  }

  pathOfProcess(pid: number): string | undefined {
    return this.processes.get(pid);
  }
}

/** A label path over made-up parts, and what it sent. */
export function setUp(): {
  path: LabelPath;
  source: FakeSource;
  tree: FakeTree;
  timers: ManualSchedule;
  sent: LabelUpdate[];
  last: (cgroup: bigint) => Parsed | undefined;
} {
  const source = new FakeSource();
  const tree = new FakeTree();
  const timers = new ManualSchedule();
  const sent: LabelUpdate[] = [];
  const path = new LabelPath({
    cgroups: tree,
    source,
    node: { nodeName: "n1" },
    send: (update) => sent.push(update),
    schedule: timers.schedule,
  });
  return { path, source, tree, timers, sent, last: (cgroup) => lastOf(sent, cgroup) };
}

interface Parsed {
  kind: string;
  host: boolean | undefined;
  line: EventLine | undefined;
}

function lastOf(sent: readonly LabelUpdate[], cgroup: bigint): Parsed | undefined {
  const update = sent.filter((update) => update.cgroup === cgroup).at(-1);
  if (update === undefined) return undefined;
  const host = update.kind === "final" ? update.host : undefined;
  const line = update.kind === "forget" ? undefined : JSON.parse(`{"process":{}${update.fragment}`);
  return { kind: update.kind, host, line };
}

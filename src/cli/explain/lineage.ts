import { identifyCgroup } from "#labels/cgroup/cgroup_path.ts";
import { ProcFs } from "#runtime/discovery/proc_fs.ts";
import type { ContainerRecord } from "#runtime/types.ts";
import type { Surroundings } from "./cgroup.ts";
import { readProcess } from "./process.ts";
import { doubted, found } from "./step.ts";

/** So many ancestors are told: a chain of more is a program's that forks without end. */
const MOST_ANCESTORS = 32;

/** A process on the way up to the node's first. */
export interface Relative {
  readonly pid: number;
  readonly command: string;
  /** The file that it runs; absent for the kernel's own, and where it may not be read. */
  readonly path?: string;
  /** The container that it is in, innermost. */
  readonly containerId?: string;
  /** Whether it is the first of its pid namespace. */
  readonly isFirst: boolean;
}

/** How a process came where it is, as far as that can be told of one that runs: `process.origin` of its events. */
export interface Origin {
  readonly origin: "entrypoint" | "exec" | "host" | "unknown";
  /** One sentence, without a full stop. */
  readonly text: string;
}

/**
 * How a process came where it is.
 *
 * @param line The process, then its parent and so on.
 * @param first The pid of its container's first process, where the runtime says it.
 */
export function originOf(line: readonly Relative[], first: number | undefined): Origin {
  const [self] = line;
  const id = self?.containerId;
  if (id === undefined) return { origin: "host", text: "it is in no container" };
  const outside = line.findIndex(({ containerId }) => containerId !== id);
  const top = line.at(outside < 0 ? -1 : outside - 1);
  if (top === undefined) return { origin: "unknown", text: "its parents cannot be read" };
  const isFirst = first === undefined ? top.isFirst : top.pid === first;
  if (isFirst) {
    return {
      origin: "entrypoint",
      text: top === self
        ? "it is its container's first process"
        : `it descends from its container's first process, ${nameOf(top)}`,
    };
  }
  const from = line[outside];
  const by = from === undefined ? "" : `, by ${nameOf(from)}`;
  if (first === undefined && outside < 0) {
    return { origin: "unknown", text: "its parents outside of the container cannot be seen" };
  }
  return {
    origin: "exec",
    text: top === self
      ? `it was entered from outside${by}`
      : `it descends from ${nameOf(top)}, which was entered from outside${by}`,
  };
}

/** Whose child a process is, and whose theirs: each with its program, and the container that it is in. */
export async function explainLineage(pid: number, surroundings: Surroundings): Promise<void> {
  const { trail, runtimes } = surroundings;
  await trail.take("lineage", async () => {
    const line = lineOf(pid, surroundings);
    const ids = new Set(line.flatMap(({ containerId }) => containerId ?? []));
    const records = ids.size === 0 ? [] : (await runtimes.list()).records;
    const own = records.find(({ id }) => id === line[0]?.containerId);
    const hint = own === undefined
      ? undefined
      : await runtimes.cgroupHint(own).catch(() => undefined);
    const { origin, text } = originOf(line, hint?.pid);
    const evidence = [
      ...line.slice(1).map((relative) => relativeText(relative, records)),
      ...(line.length > MOST_ANCESTORS ? ["and so on"] : []),
      "/proc knows the parents of now; who forked it is in events, as process.parent",
    ];
    const sentence = `origin ${origin}: ${text}`;
    return origin === "unknown"
      ? doubted(sentence, evidence, undefined)
      : found(sentence, evidence, undefined);
  });
}

/** A process and its ancestors, nearest first. */
function lineOf(pid: number, { cgroups }: Surroundings): readonly Relative[] {
  using proc = new ProcFs();
  const line: Relative[] = [];
  for (let at = pid; at > 0 && line.length <= MOST_ANCESTORS;) {
    const facts = readProcess(at);
    if (facts === undefined) break;
    const path = proc.link(`${at}/exe`);
    const containerId = identifyCgroup(cgroups.pathOfProcess(at) ?? "/").containerId;
    line.push({
      pid: at,
      command: facts.command,
      ...(path === undefined ? {} : { path }),
      ...(containerId === undefined ? {} : { containerId }),
      isFirst: facts.namespacePids?.split(" ").at(-1) === "1",
    });
    at = facts.parentPid;
  }
  return line;
}

function relativeText(relative: Relative, records: readonly ContainerRecord[]): string {
  const { containerId, path } = relative;
  return `${nameOf(relative)}${path === undefined ? "" : ` runs ${path}`}: ${
    containerId === undefined ? "host" : ownerOf(containerId, records)
  }`;
}

function nameOf({ pid, command }: Relative): string {
  return `${pid} ${command}`;
}

function ownerOf(containerId: string, records: readonly ContainerRecord[]): string {
  const record = records.find(({ id }) => id === containerId);
  const id = containerId.slice(0, 13);
  if (record === undefined) return `container ${id}, which no runtime names`;
  const { name, pod, sandbox } = record;
  const own = sandbox ? "sandbox" : `container ${name ?? id}`;
  return pod === undefined ? own : `${own} of pod ${pod.namespace ?? "?"}/${pod.name ?? "?"}`;
}

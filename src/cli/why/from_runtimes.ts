import { formatTimeNs } from "#output/time.ts";
import type { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { enumName } from "#runtime/proto/json.ts";
import type { runtime } from "#runtime/proto/cri.ts";
import { cgroupHintOf } from "#runtime/verbose_info.ts";
import { Finder } from "../crictl/find.ts";
import { type Listed, listEverything, runtimeName } from "../query/containers.ts";
import type { Query } from "../query/session.ts";
import { type Candidate, chooseContainers, noSuch, titleOf } from "./candidates.ts";
import type { Finding, Source } from "./finding.ts";
import { memorySources, RECORD_IT } from "./kernel.ts";
import { type MemoryEvents, memoryEvents } from "./memory_events.ts";
import { type LastState, runtimeEnd } from "./runtime_end.ts";
import type { Named } from "./subject.ts";
import { counted, nanosecondsBetween } from "./wording.ts";

type Status = runtime.v1.ContainerStatusResponse.$Properties;

/** A container or sandbox of a list, as it may be called. */
interface ListedCandidate extends Candidate {
  readonly listed: Listed;
}

/**
 * Why containers ended, as far as their runtimes and the kernel still know.
 *
 * @throws Error where nobody knows such a one; AmbiguousError where several are meant.
 */
export async function fromRuntimes(
  query: Query,
  cgroups: Cgroupfs,
  subject: Named,
  namespace: string | undefined,
): Promise<readonly Finding[]> {
  const { containers, sandboxes } = await listEverything(query);
  const all = [...sandboxes, ...containers].map(candidateOf);
  const chosen = chooseContainers(all, subject, namespace);
  if (chosen.length === 0) {
    throw noSuch(all, subject, namespace, {
      where: "there is",
      others: `the runtimes know ${
        counted(containers.length, "container")
      }; of what is removed only a recording tells`,
    });
  }
  const finder = new Finder<Status>(query, {
    what: "container",
    ask: (queries, id) => queries.containerStatus(id, true),
  });
  const inOrder = chosen.toSorted((a, b) =>
    Number((a.listed.record.createdAtNs ?? 0n) - (b.listed.record.createdAtNs ?? 0n))
  );
  return await Promise.all(inOrder.map((one) => findingOf(one, finder, cgroups)));
}

async function findingOf(
  candidate: ListedCandidate,
  finder: Finder<Status>,
  cgroups: Cgroupfs,
): Promise<Finding> {
  const { listed, ...facts } = candidate;
  const { record } = listed;
  // A sandbox has a state, and no exit code.
  const details = candidate.sandbox ? undefined : await finder.details(listed);
  const answer = details === undefined || "record" in details ? undefined : details.value;
  const image = record.image?.reference ?? record.image?.id;
  const common = {
    title: titleOf(candidate),
    container: { ...facts, ...(image === undefined ? {} : { image }) },
    events: [],
  };
  const who = `${runtimeName(record.runtime)} at ${record.runtime.endpoint}`;
  if (answer === undefined) {
    const state = record.state === "exited" ? "ended" : record.state ?? "unknown";
    return {
      ...common,
      state,
      verdict: state === "ended" ? "it ended; its runtime does not say how" : stateText(state),
      sources: [{ kind: "runtime", text: `${who}: ${record.state ?? "unknown"}` }],
      notes: state === "ended" ? [RECORD_IT] : [],
    };
  }
  const status = answer.status ?? {};
  const counts = memoryEvents(cgroups, cgroupHintOf(answer.info ?? {}));
  const last = lastStateOf(status, counts.find(({ ofPod }) => !ofPod)?.killed);
  const end = runtimeEnd(last);
  return {
    ...common,
    ...end,
    ...timesOf(status, last),
    sources: [
      { kind: "runtime", text: `${who}: ${saidBy(last)}` },
      ...kernelSources(counts, last),
    ],
    notes: end.state === "ended" && last.exitCode !== 0 ? [RECORD_IT] : [],
  };
}

function stateText(state: Finding["state"]): string {
  if (state === "running") return "it has not ended";
  return state === "created"
    ? "it was never started"
    : "not known: its runtime does not know either";
}

function kernelSources(counts: readonly MemoryEvents[], { state }: LastState): Source[] {
  if (counts.length > 0) return memorySources(counts);
  const text = state === "running"
    ? "what its cgroup counts cannot be read"
    : "its cgroup is gone, with what it counted";
  return [{ kind: "kernel", text }];
}

const STATES: Readonly<Record<string, LastState["state"]>> = {
  CONTAINER_CREATED: "created",
  CONTAINER_RUNNING: "running",
  CONTAINER_EXITED: "exited",
};

function lastStateOf(
  { state, exitCode, reason, message }: runtime.v1.ContainerStatus.$Properties,
  killed: number | undefined,
): LastState {
  return {
    state: STATES[enumName("ContainerState", state ?? 0)] ?? "unknown",
    exitCode: exitCode ?? 0,
    reason: reason ?? "",
    message: message ?? "",
    killed,
  };
}

function saidBy({ state, exitCode, reason }: LastState): string {
  return [
    state,
    ...(state === "exited" ? [`exit code ${exitCode}`] : []),
    ...(reason === "" ? [] : [`reason ${reason}`]),
  ].join(", ");
}

/** A container that was started anew may keep the times of the run before. */
function timesOf(
  { startedAt, finishedAt }: runtime.v1.ContainerStatus.$Properties,
  { state }: LastState,
): Pick<Finding, "startedAt" | "endedAt" | "durationNs"> {
  const started = state === "created" ? undefined : timeOf(startedAt);
  const ended = state === "exited" ? timeOf(finishedAt) : undefined;
  const durationNs = nanosecondsBetween(started, ended);
  return {
    ...(started === undefined ? {} : { startedAt: started }),
    ...(ended === undefined ? {} : { endedAt: ended }),
    ...(durationNs === undefined ? {} : { durationNs }),
  };
}

function timeOf(ns: { toString(): string } | number | null | undefined): string | undefined {
  const value = BigInt(ns?.toString() ?? 0);
  return value > 0n ? formatTimeNs(value) : undefined;
}

function candidateOf(listed: Listed): ListedCandidate {
  const { id, sandbox, name, pod, runtime } = listed.record;
  return {
    id,
    sandbox,
    runtime: `${runtimeName(runtime)} at ${runtime.endpoint}`,
    ...(name === undefined ? {} : { name }),
    ...(pod?.namespace === undefined ? {} : { namespace: pod.namespace }),
    ...(pod?.name === undefined ? {} : { pod: pod.name }),
    ...(pod?.uid === undefined ? {} : { podUid: pod.uid }),
    listed,
  };
}

import { identifyCgroup } from "#labels/cgroup/cgroup_path.ts";
import { missingLabels } from "#labels/fragment/fragment.ts";
import { unbelieved } from "#labels/lookup/belief.ts";
import { runsIn } from "#labels/lookup/finder.ts";
import { mayName, realmOfCgroup } from "#labels/lookup/realm.ts";
import type { Miss } from "#runtime/find.ts";
import type { ContainerRecord } from "#runtime/types.ts";
import { runtimeName } from "../query/containers.ts";
import type { CgroupFacts, Surroundings } from "./cgroup.ts";
import { processesOf, readProcess } from "./process.ts";
import { broken, doubted, found } from "./step.ts";

/** Asks the runtimes that may name it for the container of a cgroup, as the label path does. */
export async function explainContainer(
  id: string,
  cgroup: CgroupFacts,
  { trail, runtimes, cgroups }: Surroundings,
): Promise<ContainerRecord | undefined> {
  return await trail.take("container", async () => {
    const realm = realmOfCgroup(cgroup.path);
    const result = await runtimes.find(id, undefined, { realm });
    if (result.found === undefined) {
      const evidence = [...result.misses.map(missText), ...unbelieved(runtimes.endpoints)];
      return broken(
        "no runtime names this container: its events are unresolved",
        evidence.length === 0 ? ["no runtime answers"] : evidence,
      );
    }
    const record = result.found;
    if (!mayName(record.runtime, realm)) {
      const hint = await runtimes.cgroupHint(record);
      if (!runsIn(realm, record, hint, cgroups)) {
        return broken(
          `${record.runtime.name} knows a container of this name, and runs it elsewhere: events are unresolved`,
          [
            ...containerEvidence(record),
            `pid ${hint?.pid ?? "unknown"}, cgroupsPath ${hint?.path ?? "unknown"}`,
            "whoever may make cgroups here can give one any name",
          ],
        );
      }
    }
    return found(containerText(record), containerEvidence(record), record);
  });
}

/** A container that a list has named already. */
export async function explainRecord(
  record: ContainerRecord,
  { trail }: Surroundings,
): Promise<ContainerRecord> {
  return await trail.take(
    record.sandbox ? "sandbox" : "container",
    () => Promise.resolve(found(containerText(record), containerEvidence(record), record)),
  );
}

/** The sandbox around a container, and the pod: where its names come from. */
export async function explainPod(
  record: ContainerRecord,
  cgroup: CgroupFacts | undefined,
  { trail, runtimes }: Surroundings,
): Promise<void> {
  const { sandboxId, pod } = record;
  // A pod of Podman's is no container, and the list names it.
  const ofPodman = record.runtime.name === "podman";
  if (!record.sandbox && sandboxId !== undefined && !ofPodman) {
    await trail.take("sandbox", async () => {
      const result = await runtimes.find(sandboxId);
      return result.found === undefined
        ? doubted(
          `sandbox ${sandboxId} is not known any more: the pod's own labels are missing`,
          result.misses.map(missText),
          undefined,
        )
        : found(containerText(result.found), containerEvidence(result.found), undefined);
    });
  }
  await trail.take("pod", () => {
    if (pod === undefined) {
      return Promise.resolve(
        found("it is in no pod", ["it has no sandbox and no label of one"], undefined),
      );
    }
    const { namespace = "?", name = "?", uid } = pod;
    const evidence = [
      ofPodman && sandboxId !== undefined
        ? `Podman's own pod ${sandboxId}`
        : record.sandbox || sandboxId !== undefined
        ? "metadata and labels of the sandbox"
        : "labels of the container",
      ...Object.entries(pod.labels).map(([key, value]) => `label ${key}=${value}`),
    ];
    const inPath = cgroup === undefined ? undefined : identifyCgroup(cgroup.path).podUid;
    const text = `pod ${namespace}/${name}, uid ${uid ?? "unknown"}`;
    if (inPath !== undefined && uid !== undefined && inPath !== uid) {
      return Promise.resolve(
        doubted(`${text}, but its cgroup is in the one of pod ${inPath}`, evidence, undefined),
      );
    }
    if (inPath !== undefined) evidence.push("the cgroup's path has the same uid");
    return Promise.resolve(found(text, evidence, undefined));
  });
  await trail.take("labels", () => {
    const missing = missingLabels(record);
    return Promise.resolve(
      missing.length === 0
        ? found("every identity label is there, in its standard form", [], undefined)
        : doubted(
          `identity labels that are missing or not in their standard form: ${missing.join(", ")}`,
          [],
          undefined,
        ),
    );
  });
}

/** The cgroup that a container's processes are in, by what its runtime says, and those processes. */
export async function explainPlace(
  record: ContainerRecord,
  { trail, cgroups, runtimes }: Surroundings,
): Promise<CgroupFacts | undefined> {
  const place = await trail.take("cgroup", async () => {
    const hint = await runtimes.cgroupHint(record);
    const actual = hint?.pid === undefined ? undefined : cgroups.pathOfProcess(hint.pid);
    const path = actual ?? hint?.path;
    const evidence = [
      hint?.path === undefined ? "the runtime says no cgroupsPath" : `cgroupsPath ${hint.path}`,
      hint?.pid === undefined ? "the runtime says no pid" : `pid ${hint.pid}: ${actual ?? "gone"}`,
    ];
    if (path === undefined) {
      return record.state === "running"
        ? doubted(
          "its cgroup is not known: its events are named by their path alone",
          evidence,
          undefined,
        )
        : found("it does not run, so it has no cgroup", evidence, undefined);
    }
    const id = cgroups.idOf(path);
    if (id === undefined) {
      const text = `cgroup ${path} is not there`;
      return record.state === "running"
        ? doubted(text, evidence, undefined)
        : found(`${text}, as the container does not run`, evidence, undefined);
    }
    const named = identifyCgroup(path).containerId === record.id;
    return named
      ? found(`cgroup ${path} has the id ${id}, and names the container`, evidence, { path, id })
      : doubted(
        `cgroup ${path} has the id ${id}, and does not name the container: only the runtime can tell`,
        evidence,
        { path, id },
      );
  });
  if (place === undefined) return undefined;
  await trail.take("process", () => {
    const pids = processesOf(cgroups.mount, place.path) ?? [];
    const shown = pids.slice(0, 10).map((pid) => `${pid} ${readProcess(pid)?.command ?? "(gone)"}`);
    const more = pids.length > shown.length ? [`and ${pids.length - shown.length} more`] : [];
    const count = pids.length === 1 ? "1 process is" : `${pids.length} processes are`;
    return Promise.resolve(
      found(`${count} in it, besides those of its children`, [...shown, ...more], undefined),
    );
  });
  return place;
}

function containerText(record: ContainerRecord): string {
  const { id, sandbox, name, state, image, runtime } = record;
  const what = sandbox ? "sandbox" : "container";
  const called = name === undefined || sandbox ? "" : `, called ${name}`;
  const of = image?.reference === undefined ? "" : `, of ${image.reference}`;
  return `${runtimeName(runtime)} knows ${what} ${id.slice(0, 13)}${called}${of}: ${
    state ?? "unknown"
  }`;
}

function containerEvidence(record: ContainerRecord): string[] {
  const { name, version = "", endpoint } = record.runtime;
  return [
    `${[name, version].filter(Boolean).join(" ")} at ${endpoint}`,
    `id ${record.id}`,
    ...(record.sandboxId === undefined || record.sandbox ? [] : [`sandbox ${record.sandboxId}`]),
  ];
}

function missText({ endpoint, runtime, kind, reason }: Miss): string {
  const who = runtime === undefined ? endpoint : `${runtime} at ${endpoint}`;
  return `${who}: ${kind === "not-found" ? "it does not know this container" : reason}`;
}

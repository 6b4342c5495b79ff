/** What a watched container must have produced, and whether it did. */
import assert from "assert";
import { WORKLOAD_IMAGE } from "#tests/host/image.ts";
import type { Pod } from "#tests/host/pod.ts";
import type { Line } from "./critter.ts";

/** A workload: a shell that runs three known commands, each with a word of its own, and exits. */
export interface Workload {
  readonly args: string[];
  /** Every exec and exit it makes, in order, as {@link shorthand} writes them. */
  readonly events: string[];
}

/** A shell that execs three known commands and exits at once; `mark` tells it from others. */
export function threeCommands(mark: string): Workload {
  const script = `/bin/true ${mark}-1; /bin/echo ${mark}-2; /bin/false ${mark}-3; exit 7`;
  return {
    args: ["/bin/sh", "-c", script],
    events: [
      `exec /bin/sh -c ${script}`,
      `exec /bin/true ${mark}-1`,
      "exit 0",
      `exec /bin/echo ${mark}-2`,
      "exit 0",
      `exec /bin/false ${mark}-3`,
      "exit 1",
      "exit 7",
    ],
  };
}

/** A process event in a few words. */
export function shorthand(line: Line): string {
  if (line.event === "process.exec") return `exec ${line.process?.command_args?.join(" ")}`;
  const exit = line.process?.exit;
  return exit?.signal === undefined ? `exit ${exit?.code}` : `killed ${exit.signal}`;
}

/** The process events of one container, by its id in the cgroup path: labels play no part. */
export function linesOf(lines: Line[], containerId: string): Line[] {
  return lines.filter((line) =>
    line.event.startsWith("process.") && line.cgroup?.path?.includes(containerId) === true
  );
}

/**
 * The events of processes that began with an exec here. What the runtime's own helper does is left
 * out: whether it copies and executes itself before or after it enters the cgroup is a race.
 */
export function workloadLines(lines: Line[]): Line[] {
  const started = new Set<number>();
  return lines.filter((line) => {
    const pid = line.process?.pid ?? -1;
    if (line.event === "process.exec") {
      if (/^(?:\S*\/)?runc init$/.test(line.process?.command_args?.join(" ") ?? "")) return false;
      started.add(pid);
    }
    return started.has(pid);
  });
}

const NO_IMAGE_ID = `sha256:${"0".repeat(64)}`;

/** The labels that every line of a container must carry. */
export interface ExpectedLabels {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a pod's container must be called. */
export function labelsOf(pod: Pod, container: string): ExpectedLabels {
  const { namespace, name, uid, labels } = pod;
  return {
    id: pod.containers[container] ?? "?",
    name: container,
    namespace,
    pod: name,
    uid,
    labels,
  };
}

/** Throws unless every line carries these labels, all of them. */
export function assertLabelled(lines: Line[], expected: ExpectedLabels): void {
  for (const line of lines) {
    // Scripted runtimes tell no id of an image.
    const { id: imageId, ...image } = line.container?.image ?? {};
    assert.match(imageId ?? NO_IMAGE_ID, /^sha256:[0-9a-f]{64}$/);
    assert.deepEqual(
      {
        state: line.label_state,
        reason: line.label_reason,
        missing: line.label_missing,
        image,
        runtime: line.container?.runtime?.name,
        k8sName: line.k8s?.container?.name,
        id: line.container?.id,
        name: line.container?.name,
        namespace: line.k8s?.namespace?.name,
        pod: line.k8s?.pod?.name,
        uid: line.k8s?.pod?.uid,
        labels: line.k8s?.pod?.label ?? {},
      },
      {
        state: "resolved",
        reason: undefined,
        missing: undefined,
        image: {
          name: "localhost/busybox",
          tags: ["1"],
          reference: WORKLOAD_IMAGE,
        },
        runtime: "containerd",
        k8sName: expected.name,
        ...expected,
      },
      JSON.stringify(line),
    );
  }
}

/** Throws unless the container's events are exactly these, in this order, all labelled. */
export function assertWorkload(
  lines: Line[],
  expected: ExpectedLabels,
  events: readonly string[],
): void {
  const own = linesOf(lines, expected.id);
  assertLabelled(own, expected);
  assert.deepEqual(workloadLines(own).map(shorthand), events);
}

/** Throws unless the sandbox's first exec is there, marked as a sandbox's, with the pod's labels. */
export function assertSandbox(lines: Line[], pod: Pod): void {
  const own = linesOf(lines, pod.sandboxId);
  assert.deepEqual(workloadLines(own).map(shorthand), ["exec /bin/sleep 1000000"]);
  for (const line of own) {
    assert.strictEqual(line.label_state, "resolved", JSON.stringify(line));
    assert.strictEqual(line.container?.sandbox, true);
    assert.strictEqual(line.container?.name, undefined);
    assert.strictEqual(line.k8s?.pod?.uid, pod.uid);
    assert.deepEqual(line.k8s?.pod?.label ?? {}, pod.labels);
  }
}

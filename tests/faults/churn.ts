/** Containers that are there for a moment only, on a real containerd, while look-ups fail. */
import { Critter } from "#tests/e2e/critter.ts";
import { labelsOf } from "#tests/e2e/expect.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { sleep } from "#tests/host/exec.ts";
import type { Pod } from "#tests/host/pod.ts";
import type { Effort, Fault, Outcome } from "./fault.ts";
import { Marks, newWord } from "./marks.ts";
import { Proxy } from "./proxy.ts";
import { countedLosses, PATIENT, settle } from "./scene.ts";

const AT_ONCE = 10;
const SHORT = 60;
const PROMISED = 500;
const PAUSE_MS = 150;
const EXIT_MS = 5000;
/** A machine that takes longer for a container than this, with ten at a time, is none to test on. */
const MOST_MS_EACH = 5000;
const REASON_LENGTH = 200;

/** Cuts, holds up and removes the socket again and again, never as long as an event may wait. */
async function disturb(proxy: Proxy, signal: AbortSignal): Promise<number> {
  const disturbances = [
    () => proxy.cut(),
    () => void (proxy.passing = "stall"),
    () => proxy.unlisten(),
    () => void (proxy.passing = "drip"),
  ];
  let count = 0;
  while (!signal.aborted) {
    await disturbances[count++ % disturbances.length]?.();
    await sleep(PAUSE_MS);
    proxy.passing = "pass";
    if (!proxy.listening) proxy.listen();
    await sleep(PAUSE_MS);
  }
  return count;
}

/** How a {@linkcode churn} went. */
interface Churned {
  started: number;
  /** What containerd said where it did not start one, and how often. */
  readonly refusals: Map<string, number>;
}

/**
 * Starts containers that end at once, until `count` have started or the time is up; every second one is removed as soon
 * as it has ended. Each worker has a pod of its own, as containerd's shim of one pod takes one thing after another.
 */
async function churn(
  pods: readonly Pod[],
  marks: Marks,
  { count, endMs }: { count: number; endMs: number },
): Promise<Churned> {
  const churned: Churned = { started: 0, refusals: new Map() };
  const worker = async (pod: Pod): Promise<void> => {
    for (let index = 0; churned.started < count && performance.now() < endMs; index++) {
      const name = `c-${index}`;
      const word = newWord();
      churned.started++;
      try {
        await pod.add({ name, args: ["/bin/sh", "-c", `/bin/true ${word}`] });
      } catch (error) {
        // On a machine that is busy containerd 1.6 takes a slow shim's silence for "pid 0"; another one is started instead.
        churned.started--;
        const reason = reasonOf(error);
        churned.refusals.set(reason, (churned.refusals.get(reason) ?? 0) + 1);
        continue;
      }
      const isForgotten = index % 2 === 1;
      marks.expect(word, labelsOf(pod, name), isForgotten ? "unknown" : undefined);
      if (!isForgotten) continue;
      // It also loses an exit now and then: what it takes to be running goes with its pod.
      const hasExited = await pod.exited(name, EXIT_MS).then(() => true, () => false);
      if (hasExited) await pod.removeContainer(name).catch(() => {});
    }
  };
  await Promise.all(pods.map(worker));
  return churned;
}

/** An error's text without the ids in it. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/[0-9a-f]{32,}/g, "…").slice(0, REASON_LENGTH);
}

async function run({ full }: Effort): Promise<Outcome> {
  const tried = full ? PROMISED : SHORT;
  await using host = await Containerd.start();
  await using proxy = new Proxy(`${host.dir}/proxy.sock`, host.socket);
  await using critter = await Critter.watch([
    ...["--runtime-endpoint", `${host.dir}/proxy.sock`],
    ...PATIENT,
  ]);
  const marks = new Marks();
  const pods: Pod[] = [];
  for (let index = 0; index < AT_ONCE; index++) {
    const labels = { app: `churn-${index}` };
    pods.push(await host.runPod({ name: `churn-${index}`, labels, containers: [] }));
  }
  const stop = new AbortController();
  const disturbing = disturb(proxy, stop.signal);
  const start = performance.now();
  let churned: Churned;
  try {
    churned = await churn(pods, marks, { count: tried, endMs: start + tried * MOST_MS_EACH });
  } finally {
    stop.abort();
  }
  const disturbances = await disturbing;
  await settle(critter, marks);
  const { code, stderr } = await critter.stop();
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const verdict = marks.judge(critter.lines, countedLosses(critter.lines));
  const { started, refusals } = churned;
  return {
    ...verdict,
    tried,
    survived: code === 0 ? started : 0,
    notes: [
      ...verdict.notes,
      `${started} containers in ${pods.length} pods, ${disturbances} disturbances in ${seconds} s`,
      ...[...refusals].map(([reason, count]) => `containerd could not start ${count}: ${reason}`),
      ...code === 0 ? [] : [stderr],
    ],
  };
}

/** The faults of this file. */
export const CHURN: readonly Fault[] = [
  { name: "churn of containers while look-ups are disturbed", run },
];

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

/** Starts containers that end at once; every second one is removed as soon as it has ended. How many did not start. */
async function churn(pod: Pod, marks: Marks, count: number): Promise<number> {
  let started = 0;
  let refused = 0;
  const worker = async (number: number): Promise<void> => {
    for (let index = 0; started < count && refused < count; index++) {
      const name = `c-${number}-${index}`;
      const word = newWord();
      started++;
      try {
        await pod.add({ name, args: ["/bin/sh", "-c", `/bin/true ${word}`] });
      } catch {
        // On a machine that is busy containerd 1.6 takes a slow shim's silence for "pid 0"; another one is started instead.
        started--;
        refused++;
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
  await Promise.all(Array.from({ length: AT_ONCE }, (_, number) => worker(number)));
  return refused;
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
  const pod = await host.runPod({ name: "churn", labels: { app: "churn" }, containers: [] });
  const stop = new AbortController();
  const disturbing = disturb(proxy, stop.signal);
  const start = performance.now();
  let refused = 0;
  try {
    refused = await churn(pod, marks, tried);
  } finally {
    stop.abort();
  }
  const disturbances = await disturbing;
  await settle(critter, marks);
  const { code, stderr } = await critter.stop();
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const verdict = marks.judge(critter.lines, countedLosses(critter.lines));
  return {
    ...verdict,
    tried,
    survived: code === 0 && marks.size >= tried ? tried : 0,
    notes: [
      ...verdict.notes,
      `${disturbances} disturbances in ${seconds} s; containerd could not start ${refused} more`,
      ...code === 0 ? [] : [stderr],
    ],
  };
}

/** The faults of this file. */
export const CHURN: readonly Fault[] = [
  { name: "churn of containers while look-ups are disturbed", run },
];

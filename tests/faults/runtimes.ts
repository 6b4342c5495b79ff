/** Runtimes that end, hang, are replaced, or cannot be reached for a while. */
import { labelsOf } from "#tests/e2e/expect.ts";
import { Critter } from "#tests/e2e/critter.ts";
import { ScriptedPod } from "#tests/e2e/scripted_pod.ts";
import { ScriptedRuntime } from "#tests/e2e/scripted_runtime.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { signal, sleep, until } from "#tests/host/exec.ts";
import type { Pod } from "#tests/host/pod.ts";
import { type Effort, type Fault, type Outcome, sum } from "./fault.ts";
import { Marks, newWord } from "./marks.ts";
import { Proxy } from "./proxy.ts";
import { countedLosses, PATIENT, play, type Scene, type SceneOptions, settle } from "./scene.ts";

/** Shorter than an event may wait for its labels. */
const OUTAGE_MS = 1000;
const MARKS = 20;

/**
 * A known pod works before, during and after the outage; a pod that is made during it gets its labels in time; a pod
 * made afterwards too.
 */
async function outage(
  scene: Scene,
  begin: () => void | Promise<void>,
  end: () => void | Promise<void>,
  lastMs = OUTAGE_MS,
): Promise<void> {
  const known = await scene.pod("known");
  await scene.work(known, MARKS);
  await settle(scene.critter, scene.marks);
  await begin();
  await scene.work(known, MARKS);
  const young = await scene.pod("young");
  await Promise.all([
    scene.work(young, MARKS, lastMs > OUTAGE_MS ? "unknown" : undefined),
    sleep(lastMs),
  ]);
  await end();
  await scene.work(known, MARKS);
  await sleep(OUTAGE_MS);
  await scene.work(await scene.pod("late"), MARKS);
  await scene.work(young, MARKS);
}

function behindProxy(
  act: (scene: Scene, proxy: Proxy) => Promise<void>,
  options: SceneOptions = {},
): Promise<Outcome> {
  let proxy: Proxy | undefined;
  return play({
    ...options,
    endpoint: (dir) => {
      proxy = new Proxy(`${dir}/proxy.sock`, `${dir}/cri.sock`);
      return `${dir}/proxy.sock`;
    },
  }, async (scene) => {
    if (proxy === undefined) throw new TypeError("Cannot play without a proxy");
    await using used = proxy;
    await act(scene, used);
  });
}

/** The path of the socket leads somewhere else for a while. */
function replaced(replace: (path: string) => void): () => Promise<Outcome> {
  return () =>
    behindProxy((scene, proxy) => {
      const path = `${scene.dir}/proxy.sock`;
      return outage(scene, async () => {
        await proxy.unlisten();
        proxy.cut();
        replace(path);
      }, () => {
        Deno.removeSync(path, { recursive: true });
        proxy.listen();
      });
    });
}

/** Another runtime, with pods of its own, at the path of the first. */
function otherDaemon(): Promise<Outcome> {
  return play({}, async (scene) => {
    const known = await scene.pod("known");
    await scene.work(known, MARKS);
    await Deno.remove(scene.socket);
    await using other = await ScriptedRuntime.start({
      socket: scene.socket,
      runtime: { name: "cri-o", version: "1.30.0" },
    });
    using theirs = await ScriptedPod.create(other, "theirs");
    await scene.work(known, MARKS);
    await sleep(OUTAGE_MS);
    await scene.work(theirs, MARKS);
    await scene.work(known, MARKS);
    await settle(scene.critter, scene.marks);
  });
}

/** The socket's mode is 000 for a while; root without CAP_DAC_OVERRIDE is refused then. */
function noPermission(): Promise<Outcome> {
  const drop = "-dac_override,-dac_read_search,-sys_admin";
  return play(
    { wrapper: ["/usr/bin/setpriv", `--bounding-set=${drop}`, "--inh-caps=-all"] },
    (scene) =>
      outage(
        scene,
        () => Deno.chmodSync(scene.socket, 0o000),
        () => Deno.chmodSync(scene.socket, 0o660),
      ),
  );
}

/** Every question fails for a while as a runtime's do whose disk is full. */
function diskFull(): Promise<Outcome> {
  const message = "write /var/lib/containerd/meta.db: no space left on device";
  const failing = Object.fromEntries(
    ["ListContainers", "ListPodSandbox", "ContainerStatus", "PodSandboxStatus", "Version"]
      .map((method) => [method, { failure: { code: 2, message } }]),
  );
  return play({}, (scene) =>
    outage(
      scene,
      () => scene.runtime.update({ methods: failing }),
      () => scene.runtime.update({ methods: {} }),
    ));
}

/** A runtime that serves the old API too is replaced by one that does not. */
function upgrade(): Promise<Outcome> {
  return play({}, async (scene) => {
    await scene.runtime.update({ packages: ["runtime.v1alpha2", "runtime.v1"] });
    await outage(scene, async () => {
      await scene.runtime.update({
        packages: ["runtime.v1"],
        runtime: { name: "containerd", version: "2.0.0" },
      });
      await scene.runtime.goaway();
    }, () => {});
  });
}

async function goaways({ full }: Effort): Promise<Outcome> {
  const tried = full ? 1000 : 50;
  return await play({ tried, collectGarbage: true }, async (scene) => {
    const pods: ScriptedPod[] = [];
    for (let round = 0; round < tried; round++) {
      // Long enough for garbage to be collected while a connection is idle.
      await sleep(60);
      await scene.runtime.goaway();
      if (round % 10 === 0) pods.push(await scene.pod(`round-${round}`));
      for (const pod of pods.slice(-1)) await scene.work(pod, 2);
    }
  });
}

/** Signals and ends of a real containerd, with pods that go on. */
async function containerdFaults({ full }: Effort): Promise<Outcome> {
  await using host = await Containerd.start();
  const outcomes: Outcome[] = [];
  const faults: Record<string, () => Promise<void>> = {
    "kill -9": async () => {
      await host.halt("SIGKILL");
      await sleep(300);
      await host.launch();
    },
    SIGTERM: async () => {
      await host.halt("SIGTERM");
      await sleep(300);
      await host.launch();
    },
    SIGSTOP: async () => {
      signal(host.pid, "SIGSTOP");
      await sleep(full ? 30_000 : 3000);
      signal(host.pid, "SIGCONT");
    },
  };
  for (const [name, fault] of Object.entries(faults)) {
    outcomes.push(await containerdFault(host, name, fault));
  }
  return sum(outcomes);
}

async function containerdFault(
  host: Containerd,
  name: string,
  fault: () => Promise<void>,
): Promise<Outcome> {
  const marks = new Marks();
  await using critter = await Critter.watch(["--runtime-endpoint", host.socket, ...PATIENT]);
  const pod = await host.runPod({ name: "steady", labels: { fault: "yes" }, containers: [] });
  const script = (words: readonly string[]): string =>
    words.map((word) => `/bin/true ${word}; /bin/sleep 0.05`).join("\n");
  const steady = Array.from({ length: 60 }, newWord);
  await pod.add({ name: "steady", args: ["/bin/sh", "-c", script(steady)] });
  for (const word of steady) marks.expect(word, labelsOf(pod, "steady"));
  await sleep(300);
  await fault();
  const word = newWord();
  const late: Pod = await until("a pod after the fault", 15_000, () =>
    host.runPod({
      name: `late-${crypto.randomUUID()}`,
      containers: [{ name: "main", args: ["/bin/sh", "-c", script([word])] }],
    }), 200);
  marks.expect(word, labelsOf(late, "main"));
  await settle(critter, marks);
  const { code, stderr } = await critter.stop();
  const verdict = marks.judge(critter.lines, countedLosses(critter.lines));
  // A containerd that was killed may have lost touch with a shim: such a pod goes with its host.
  await Promise.allSettled([pod.remove(), late.remove()]);
  const notes = [...verdict.notes, ...code === 0 ? [] : [stderr]].map((text) => `${name}: ${text}`);
  return { ...verdict, tried: 1, survived: code === 0 ? 1 : 0, notes };
}

/** The faults of this file. */
export const RUNTIMES: readonly Fault[] = [
  { name: "containerd ends by kill -9 and SIGTERM, is stopped by SIGSTOP", run: containerdFaults },
  {
    name: "socket removed and made again",
    run: () =>
      play({}, (scene) => outage(scene, () => scene.runtime.down(), () => scene.runtime.up())),
  },
  {
    name: "socket replaced by a plain file",
    run: replaced((path) => Deno.writeTextFileSync(path, "no socket")),
  },
  { name: "socket replaced by a folder", run: replaced((path) => Deno.mkdirSync(path)) },
  {
    name: "socket replaced by a loop of links",
    run: replaced((path) => Deno.symlinkSync(path, path)),
  },
  { name: "another daemon behind the same path", run: otherDaemon },
  { name: "permission taken away and given back", run: noPermission },
  { name: "runtime's disk is full for a while", run: diskFull },
  { name: "runtime upgraded to one without v1alpha2", run: upgrade },
  { name: "GOAWAY after garbage collection", run: goaways },
  {
    name: "connections cut, 20 a second",
    run: () =>
      behindProxy(async (scene, proxy) => {
        const timer = setInterval(() => proxy.cut(), 50);
        await outage(scene, () => {}, () => clearInterval(timer));
      }),
  },
  {
    name: "slow-loris: one byte every 2 ms",
    run: () =>
      behindProxy((scene, proxy) =>
        outage(scene, () => void (proxy.passing = "drip"), () => void (proxy.passing = "pass"))
      ),
  },
  {
    name: "slow-loris: nothing at all for 4 s",
    run: () =>
      behindProxy((scene, proxy) =>
        outage(
          scene,
          () => void (proxy.passing = "stall"),
          () => void (proxy.passing = "pass"),
          4000,
        ), { holdLimit: "2s" }),
  },
];

import assert from "assert";
import { randomId, TestCgroup } from "#tests/host/cgroup.ts";
import type { MethodScript } from "#tests/fakes/cri_script.ts";
import { sleep } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { type Arrival, Critter } from "./critter.ts";
import {
  assertLabelled,
  assertWorkload,
  linesOf,
  shorthand,
  threeCommands,
  workloadLines,
} from "./expect.ts";
import { ScriptedPod } from "./scripted_pod.ts";
import { ScriptedRuntime } from "./scripted_runtime.ts";

const ignore = noKernel !== undefined;
const LATE_MS = 500;
const HOLD_LIMIT_MS = 1500;
/** Containers that nobody knows: they are asked for again and again, and must not crowd out others. */
const STRANGERS = 60;
/** Far below every delay in these tests, far above what a busy machine needs. */
const UNDELAYED_MS = 450;

interface Stage extends AsyncDisposable {
  readonly slow: ScriptedRuntime;
  readonly other: ScriptedRuntime;
  readonly known: ScriptedPod;
  readonly critter: Critter;
  /** The recording that critter makes meanwhile. */
  readonly recording: string;
}

/** Every question about containers; Version still answers, or nobody would ask this runtime. */
function misbehave(script: MethodScript): Record<string, MethodScript> {
  const names = [
    "ListContainers",
    "ListPodSandbox",
    "ContainerStatus",
    "PodSandboxStatus",
    "ImageStatus",
    "Status",
  ];
  return Object.fromEntries(names.map((name) => [name, script]));
}

/** Two runtimes, of which one will misbehave; a container of it that is labelled already. */
async function stage(): Promise<Stage> {
  const dir = makePlace("scripted");
  const stack = new AsyncDisposableStack();
  stack.defer(() => removePlace(dir));
  const slow = stack.use(await ScriptedRuntime.start({ socket: `${dir}/slow.sock` }));
  const other = stack.use(await ScriptedRuntime.start({ socket: `${dir}/other.sock` }));
  const known = stack.use(await ScriptedPod.create(slow, "known"));
  const critter = stack.use(
    await Critter.watch([
      ...["--runtime-endpoint", `${dir}/slow.sock`, "--runtime-endpoint", `${dir}/other.sock`],
      ...["--hold-limit", `${HOLD_LIMIT_MS}ms`, "--record", `${dir}/now.critter`],
    ]),
  );
  await known.run("/bin/true known");
  await critter.waitFor(
    "the first event of the known container",
    (lines) => linesOf(lines, known.labels.id).length > 0,
  );
  const recording = `${dir}/now.critter`;
  return {
    slow,
    other,
    known,
    critter,
    recording,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Ends critter; a replay must hold and let go exactly as the live run did. */
async function stopAndReplay({ critter, recording }: Stage): Promise<void> {
  const { code, stderr } = await critter.stop();
  assert.strictEqual(code, 0, stderr);
  await using replay = new Critter(["replay", recording, "-o", "json"]);
  assert.strictEqual((await replay.end()).code, 0, replay.stderr);
  assert.strictEqual(replay.text, critter.text);
}

/** Milliseconds from each event to its line. */
function lags(arrivals: Arrival[], containerId: string): number[] {
  return arrivals.filter(({ line }) => linesOf([line], containerId).length > 0)
    .map(({ line, at }) => at - Date.parse(line.time));
}

function finished(critter: Critter, pod: ScriptedPod): Promise<void> {
  return critter.waitFor(
    `the last exit of ${pod.labels.pod}`,
    (lines) => linesOf(lines, pod.labels.id).some((line) => shorthand(line) === "exit 7"),
  );
}

async function runFor(pod: ScriptedPod, ms: number): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) {
    await pod.run("/bin/true again");
  }
}

Deno.test({
  name: "critter watch holds and labels the events of a runtime that answers 500 ms late",
  ignore,
  async fn() {
    await using s = await stage();
    await s.slow.update({ methods: misbehave({ delayMs: LATE_MS }) });
    using late = await ScriptedPod.create(s.slow, "late");
    using prompt = await ScriptedPod.create(s.other, "prompt");
    await Promise.all([
      late.run(threeCommands("late").args[2] ?? "").catch(() => {}),
      prompt.run(threeCommands("prompt").args[2] ?? "").catch(() => {}),
      runFor(s.known, 2 * LATE_MS),
    ]);
    await finished(s.critter, late);
    await finished(s.critter, prompt);
    await stopAndReplay(s);

    assertWorkload(s.critter.lines, late.labels, threeCommands("late").events);
    assertWorkload(s.critter.lines, prompt.labels, threeCommands("prompt").events);
    assertLabelled(linesOf(s.critter.lines, s.known.labels.id), s.known.labels);
    const held = lags(s.critter.arrivals, late.labels.id);
    assert.ok(Math.max(...held) >= LATE_MS / 2, `held for ${Math.max(...held)} ms`);
    assert.ok(Math.max(...held) < HOLD_LIMIT_MS + UNDELAYED_MS, `held for ${Math.max(...held)} ms`);
    for (const pod of [prompt, s.known]) {
      const lag = Math.max(...lags(s.critter.arrivals, pod.labels.id));
      assert.ok(lag < UNDELAYED_MS, `${pod.labels.pod} was delayed for ${lag} ms`);
    }
  },
});

Deno.test({
  name: "critter watch lets events go as unresolved, with the reason, when a runtime hangs",
  ignore,
  async fn() {
    await using s = await stage();
    using strangers = new DisposableStack();
    for (let i = 0; i < STRANGERS; i++) {
      strangers.use(TestCgroup.ofPod(crypto.randomUUID(), randomId()));
    }
    await runFor(s.known, 300);
    await s.slow.update({ methods: misbehave({ hang: true }) });
    using hung = await ScriptedPod.create(s.slow, "hung");
    using prompt = await ScriptedPod.create(s.other, "prompt");
    await Promise.all([
      hung.run(threeCommands("hung").args[2] ?? "").catch(() => {}),
      prompt.run(threeCommands("prompt").args[2] ?? "").catch(() => {}),
      runFor(s.known, HOLD_LIMIT_MS),
    ]);
    await finished(s.critter, prompt);
    await finished(s.critter, hung);

    const own = linesOf(s.critter.lines, hung.labels.id);
    assert.deepEqual(workloadLines(own).map(shorthand), threeCommands("hung").events);
    for (const line of own) {
      assert.strictEqual(line.label_state, "unresolved");
      assert.match(line.label_reason ?? "", /\S/);
      assert.strictEqual(line.container?.id, hung.labels.id);
      assert.strictEqual(line.k8s?.pod?.uid, hung.labels.uid);
    }
    const held = lags(s.critter.arrivals, hung.labels.id);
    assert.ok(Math.max(...held) < HOLD_LIMIT_MS + UNDELAYED_MS, `held for ${Math.max(...held)} ms`);
    assertWorkload(s.critter.lines, prompt.labels, threeCommands("prompt").events);
    assertLabelled(linesOf(s.critter.lines, s.known.labels.id), s.known.labels);
    for (const pod of [prompt, s.known]) {
      const lag = Math.max(...lags(s.critter.arrivals, pod.labels.id));
      assert.ok(lag < HOLD_LIMIT_MS / 2, `${pod.labels.pod} was delayed for ${lag} ms`);
    }

    // a runtime that comes to itself is believed again
    await s.slow.update({ methods: {} });
    await runFor(hung, 4000);
    const last = linesOf(s.critter.lines, hung.labels.id).at(-1);
    assert.strictEqual(last?.label_state, "resolved", JSON.stringify(last));
    await stopAndReplay(s);
  },
});

// Garbage collection is forced by a flag of the engine, which a packed program does not take.
const goawayTest: Deno.TestDefinition = {
  name: "critter watch survives GOAWAY after garbage collection, 20 times of 20",
  ignore,
  async fn() {
    const dir = makePlace("goaway");
    try {
      await using runtime = await ScriptedRuntime.start({ socket: `${dir}/cri.sock` });
      await using critter = await Critter.watch(["--runtime-endpoint", `${dir}/cri.sock`], {
        collectGarbage: true,
      });
      for (let round = 0; round < 20; round++) {
        using pod = await ScriptedPod.create(runtime, `round-${round}`);
        await pod.run(threeCommands(`r${round}`).args[2] ?? "").catch(() => {});
        await finished(critter, pod);
        // long enough for garbage to be collected while a channel would be idle
        await sleep(100);
        await runtime.goaway();
        await sleep(20);
        assert.strictEqual(critter.ended, false, critter.stderr);
        assertWorkload(critter.lines, pod.labels, threeCommands(`r${round}`).events);
      }
      const { code, stderr } = await critter.stop();
      assert.strictEqual(code, 0, stderr);
    } finally {
      await removePlace(dir);
    }
  },
};
if (Deno.env.get("CRITTER") === undefined) Deno.test(goawayTest);

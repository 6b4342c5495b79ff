/** Runtimes whose answers are spoilt, or meant to do harm. */
import { randomId, TestCgroup } from "#tests/host/cgroup.ts";
import type { Damage } from "#tests/fakes/damage.ts";
import { sleep, until } from "#tests/host/exec.ts";
import { WORKLOAD_IMAGE } from "#tests/host/image.ts";
import { ScriptedPod } from "#tests/e2e/scripted_pod.ts";
import { ScriptedRuntime } from "#tests/e2e/scripted_runtime.ts";
import type { Fault, Outcome } from "./fault.ts";
import { play, type Scene, settle } from "./scene.ts";

const MARKS = 10;
const AGAIN_MS = 20_000;
const DAMAGES: readonly Damage[] = ["truncate", "flip", "random", "oversize", "nest"];
/** Answers spoilt so may still be well formed, and say something else of a pod: who is asked is believed. */
const MAY_LIE: ReadonlySet<Damage> = new Set(["truncate", "flip"]);
const DEEP = 100_000;
/** JSON that a runtime may say of a container; all of it must be survived. */
const HOSTILE: Readonly<Record<string, string>> = {
  "a prototype": '{"__proto__":{"pid":1,"runtimeSpec":{}},"constructor":{"prototype":{"pid":1}}}',
  "no object": "[1,2,3]",
  "null": '{"pid":null,"runtimeSpec":null}',
  "wrong types": '{"pid":"x","runtimeSpec":{"linux":{"cgroupsPath":{"a":1}}}}',
  "a path to the root": '{"pid":1,"runtimeSpec":{"linux":{"cgroupsPath":"/"}}}',
  "a path upwards": '{"runtimeSpec":{"linux":{"cgroupsPath":"/../../../etc"}}}',
  "a path with NUL": '{"runtimeSpec":{"linux":{"cgroupsPath":"/a\\u0000b"}}}',
  "a huge pid": '{"pid":1e308,"runtimeSpec":{"linux":{}}}',
  "a negative pid": '{"pid":-1}',
  "lone surrogates": '{"runtimeSpec":{"linux":{"cgroupsPath":"/\\ud800"}},"\\udfff":1}',
  "depth": `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`,
  "depth without end": "[".repeat(DEEP),
  "10 MB": `{"pid":2147483647,"x":"${"y".repeat(10_000_000)}"}`,
  duplicates:
    '{"pid":1,"pid":-1,"runtimeSpec":{"linux":{"cgroupsPath":"/a"}},"runtimeSpec":[],"pid":"x"}',
  "a key 100,000 times": `{${Array.from({ length: DEEP }, () => '"pid":1').join(",")}}`,
  "many keys": `{${Array.from({ length: 200_000 }, (_, i) => `"k${i}":0`).join(",")}}`,
};
const OVERLONG = 300_000;

/** One runtime's answers are spoilt; another's pods are not touched by that, nor is what is known unless it lies. */
function spoilt(damage: Damage): () => Promise<Outcome> {
  return () =>
    play({ args: (dir) => ["--runtime-endpoint", `${dir}/healthy.sock`] }, async (scene) => {
      await using healthy = await ScriptedRuntime.start({ socket: `${scene.dir}/healthy.sock` });
      const known = await scene.pod("known");
      await scene.work(known, MARKS);
      await sleep(1000);
      await scene.runtime.update({ damage });
      const excuse = MAY_LIE.has(damage) ? "lied" : undefined;
      for (let i = 0; i < 4; i++) {
        await scene.work(await scene.pod(`young-${i}`), MARKS, "lied");
        using other = await ScriptedPod.create(healthy, `healthy-${i}`);
        await scene.work(other, MARKS);
        await scene.work(known, MARKS, excuse);
      }
      await sleep(1000);
      await scene.runtime.update({ damage: "none" });
      await sleep(2000);
      await scene.work(await scene.pod("late"), MARKS);
    });
}

/** Every hostile `info`, asked for by containers whose path says nothing; the others go on. */
function hostileInfo(): Promise<Outcome> {
  const texts = Object.values(HOSTILE);
  return play({ tried: texts.length }, async (scene) => {
    const known = await scene.pod("known");
    await scene.work(known, MARKS);
    for (const infoText of texts) {
      await scene.runtime.update({ infoText });
      using unnamed = new TestCgroup(`/critter-fault/${randomId().slice(0, 12)}`);
      await unnamed.run("/bin/true");
      await scene.work(await scene.pod("young"), MARKS);
      await scene.work(known, MARKS);
    }
    await scene.runtime.update({ infoText: "" });
    // Answers of 10 MB for every pod take their time, on a busy machine a lot of it.
    await until("a container to be found by its info again", AGAIN_MS, async () => {
      const word = await claimed(scene);
      await settle(scene.critter, scene.marks);
      const line = scene.critter.lines.find(({ process }) => process?.command_args?.[1] === word);
      return line?.label_state === "resolved" && line.container?.name === "claimed" || undefined;
    });
  });
}

/** A word in a container that only its `info` leads to. */
async function claimed(scene: Scene): Promise<string> {
  const path = `/critter-fault/${randomId().slice(0, 12)}`;
  const pod = await scene.pod("claimed");
  const id = randomId();
  const { labels } = pod;
  await scene.runtime.add([], [{
    id,
    sandboxId: "",
    name: "claimed",
    image: WORKLOAD_IMAGE,
    cgroupsPath: path,
    labels: {
      "io.kubernetes.container.name": "claimed",
      "io.kubernetes.pod.name": labels.pod,
      "io.kubernetes.pod.namespace": labels.namespace,
      "io.kubernetes.pod.uid": labels.uid,
    },
  }]);
  using cgroup = new TestCgroup(path);
  const word = scene.marks.add({ ...labels, id, name: "claimed", labels: {} }, "lied");
  await cgroup.run(`/bin/true ${word}`);
  return word;
}

/** Labels that are no names, too long, or full of controls: lines stay lines, and other pods' labels their own. */
function hostileLabels(): Promise<Outcome> {
  const labels: Record<string, string> = JSON.parse(
    '{"__proto__":"p","constructor":"c","toString":"t","":"empty","hasOwnProperty":"h"}',
  );
  labels["line\nbreak"] = '\u001b[31m"}\n{"event":"forged"}';
  labels["bidi"] = "\u202egnp.exe\u2066";
  return play({ tried: 2 }, async (scene) => {
    const known = await scene.pod("known");
    await scene.work(known, MARKS);
    for (const extra of [{}, { long: "x".repeat(OVERLONG) }]) {
      const id = randomId();
      const uid = crypto.randomUUID();
      const sandboxId = randomId();
      const all = { ...labels, ...extra };
      await scene.runtime.add([{
        id: sandboxId,
        name: "h",
        namespace: "default",
        uid,
        labels: all,
      }], [
        { id, sandboxId, name: "main", image: WORKLOAD_IMAGE, labels: all },
      ]);
      using cgroup = TestCgroup.ofPod(uid, id);
      const word = scene.marks.add({ ...known.labels, id }, "lied");
      await cgroup.run(`/bin/true ${word}`);
      await scene.work(await scene.pod("young"), MARKS);
      await settle(scene.critter, scene.marks);
      const line = scene.critter.arrivals.find(({ line }) =>
        line.process?.command_args?.[1] === word
      );
      if (line === undefined) {
        throw new Error("Cannot find the line of the pod with hostile labels");
      }
      if (/\p{Cc}/u.test(line.raw)) throw new Error("a control is verbatim");
      if (line.line.label_state !== "resolved" || line.line.k8s?.pod?.uid !== uid) {
        throw new Error(`Cannot accept that labels hide the pod: ${line.line.label_reason}`);
      }
      const keys = Object.keys(line.line.k8s?.pod?.label ?? {});
      scene.notes.push(
        `${line.line.label_state}, ${keys.length} of ${Object.keys(all).length} labels, ` +
          `${line.raw.length} characters, ${line.line.label_reason ?? ""}`,
      );
    }
  });
}

/** The faults of this file. */
export const ANSWERS: readonly Fault[] = [
  ...DAMAGES.map((damage) => ({ name: `answers spoilt: ${damage}`, run: spoilt(damage) })),
  { name: "hostile info JSON", run: hostileInfo },
  { name: "hostile labels", run: hostileLabels },
];

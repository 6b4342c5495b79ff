/** Runtimes that cannot be had here, as scripted servers; their pods' processes are real, in the cgroups they would use. */
import assert from "assert";
import {
  criDockerd,
  crio128,
  crio131,
  crio136,
  type Shape,
  type ShapedPod,
} from "#tests/fakes/cri_shapes.ts";
import type { CriScript } from "#tests/fakes/cri_script.ts";
import { randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { Critter } from "./critter.ts";
import { linesOf, shorthand, threeCommands, workloadLines } from "./expect.ts";
import { ScriptedRuntime } from "./scripted_runtime.ts";

function podNamed(name: string): ShapedPod {
  return {
    id: randomId(),
    sandboxId: randomId(),
    name,
    namespace: "shop",
    uid: crypto.randomUUID(),
    labels: { app: name },
    image: `registry.example:5000/${name}:1`,
  };
}

const HEALTHY: readonly (readonly [name: string, shapeOf: (pod: ShapedPod) => Shape])[] = [
  ["crio-128", crio128],
  ["crio-131", crio131],
  ["crio-136", crio136],
  ["dockerd", criDockerd],
  ["alpha", (pod) => {
    const shape = crio128(pod);
    return { ...shape, script: { ...shape.script, packages: ["runtime.v1alpha2"] } };
  }],
];

/** Whom nobody can ask; and what is said on stderr of each. */
const SICK: Readonly<Record<string, readonly [Omit<CriScript, "socket">, RegExp]>> = {
  none: [{ packages: [] }, /it serves no CRI, v1 or v1alpha2; enable its CRI plugin/],
  mute: [{ behaviour: "hang" }, /no answer in 1 s/],
  garbage: [{ behaviour: "garbage" }, /./],
  halved: [{ behaviour: "half-close" }, /./],
};

Deno.test({
  name:
    "critter watch names the pods of CRI-O 1.28, 1.31 and 1.36, of cri-dockerd and of a v1alpha2 runtime beside sick ones",
  ignore: noKernel !== undefined,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const dir = makePlace("shapes");
    stack.defer(() => removePlace(dir));
    const shapes = HEALTHY.map(([name, shapeOf]) => {
      const pod = podNamed(name);
      return [pod, shapeOf(pod)] as const;
    });
    const scripts = new Map<string, Omit<CriScript, "socket">>([
      ...shapes.map(([pod, { script }]) => [pod.name, script] as const),
      ...Object.entries(SICK).map(([name, [script]]) => [name, script] as const),
    ]);
    const socket = (name: string): string => `${dir}/${name}.sock`;
    await Promise.all([...scripts].map(async ([name, script]) => {
      stack.use(await ScriptedRuntime.start({ socket: socket(name), ...script }));
    }));
    const named = [...scripts.keys(), "absent"].flatMap((name) => ["-r", socket(name)]);
    const critter = stack.use(await Critter.watch(named));

    for (const [pod, { cgroup }] of shapes) {
      using place = new TestCgroup(cgroup);
      await place.run(threeCommands(pod.name).args[2] ?? "").catch(() => {});
    }
    await critter.waitFor(
      "the last exit of every pod",
      (lines) =>
        shapes.every(([pod]) =>
          linesOf(lines, pod.id).some((line) => shorthand(line) === "exit 7")
        ),
    );
    await critter.waitFor(
      "every refusal",
      () => [...Object.keys(SICK), "absent"].every((name) => critter.stderr.includes(socket(name))),
    );
    assert.equal((await critter.stop()).code, 0);

    for (const [pod, { runtime, cgroup, title }] of shapes) {
      const own = linesOf(critter.lines, pod.id);
      assert.deepEqual(workloadLines(own).map(shorthand), threeCommands(pod.name).events, title);
      for (const line of own) {
        assert.deepEqual(
          [line.label_state, line.label_missing, line.container, line.k8s, line.cgroup?.path],
          [
            "resolved",
            undefined,
            {
              id: pod.id,
              name: "main",
              image: line.container?.image,
              runtime: { name: runtime.name },
            },
            {
              namespace: { name: pod.namespace },
              pod: { name: pod.name, uid: pod.uid, label: pod.labels },
              container: { name: "main" },
            },
            cgroup,
          ],
          title,
        );
        assert.equal(line.container?.image?.reference, pod.image, title);
      }
    }
    const said = critter.stderr.split("\n");
    for (const [name, [, words]] of Object.entries(SICK)) {
      const line = said.find((line) => line.includes(`the container runtime at ${socket(name)}: `));
      assert.match(line ?? "", words, name);
    }
    assert.match(critter.stderr, new RegExp(`at ${socket("absent")}: no such file`));
  },
});

/** Hosts with cgroup version 1 alone, and hosts on which nothing is mounted yet. */
import assert from "assert";
import { CONTROLLERS } from "#kernel/cgroup/hierarchy.ts";
import { cgroupMount } from "#tests/host/cgroup.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { LEGACY, LegacyMount, noLegacy } from "#tests/host/legacy.ts";
import { until } from "#tests/host/exec.ts";
import { MountNamespace } from "#tests/host/mount_namespace.ts";
import type { Pod } from "#tests/host/pod.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { unmet } from "#tests/host/requirements.ts";
import { Critter, type Line } from "./critter.ts";
import {
  assertSandbox,
  assertWorkload,
  labelsOf,
  linesOf,
  shorthand,
  threeCommands,
} from "./expect.ts";
import { ScriptedPod } from "./scripted_pod.ts";
import { ScriptedRuntime } from "./scripted_runtime.ts";

const ignore = noKernel !== undefined;
/** runc wants all that a host with version 1 has. */
const ignoreReal = ignore || unmet("containerd", "ctr", "runc", "busybox") !== undefined ||
  CONTROLLERS.some((controller) => noLegacy(controller) !== undefined);
const EVENTS = ["-e", "process.*,cgroup.*"];

async function stopCleanly(critter: Critter): Promise<void> {
  const { code, stderr } = await critter.stop();
  assert.strictEqual(code, 0, stderr);
  assert.match(stderr, /, none lost$/m);
}

function changes(lines: Line[], id: string): string[] {
  return lines.filter(({ event, cgroup }) =>
    event.startsWith("cgroup.") && cgroup?.path?.endsWith(`/${id}`)
  ).map(({ event }) => event);
}

Deno.test({
  name: "critter watch names every event on a host that mounts cgroup version 1 alone",
  ignore: ignoreReal,
  async fn() {
    await using legacy = await MountNamespace.without((hierarchy) => hierarchy === "default");
    // As Cilium does: it is no place for containers.
    await legacy.run("mount", "-t", "cgroup2", "cgroup", "/mnt");
    await using host = await Containerd.start({ wrapper: legacy.enter });
    const early = await host.runPod({ name: "early", containers: [{ name: "main" }] });
    await using critter = await Critter.watch(
      [...EVENTS, "--runtime-endpoint", host.socket],
      { wrapper: [...legacy.enter] },
    );
    const pods: Pod[] = [];
    for (let i = 0; i < 5; i++) {
      const { args } = threeCommands(`v1-${i}`);
      const labels = { app: `app-${i}` };
      pods.push(
        await host.runPod({ name: `v1-${i}`, labels, containers: [{ name: "main", args }] }),
      );
    }
    await early.exec("main", ...threeCommands("early").args);
    const all = [...pods.map((pod) => labelsOf(pod, "main")), labelsOf(early, "main")];
    await critter.waitFor(
      "the last exit of every pod",
      (lines) =>
        all.every(({ id }) => linesOf(lines, id).some((line) => shorthand(line) === "exit 7")),
    );
    const id = early.containers["main"] ?? "?";
    const mount = cgroupMount("pids");
    const inode = Deno.statSync(`${mount}${early.cgroup}/${id}`).ino;
    // As it would be on such a host: runc has made nothing in version 2.
    assert.throws(() => Deno.statSync(`${cgroupMount("default")}${early.cgroup}/${id}`));
    const explain = new Critter(
      ["explain", id, "--runtime-endpoint", host.socket],
      { wrapper: [...legacy.enter] },
    );
    assert.equal((await explain.end()).code, 0, explain.text);
    assert.ok(
      explain.text.includes(`cgroup ${early.cgroup}/${id} has the id ${inode}`),
      explain.text,
    );
    for (const pod of pods) assertSandbox(critter.lines, pod);
    for (const pod of pods) await pod.remove();
    await critter.waitFor(
      "the removal of every pod's cgroup",
      (lines) => pods.every((pod) => changes(lines, pod.containers["main"] ?? "?").length === 2),
    );
    await stopCleanly(critter);
    for (const [i, pod] of pods.entries()) {
      assertWorkload(critter.lines, labelsOf(pod, "main"), threeCommands(`v1-${i}`).events);
      assert.deepEqual(changes(critter.lines, pod.containers["main"] ?? "?"), [
        "cgroup.mkdir",
        "cgroup.rmdir",
      ]);
    }
    assertWorkload(critter.lines, labelsOf(early, "main"), threeCommands("early").events);
    for (const line of linesOf(critter.lines, id)) assert.equal(line.cgroup?.id, `${inode}`);
  },
});

Deno.test({
  name: "critter watch and doctor use a version 1 hierarchy where there is nothing else",
  ignore,
  async fn() {
    const dir = makePlace("legacy");
    await using stack = new AsyncDisposableStack();
    stack.defer(() => removePlace(dir));
    stack.use(new LegacyMount(LEGACY));
    const wrapper = [
      ...stack.use(await MountNamespace.without((hierarchy) => hierarchy !== LEGACY)).enter,
    ];
    const runtime = stack.use(await ScriptedRuntime.start({ socket: `${dir}/cri.sock` }));
    const endpoint = ["--runtime-endpoint", `${dir}/cri.sock`];
    const critter = stack.use(await Critter.watch([...EVENTS, ...endpoint], { wrapper }));
    const pod = stack.use(await ScriptedPod.create(runtime, "web", LEGACY));
    await assertNamed(critter, pod, "by-hand");
    await stopCleanly(critter);

    const doctor = stack.use(new Critter(["doctor", ...endpoint], { wrapper }));
    assert.equal((await doctor.end()).code, 0, doctor.text);
    assert.match(doctor.text, /G001 {2}Cgroups: legacy, version 1, devices at /);
  },
});

for (const hierarchy of ["default", LEGACY] as const) {
  const version = hierarchy === "default" ? "version 2" : "one of version 1";
  Deno.test({
    name:
      `critter watch, started before any cgroup hierarchy is mounted, is whole once ${version} is`,
    ignore,
    async fn() {
      const dir = makePlace("late");
      await using stack = new AsyncDisposableStack();
      stack.defer(() => removePlace(dir));
      stack.use(new LegacyMount(LEGACY));
      const bare = stack.use(await MountNamespace.without(() => true));
      const runtime = stack.use(await ScriptedRuntime.start({ socket: `${dir}/cri.sock` }));
      const critter = stack.use(
        await Critter.watch(
          [...EVENTS, "--runtime-endpoint", `${dir}/cri.sock`],
          { wrapper: [...bare.enterUnaware] },
        ),
      );
      await said(critter, "critter: no cgroup hierarchy is mounted: ");
      const early = stack.use(await ScriptedPod.create(runtime, "early", hierarchy));
      await early.run("/bin/true too-early");
      await critter.waitFor("the early exec", (lines) => lines.some(isTooEarly));
      for (const line of critter.lines) {
        assert.equal(line.cgroup?.id, "0", JSON.stringify(line));
        assert.equal(line.label_state, "unresolved");
        assert.equal(line.label_reason, "no cgroup hierarchy was mounted yet");
      }

      Deno.mkdirSync(`${dir}/cgroup`);
      const type = hierarchy === "default" ? ["cgroup2"] : ["cgroup", "-o", LEGACY];
      await bare.run("mount", "-t", ...type, "cgroup", `${dir}/cgroup`);
      await said(critter, `critter: the cgroup hierarchy is mounted now, at ${dir}/cgroup`);
      await assertNamed(critter, early, "early");
      const late = stack.use(await ScriptedPod.create(runtime, "late", hierarchy));
      await assertNamed(critter, late, "late");
      assert.deepEqual(changes(critter.lines, late.labels.id), ["cgroup.mkdir"]);
      await stopCleanly(critter);
    },
  });
}

async function said(critter: Critter, text: string): Promise<void> {
  await until(`"${text}"`, 10_000, () => critter.stderr.includes(text) || undefined);
}

Deno.test({
  name: "critter watch names new containers where it sees no cgroup mount, and all once it does",
  ignore,
  async fn() {
    const dir = makePlace("late");
    await using stack = new AsyncDisposableStack();
    stack.defer(() => removePlace(dir));
    const bare = stack.use(await MountNamespace.without(() => true));
    const runtime = stack.use(await ScriptedRuntime.start({ socket: `${dir}/cri.sock` }));
    const early = stack.use(await ScriptedPod.create(runtime, "early"));
    const critter = stack.use(
      await Critter.watch(["--runtime-endpoint", `${dir}/cri.sock`], { wrapper: [...bare.enter] }),
    );
    await early.run("/bin/true too-early");
    await critter.waitFor("the early exec", (lines) => lines.some(isTooEarly));
    assert.equal(
      critter.lines.find(isTooEarly)?.label_reason,
      "the cgroup hierarchy is not mounted where critter runs",
    );
    const web = stack.use(await ScriptedPod.create(runtime, "web"));
    await assertNamed(critter, web, "web");

    Deno.mkdirSync(`${dir}/cgroup`);
    await bare.run("mount", "-t", "cgroup2", "cgroup", `${dir}/cgroup`);
    await said(critter, `critter: the cgroup hierarchy is mounted now, at ${dir}/cgroup`);
    await assertNamed(critter, early, "early");
    await stopCleanly(critter);
  },
});

function isTooEarly(line: Line): boolean {
  return line.process?.command_args?.at(-1)?.endsWith("too-early") === true;
}

/** Runs the workload in the pod; every event of it must be there and labelled, the first one too. */
async function assertNamed(critter: Critter, pod: ScriptedPod, mark: string): Promise<void> {
  const { args, events } = threeCommands(mark);
  await pod.run(args[2] ?? "").catch(() => {});
  await critter.waitFor(
    "the last exit",
    (lines) => linesOf(lines, pod.labels.id).some((line) => shorthand(line) === "exit 7"),
  );
  assertWorkload(critter.lines, pod.labels, events);
}

import assert from "assert";
import type { CriScript } from "#tests/fakes/cri_script.ts";
import { cgroup2Mount, randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { until } from "#tests/host/exec.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { unmet } from "#tests/host/requirements.ts";
import { Critter, type Line } from "./critter.ts";
import { assertWorkload, labelsOf, threeCommands } from "./expect.ts";

const SERVER = new URL("../fakes/cri_server.ts", import.meta.url).pathname;
const ignore = noKernel !== undefined ||
  unmet("containerd", "ctr", "runc", "busybox") !== undefined;

function byMark(lines: readonly Line[], mark: string): Line | undefined {
  return lines.find(({ process }) => process?.command_args?.at(-1) === mark);
}

/** A scripted runtime in a container of its own: cgroup, file systems and process numbers. */
async function startContained(
  stack: AsyncDisposableStack,
  cgroup: string,
  script: Omit<CriScript, "socket">,
): Promise<void> {
  const folder = makePlace("contained");
  stack.defer(() => removePlace(folder));
  // The kernel takes a process's name from the file that it runs.
  await Deno.symlink(Deno.execPath(), `${folder}/containerd`);
  await Deno.mkdir(`${folder}/run`);
  const inside = 'mount -t tmpfs none "$1/run" && exec "$1/containerd" run -A -q "$2" "$3"';
  const enter = 'echo $$ > "$1/cgroup.procs" && shift && exec "$@"';
  const child = new Deno.Command("/bin/sh", {
    args: [
      ...["-c", enter, "sh", cgroup2Mount() + cgroup],
      ...["unshare", "--mount", "--pid", "--fork", "/bin/sh", "-c", inside, "sh", folder, SERVER],
      JSON.stringify({ socket: `${folder}/run/inner.sock`, ...script }),
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  stack.defer(async () => {
    await child.stdin.close();
    await reader.cancel();
    await child.status;
  });
  const { value } = await reader.read();
  assert.match(new TextDecoder().decode(value), /^ready/);
}

Deno.test({
  name: "critter watch finds a containerd by itself, also one that comes later",
  ignore,
  async fn() {
    await using first = await Containerd.start();
    await using critter = await Critter.watch([]);
    await using second = await Containerd.start();
    for (const [name, host] of Object.entries({ first, second })) {
      const { args, events } = threeCommands(name);
      const pod = await host.runPod({ name, containers: [{ name: "main", args }] });
      await critter.waitFor(
        `the last exit of ${name}`,
        (lines) =>
          lines.some((line) => line.k8s?.pod?.uid === pod.uid && line.process?.exit?.code === 7),
      );
      assertWorkload(critter.lines, labelsOf(pod, "main"), events);
    }
    assert.equal((await critter.stop()).code, 0);
  },
});

Deno.test({
  name: "critter watch believes a container's runtime in what runs within that container alone",
  ignore,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const host = stack.use(await Containerd.start());
    const pod = await host.runPod({ name: "victim", containers: [{ name: "main" }] });
    const victim = pod.containers["main"] ?? "?";
    const outerId = randomId();
    const outer = `/docker/${outerId}`;
    const innerId = randomId();
    const inner = stack.use(new TestCgroup(`${outer}/kubepods/podx/${innerId}`));
    const forged = stack.use(new TestCgroup(`${outer}/kubepods/podx/${victim}`));
    const critter = stack.use(await Critter.watch([]));
    await startContained(stack, outer, {
      containers: [
        { id: innerId, sandboxId: "s", name: "inner" },
        { id: victim, sandboxId: "s", name: "impostor" },
      ],
    });
    await until("the inner container's name", 10_000, async () => {
      await inner.run("/bin/true");
      return critter.lines.some(({ container }) => container?.name === "inner") || undefined;
    });
    await inner.run("/bin/true mark-inner");
    await forged.run("/bin/true mark-forged");
    await pod.exec("main", "/bin/true", "mark-victim");
    await critter.waitFor(
      "all marks",
      (lines) => ["inner", "forged", "victim"].every((name) => byMark(lines, `mark-${name}`)),
    );
    const line = (name: string) => byMark(critter.lines, `mark-${name}`);
    assert.deepEqual(line("inner")?.container?.ancestors, [outerId]);
    assert.equal(line("inner")?.container?.name, "inner");
    assert.equal(line("victim")?.k8s?.pod?.name, "victim");
    assert.equal(line("victim")?.container?.name, "main");
    // What the container says of a cgroup that it made itself is its own affair: it is marked as within it.
    assert.deepEqual(line("forged")?.container?.ancestors, [outerId]);
    assert.notEqual(line("forged")?.k8s?.pod?.name, "victim");
    assert.equal((await critter.stop()).code, 0);
  },
});

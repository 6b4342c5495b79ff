import assert from "assert";
import type { CriScript } from "#tests/fakes/cri_script.ts";
import { cgroup2Mount, randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { until } from "#tests/host/exec.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { unmet } from "#tests/host/requirements.ts";
import { critter as command, printed } from "./command.ts";
import { Critter, type Line } from "./critter.ts";
import { assertWorkload, labelsOf, threeCommands } from "./expect.ts";

const SERVER = new URL("../fakes/cri_server.ts", import.meta.url).pathname;
const ignore = noKernel !== undefined ||
  unmet("containerd", "ctr", "runc", "busybox") !== undefined;

function byMark(lines: readonly Line[], mark: string): Line | undefined {
  return lines.find(({ process }) => process?.command_args?.at(-1) === mark);
}

/** A scripted runtime in a container of its own: cgroup, file systems and process numbers. Gives its socket's folder. */
async function startContained(
  stack: AsyncDisposableStack,
  cgroup: string,
  script: Omit<CriScript, "socket">,
  before: readonly string[] = [],
): Promise<string> {
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
      ...["unshare", "--mount", "--pid", "--fork", ...before],
      ...["/bin/sh", "-c", inside, "sh", folder, SERVER],
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
  return folder;
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
  name: "critter watch believes a containerd below a service manager with namespaces of its own",
  ignore,
  async fn() {
    const own = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
    await using host = await Containerd.start({ wrapper: own });
    await using critter = await Critter.watch([]);
    const { args, events } = threeCommands("own");
    const pod = await host.runPod({ name: "own", containers: [{ name: "main", args }] });
    await critter.waitFor(
      "the last exit",
      (lines) =>
        lines.some((line) => line.k8s?.pod?.uid === pod.uid && line.process?.exit?.code === 7),
    );
    assertWorkload(critter.lines, labelsOf(pod, "main"), events);
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

Deno.test({
  name: "critter says where people look what it does not believe a runtime about, and the way out",
  ignore,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const id = randomId();
    const cgroup = stack.use(new TestCgroup(`/kubepods/podx/${id}`));
    const nobodys = stack.use(new TestCgroup(`/default/${randomId().slice(0, 8)}`));
    const script = { containers: [{ id, sandboxId: "s", name: "main" }] };
    // Without one of the capabilities that the host's root has.
    const weak = ["setpriv", "--bounding-set", "-sys_rawio"];
    const folder = await startContained(stack, nobodys.path, script, weak);
    const critter = stack.use(await Critter.watch([]));
    await until("a word on stderr", 10_000, () => critter.stderr.includes(folder) || undefined);
    const limit = /believed about nothing, as its process has namespaces of its own/;
    assert.match(critter.stderr, limit);
    await cgroup.run("/bin/true mark-first");
    await critter.waitFor("the mark", (lines) => byMark(lines, "mark-first") !== undefined);
    const line = byMark(critter.lines, "mark-first");
    assert.equal(line?.label_state, "unresolved");
    assert.match(
      line?.label_reason ?? "",
      /inner\.sock is not asked, as .* \(name it with --runtime/,
    );
    assert.equal((await critter.stop()).code, 0);

    const { runtimes } = JSON.parse(await printed("runtimes", "-o", "json"));
    const own = runtimes.find(({ socket }: { socket: string }) => socket.includes(folder));
    assert.equal(own.status, "up");
    assert.match(own.reason, limit);
    assert.match(own.fix, /^name it with --runtime-endpoint if you trust it/);
    const { stdout } = await command("doctor", "-o", "json");
    const check = JSON.parse(stdout).checks.find(({ detail }: { detail: string }) =>
      detail.includes(folder)
    );
    assert.equal(check.status, "warn");
    assert.match(check.detail, limit);
    assert.match(check.remedy, /^Name it with --runtime-endpoint/);
    assert.match((await command("explain", cgroup.path)).stdout, /inner\.sock is not asked/);

    // The way out.
    await using trusting = await Critter.watch(["-r", own.socket]);
    await cgroup.run("/bin/true mark-second");
    await trusting.waitFor(
      "the name",
      (lines) => byMark(lines, "mark-second")?.container?.name === "main",
    );
    assert.equal((await trusting.stop()).code, 0);
  },
});

Deno.test({
  name:
    "critter runtimes and doctor tell a containerd's ttrpc socket from its API, whatever it is called",
  ignore: unmet("containerd", "ctr", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Containerd.start();
    const ttrpc = `${host.dir}/tt.sock`;
    await Deno.rename(`${host.socket}.ttrpc`, ttrpc);
    const { runtimes } = JSON.parse(await printed("runtimes", "-o", "json"));
    const own = runtimes.flatMap((
      { socket, status, reason }: { socket: string; status: string; reason?: string },
    ) => socket.startsWith(host.dir) ? [[socket, status, reason]] : []);
    assert.deepEqual(own, [
      [host.socket, "up", undefined],
      [ttrpc, "down", `it is no runtime's API: its process answers at ${host.socket}`],
    ]);
    const { stdout } = await command("doctor");
    assert.match(stdout, new RegExp(`R001.*${host.socket} `));
    assert.ok(!stdout.includes(ttrpc), stdout);
  },
});

/**
 * The smoke test without a cluster: runs critter in a container of a real containerd with the DaemonSet's own
 * settings, beside pods that the CRI of another one starts, which is killed and started anew between two of them.
 * `scripts/kind-smoke --runtime local` calls it.
 *
 * @module
 */

import assert from "assert";
import type { Probe } from "kubernetes-types/core/v1.d.ts";
import { effectiveCapabilities } from "#kernel/bpf/features.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { run, until } from "#tests/host/exec.ts";
import { emptyCgroup } from "#tests/host/place.ts";
import { expect, linesOf } from "./expect.ts";
import { type Deployed, deployed, smokePod } from "./manifest.ts";

/** What containers get of ctr, and drop: ALL in Kubernetes' words. */
const DEFAULT_CAPABILITIES = (
  "CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL " +
  "AUDIT_WRITE"
).split(" ");

/** The argument of the run within the node. */
const INSIDE = "--inside";
const NAMESPACE = "critter-smoke";
const NODE = "local";
const GONE = /containerd at \/host\/run\/\S+ is gone/;

/** What the manifest takes from the cluster. The container shares the machine's network, as probes come from there. */
const VARIABLES: Readonly<Record<string, string>> = { NODE_NAME: NODE, POD_IP: "127.0.0.1" };

/** The command line of ctr that runs the DaemonSet's container. */
function containerArgs({ pod, container }: Deployed, root: string, runtimePid: number): string[] {
  const { capabilities, readOnlyRootFilesystem } = container.securityContext ?? {};
  const mounts = (container.volumeMounts ?? []).map(({ name, mountPath }) => {
    const host = pod.volumes?.find((volume) => volume.name === name)?.hostPath;
    return host === undefined
      ? `type=tmpfs,src=tmpfs,dst=${mountPath},options=nosuid:nodev:noexec`
      : `type=bind,src=${host.path},dst=${mountPath},options=rbind:ro:rslave`;
  });
  return [
    ...["--namespace", NAMESPACE, "run", "--rm", "--rootfs", "--seccomp"],
    ...(readOnlyRootFilesystem === true ? ["--read-only"] : []),
    ...(pod.hostPID === true ? ["--with-ns", `pid:/proc/${runtimePid}/ns/pid`] : []),
    ...["--with-ns", `network:/proc/${runtimePid}/ns/net`],
    ...mounts.flatMap((mount) => ["--mount", mount]),
    ...DEFAULT_CAPABILITIES.flatMap((name) => ["--cap-drop", `CAP_${name}`]),
    ...(capabilities?.add ?? []).flatMap((name) => ["--cap-add", `CAP_${name}`]),
    ...Object.entries(VARIABLES).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ...[root, "critter", "/critter", ...(container.args ?? []).map(expand)],
  ];
}

/** An argument as the kubelet passes it on. */
function expand(arg: string): string {
  return arg.replace(/\$\((\w+)\)/g, (reference, name) => VARIABLES[name] ?? reference);
}

/** Asks as the kubelet does; throws where a probe fails. */
async function ask(probe: Probe | undefined, { container }: Deployed): Promise<void> {
  const { path, port } = probe?.httpGet ?? {};
  const number = container.ports?.find(({ name }) => name === port)?.containerPort;
  const response = await fetch(`http://${VARIABLES["POD_IP"]}:${number}${path}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot pass ${path} as it says ${response.status}: ${text}`);
}

/** What the container may do, of what the manifest gives: no more and no less. */
async function assertConfined(host: Containerd, { container }: Deployed): Promise<void> {
  const tasks = await host.ctr("--namespace", NAMESPACE, "task", "ls");
  const pid = /^critter\s+(\d+)/m.exec(tasks)?.[1];
  const found = effectiveCapabilities(await Deno.readTextFile(`/proc/${pid}/status`));
  const given = container.securityContext?.capabilities?.add?.map((name) => `CAP_${name}`);
  assert.deepEqual(found.sort(), given?.sort());
  const mounts = await Deno.readTextFile(`/proc/${pid}/mountinfo`);
  const readOnly = (container.volumeMounts ?? []).filter((mount) => mount.readOnly === true);
  for (const path of ["/", ...readOnly.map(({ mountPath }) => mountPath)]) {
    assert.match(mounts, new RegExp(`^\\S+ \\S+ \\S+ \\S+ ${path} ro[ ,]`, "m"), path);
  }
}

/** A node of its own: first process, process ids, mounts, /run. The shell is there to reap what is orphaned. */
async function insideNode(): Promise<number> {
  const inside = 'mount -t tmpfs tmpfs /run && "$0" "$@"; exit $?';
  const { code } = await new Deno.Command("unshare", {
    args: [
      ...["--pid", "--fork", "--kill-child", "--mount-proc", "/bin/bash", "-c", inside],
      ...[Deno.execPath(), "run", "-A", "--no-check", import.meta.filename ?? "", INSIDE],
    ],
    // where runtimes have their sockets on a node, and what the DaemonSet mounts
    env: { TMPDIR: "/run" },
  }).spawn().status;
  return code;
}

async function smoke(): Promise<void> {
  await using stack = new AsyncDisposableStack();
  // ctr makes a cgroup of the namespace's name, and leaves it
  stack.defer(() => emptyCgroup(`/${NAMESPACE}`));
  await using host = await Containerd.start();
  await using node = await Containerd.start();
  const root = `${host.dir}/critter-root`;
  await run("deploy/make-root", ["dist/critter", root]);
  await watch(host, node, containerArgs(deployed(), root, host.pid));
}

/** Runs critter's container and, beside it, the pods whose lines it must write. */
async function watch(host: Containerd, node: Containerd, args: string[]): Promise<void> {
  const critter = new Deno.Command("ctr", {
    args: ["--address", host.socket, ...args, "--duration", "60s"],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let words = "";
  const said = critter.stderr.pipeThrough(new TextDecoderStream()).pipeTo(
    new WritableStream({ write: (chunk) => void (words += chunk) }),
  );
  const settings = deployed();
  const lines = linesOf(critter.stdout);
  await expectPod(node, lines);
  for (const name of ["readinessProbe", "livenessProbe"] as const) {
    await ask(settings.container[name], settings);
  }
  await assertConfined(host, settings);
  // Its socket is another file then; it was reached through the mounted folder.
  await node.halt();
  await until("critter to miss the runtime", 20_000, () => GONE.test(words) || undefined);
  await node.launch();
  await expectPod(node, lines);
  await host.ctr("--namespace", NAMESPACE, "task", "kill", "critter");
  while ((await lines.next()).done !== true);
  const { code } = await critter.status;
  await said;
  await Deno.stderr.write(new TextEncoder().encode(words));
  assert.strictEqual(code, 0);
}

/** Runs pod.yaml's pod and waits for its line. */
async function expectPod(
  node: Containerd,
  lines: AsyncGenerator<string, void, void>,
): Promise<void> {
  const mark = `smoke-${crypto.randomUUID()}`;
  const pod = await node.runPod(smokePod(mark));
  await Deno.stdout.write(new TextEncoder().encode(`${await expect(lines, mark, NODE)}\n`));
  await pod.remove();
}

if (import.meta.main) {
  Deno.chdir(new URL("../..", import.meta.url));
  if (Deno.args[0] === INSIDE) await smoke();
  else Deno.exit(await insideNode());
}

/**
 * The smoke test without a cluster: runs critter in a container of a real containerd with the DaemonSet's own
 * settings, beside a pod that the CRI starts. `scripts/kind-smoke --runtime local` calls it.
 *
 * @module
 */

import { Containerd } from "#tests/host/containerd.ts";
import { run } from "#tests/host/exec.ts";
import { expect } from "./expect.ts";

/** How the kubelet asks. */
interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

/** The parts of the DaemonSet that say how its container runs. */
interface DaemonSet {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly hostPID: boolean;
        readonly containers: readonly [{
          readonly args: readonly string[];
          readonly ports: readonly [{ readonly name: string; readonly containerPort: number }];
          readonly livenessProbe: Probe;
          readonly readinessProbe: Probe;
          readonly securityContext: {
            readonly readOnlyRootFilesystem: boolean;
            readonly capabilities: { readonly add: readonly string[] };
          };
          readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
        }];
        readonly volumes: readonly { readonly name: string; readonly hostPath: { path: string } }[];
      };
    };
  };
}

/** What containers get of ctr, and drop: ALL in Kubernetes' words. */
const DEFAULT_CAPABILITIES = (
  "CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL " +
  "AUDIT_WRITE"
).split(" ");

const NODE = "local";

/** What the manifest takes from the cluster. The container shares the machine's network, as probes come from there. */
const VARIABLES: Readonly<Record<string, string>> = { NODE_NAME: NODE, POD_IP: "127.0.0.1" };

/** The command line of ctr that runs the DaemonSet's container. */
function containerArgs(
  manifest: DaemonSet,
  root: string,
  endpoint: string,
  runtimePid: number,
): string[] {
  const { hostPID, containers: [container], volumes } = manifest.spec.template.spec;
  const { capabilities, readOnlyRootFilesystem } = container.securityContext;
  const mounts = container.volumeMounts.map(({ name, mountPath }) => {
    const source = volumes.find((volume) => volume.name === name)?.hostPath.path ?? "";
    return `type=bind,src=${source},dst=${mountPath},options=rbind:ro:rslave`;
  });
  return [
    ...["--namespace", "critter-smoke", "run", "--rm", "--rootfs", "--seccomp"],
    ...(readOnlyRootFilesystem ? ["--read-only"] : []),
    ...(hostPID ? ["--with-ns", `pid:/proc/${runtimePid}/ns/pid`] : []),
    ...["--with-ns", `network:/proc/${runtimePid}/ns/net`],
    ...mounts.flatMap((mount) => ["--mount", mount]),
    ...DEFAULT_CAPABILITIES.flatMap((name) => ["--cap-drop", `CAP_${name}`]),
    ...capabilities.add.flatMap((name) => ["--cap-add", `CAP_${name}`]),
    ...Object.entries(VARIABLES).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ...[root, "critter", "/critter", ...container.args.map(expand)],
    ...["--runtime-endpoint", endpoint],
  ];
}

/** An argument as the kubelet passes it on. */
function expand(arg: string): string {
  return arg.replace(/\$\((\w+)\)/g, (reference, name) => VARIABLES[name] ?? reference);
}

/** Asks as the kubelet does; throws where a probe fails. */
async function probe(manifest: DaemonSet): Promise<void> {
  const { containers: [{ ports, livenessProbe, readinessProbe }] } = manifest.spec.template.spec;
  for (const { httpGet: { path, port } } of [readinessProbe, livenessProbe]) {
    const number = ports.find(({ name }) => name === port)?.containerPort;
    const response = await fetch(`http://${VARIABLES["POD_IP"]}:${number}${path}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`Cannot pass ${path} as it says ${response.status}: ${text}`);
  }
}

/** The DaemonSet as kubectl reads it, which also checks it. */
async function daemonSet(): Promise<DaemonSet> {
  const pipe =
    "kubectl kustomize deploy/kubernetes | kubectl label --local -f - -o json smoke=test";
  const objects = await run("/bin/sh", ["-c", pipe]);
  const found = objects.split(/\n(?=\{)/).map((text) => JSON.parse(text) as { kind: string })
    .find(({ kind }) => kind === "DaemonSet");
  return found as unknown as DaemonSet;
}

async function main(): Promise<void> {
  const manifest = await daemonSet();
  await using containerd = await Containerd.start();
  const root = `${containerd.dir}/critter-root`;
  await run("deploy/make-root", ["dist/critter", root]);
  // a runtime's folder below /run, as on a node
  const folder = `/run/critter-smoke-${crypto.randomUUID()}`;
  await Deno.mkdir(folder);
  try {
    await run("mount", ["--bind", containerd.dir, folder]);
    try {
      const endpoint = `${folder}/containerd.sock`;
      await watch(containerd, manifest, containerArgs(manifest, root, endpoint, containerd.pid));
    } finally {
      await run("umount", ["--lazy", folder]);
    }
  } finally {
    await Deno.remove(folder);
  }
}

/** Runs critter's container and, beside it, the pod whose lines it must write. */
async function watch(containerd: Containerd, manifest: DaemonSet, args: string[]): Promise<void> {
  const mark = `smoke-${crypto.randomUUID()}`;
  const critter = new Deno.Command("ctr", {
    args: ["--address", containerd.socket, ...args, "--duration", "30s"],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const pod = await containerd.runPod({
    name: "smoke",
    labels: { app: "smoke" },
    containers: [{ name: "main", args: ["/bin/sh", "-c", podScript(mark)] }],
  });
  const line = await expect(critter.stdout, mark, NODE);
  await Deno.stdout.write(new TextEncoder().encode(`${line}\n`));
  await probe(manifest);
  await pod.remove();
  await containerd.ctr("--namespace", "critter-smoke", "task", "kill", "critter");
  await critter.status;
}

/** What pod.yaml's container runs. */
function podScript(mark: string): string {
  const script = /"-c", "(.*)"\]/.exec(Deno.readTextFileSync("scripts/smoke/pod.yaml"))?.[1] ?? "";
  return script.replace("MARK", mark);
}

if (import.meta.main) {
  Deno.chdir(new URL("../..", import.meta.url));
  await main();
}

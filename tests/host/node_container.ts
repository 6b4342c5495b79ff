/** A container on a real dockerd that itself runs a real containerd, as a node of kind does. */
import { configText } from "./containerd.ts";
import type { Dockerd } from "./dockerd.ts";
import { run, until } from "./exec.ts";
import { buildOciArchive, makeRootfs, packRootfs, WORKLOAD_IMAGE } from "./image.ts";
import { criCall } from "./cri_client.ts";
import { Pod, type PodSpec } from "./pod.ts";
import { requireCommands, which } from "./requirements.ts";

const NODE_IMAGE = "node:1";
const INNER_DIR = "/var/lib/inner";
const INNER_SOCKET = "/run/containerd/containerd.sock";
const PROGRAMS = ["containerd", "containerd-shim-runc-v2", "ctr", "runc"];
const START_LIMIT_MS = 30_000;

/**
 * What the container starts with. In its own cgroup namespace the hierarchies that it mounts begin at its own cgroups,
 * so that what it makes is below those.
 */
const ENTRY = `
b=/bin/busybox
$b umount -l /sys/fs/cgroup
$b mount -t tmpfs none /sys/fs/cgroup
unified=unified
# With version 2 alone it is the only one, and no cgroup holds both processes and others that are limited.
if $b test "$($b wc -l < /proc/self/cgroup)" = 1; then unified=.; fi
while IFS=: read -r number names path; do
  case $names in
    "") folder=$unified type=cgroup2 options=rw ;;
    name=*) folder=\${names#name=} type=cgroup options=none,$names ;;
    *) folder=$names type=cgroup options=$names ;;
  esac
  $b mkdir -p /sys/fs/cgroup/$folder
  $b mount -t $type -o $options none /sys/fs/cgroup/$folder
done < /proc/self/cgroup
if $b test $unified = .; then
  $b mkdir /sys/fs/cgroup/init && echo $$ > /sys/fs/cgroup/init/cgroup.procs
fi
exec containerd --config /etc/containerd.toml
`;

/** What --privileged gives beyond these, the machine of the tests may not have itself. */
const PRIVILEGES = [
  ...["SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"].flatMap((name) => ["--cap-add", name]),
  ...["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"]
    .flatMap((option) => ["--security-opt", option]),
];

/** The node: ends with the dockerd that it runs on. */
export class NodeContainer {
  /** The id that dockerd gave it. */
  readonly id: string;
  /** The inner containerd's process, as the host numbers it. */
  readonly pid: number;

  private constructor(id: string, pid: number) {
    this.id = id;
    this.pid = pid;
  }

  /**
   * Makes the image by hand, starts the container and waits until the inner containerd answers and has its images.
   *
   * @param dir A folder for the image's files.
   */
  static async start(dockerd: Dockerd, dir: string, name: string): Promise<NodeContainer> {
    requireCommands("containerd", "ctr", "runc", "busybox");
    await makeNodeRootfs(dir);
    await packRootfs(`${dir}/rootfs`, `${dir}/node.tar`);
    await dockerd.docker("import", `${dir}/node.tar`, NODE_IMAGE);
    // Overlays cannot be put on the container's own file system, which is one.
    const folders = ["--tmpfs", INNER_DIR, "--tmpfs", "/run"];
    const options = [...PRIVILEGES, "--cgroupns=private", ...folders];
    const command = ["/bin/sh", "-c", ENTRY];
    const id = await dockerd.runImage(NODE_IMAGE, name, command, ...options);
    const pid = Number(await dockerd.docker("inspect", "-f", "{{.State.Pid}}", id));
    const node = new NodeContainer(id, pid);
    await until("the inner containerd", START_LIMIT_MS, () => node.#version());
    const archive = ["images", "import", "--no-unpack", "/images.tar"];
    await dockerd.docker("exec", id, "ctr", "-n", "k8s.io", ...archive);
    await until("the inner images", START_LIMIT_MS, async () => {
      const request = { image: { image: WORKLOAD_IMAGE } };
      const { image } = await criCall<{ image: object | null }>(
        node.socket,
        "ImageStatus",
        request,
      );
      return image ?? undefined;
    });
    return node;
  }

  /** The inner containerd's socket, as the host reaches it. */
  get socket(): string {
    return `/proc/${this.pid}/root${INNER_SOCKET}`;
  }

  /** Runs a pod on the inner containerd. */
  async runPod(spec: PodSpec): Promise<Pod> {
    const pod = new Pod(this.socket, spec);
    await pod.start();
    return pod;
  }

  async #version(): Promise<object> {
    return await criCall<object>(this.socket, "ListPodSandbox", {}, 1000);
  }
}

async function makeNodeRootfs(dir: string): Promise<void> {
  const root = `${dir}/rootfs`;
  await makeRootfs(root);
  await Deno.rename(await buildOciArchive(`${dir}/inner`), `${root}/images.tar`);
  await Deno.writeTextFile(`${root}/etc/containerd.toml`, configText(INNER_DIR, INNER_SOCKET));
  for (const name of PROGRAMS) {
    const file = which(name);
    if (file === undefined) throw new Error(`Cannot make a node's image as ${name} is missing`);
    await Deno.copyFile(file, `${root}/bin/${name}`);
    for (const library of await librariesOf(file)) {
      await Deno.mkdir(`${root}${library.replace(/\/[^/]*$/, "")}`, { recursive: true });
      await Deno.copyFile(library, `${root}${library}`);
    }
  }
}

/** The libraries that a program is linked with, and what loads them; none where it needs none. */
async function librariesOf(file: string): Promise<string[]> {
  const text = await run("ldd", [file]).catch(() => "");
  return [...text.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].flatMap(([, path]) => path ?? []);
}

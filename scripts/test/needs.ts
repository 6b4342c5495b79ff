/** What this machine offers the tests, and in words what it does not. */
import { isRoot, NEEDS_ROOT, unmet, which } from "#tests/host/requirements.ts";
import type { Need } from "./steps.ts";

/** Why a need is not met; undefined when it is. */
export type Unmet = Readonly<Record<Need, string | undefined>>;

/** For steps that need nothing. */
export const NOTHING_UNMET: Unmet = {
  root: undefined,
  kernel: undefined,
  runtimes: undefined,
  "bpf-tools": undefined,
  qemu: undefined,
};

const BPF_PACKAGES = "clang bpftool libbpf-dev";

/** Looks at this machine. */
export async function findUnmet(): Promise<Unmet> {
  return {
    root: isRoot() ? undefined : NEEDS_ROOT,
    kernel: await kernelFault(),
    runtimes: unmet("containerd", "ctr", "runc", "dockerd", "podman", "conmon", "busybox"),
    "bpf-tools": which("clang") !== undefined && which("bpftool") !== undefined
      ? undefined
      : `clang or bpftool is missing; run: apt-get install -y --no-install-recommends ${BPF_PACKAGES}`,
    qemu: unmet("qemu-system-x86_64", "qemu-system-aarch64", "busybox"),
  };
}

/** Loads the real programs in a process of their own: the only honest answer. */
async function kernelFault(): Promise<string | undefined> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "-q", new URL("can_load.ts", import.meta.url).pathname],
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return undefined;
  const text = new TextDecoder().decode(stderr).trim();
  return text.split("\n")[0] ?? "the kernel programs cannot be loaded";
}

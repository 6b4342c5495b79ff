/** What the integration tests need of the machine, and how to get it. */

/** Commands, and the Debian package each one is in. */
export const PACKAGES = {
  containerd: "containerd",
  ctr: "containerd",
  runc: "runc",
  dockerd: "docker.io",
  docker: "docker.io",
  podman: "podman",
  conmon: "conmon",
  busybox: "busybox-static",
  "qemu-system-x86_64": "qemu-system-x86",
  "qemu-system-aarch64": "qemu-system-arm",
} as const;

/** What to say to those who are not root. */
export const NEEDS_ROOT = "it needs root; run the tests as root";

/** True when this process is root. */
export function isRoot(): boolean {
  return Deno.uid() === 0;
}

/** The path of a command, looked up in PATH and the sbin folders. */
export function which(name: string): string | undefined {
  const path = `${Deno.env.get("PATH") ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;
  for (const dir of path.split(":")) {
    try {
      const file = `${dir}/${name}`;
      if (dir !== "" && Deno.statSync(file).isFile) return file;
    } catch {
      // not here
    }
  }
  return undefined;
}

/** Throws, naming the Debian packages, when a command is missing or we are not root. */
export function requireCommands(...names: (keyof typeof PACKAGES)[]): void {
  const reason = unmet(...names);
  if (reason !== undefined) throw new Error(`Cannot start a container runtime as ${reason}`);
}

/** Why a test that needs these commands and root cannot run; undefined when it can. */
export function unmet(...names: (keyof typeof PACKAGES)[]): string | undefined {
  const missing = names.filter((name) => which(name) === undefined);
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((name) => PACKAGES[name]))].join(" ");
    return `${
      missing.join(", ")
    } is missing; run: apt-get install -y --no-install-recommends ${packages}`;
  }
  if (!isRoot()) return NEEDS_ROOT;
  return undefined;
}

import type { KernelFeatures } from "#kernel/bpf/features.ts";
import { CONTROLLERS } from "#kernel/cgroup/hierarchy.ts";
import { CAPABILITY_USES } from "./capability_uses.ts";
import { type Check, fail, ok, warn } from "./check.ts";

/** The first release that has everything the programs use. */
const KERNEL_FLOOR = [5, 17] as const;

/** Judges what the kernel says of itself; the codes' meanings never change. */
export function kernelChecks(features: KernelFeatures): Check[] {
  return [
    releaseCheck(features),
    btfCheck(features),
    lockdownCheck(features),
    unprivilegedBpfCheck(features),
    ...capabilityChecks(features),
    cgroupCheck(features),
  ];
}

function releaseCheck({ release }: KernelFeatures): Check {
  const [major, minor] = KERNEL_FLOOR;
  const title = "Kernel release";
  const floor = `Linux ${major}.${minor}`;
  const [, left, right] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  if (left === undefined || right === undefined) {
    return fail("K001", title, `no Linux kernel (${release})`, `Run critter on ${floor} or later`);
  }
  const enough = Number(left) > major || (Number(left) === major && Number(right) >= minor);
  return enough
    ? ok("K001", title, `Linux ${release}, ${major}.${minor} or later is needed`)
    : fail("K001", title, `Linux ${release} is too old`, `Use a kernel of ${floor} or later`);
}

function btfCheck({ btf }: KernelFeatures): Check {
  return btf ? ok("K002", "BTF", "the kernel describes its types") : fail(
    "K002",
    "BTF",
    "/sys/kernel/btf/vmlinux is missing, so that programs can't fit themselves to this kernel",
    "Use a kernel built with CONFIG_DEBUG_INFO_BTF=y, or mount /sys into the container",
  );
}

function lockdownCheck({ lockdown }: KernelFeatures): Check {
  const title = "Kernel lockdown";
  switch (lockdown) {
    case "confidentiality":
      return ok(
        "K003",
        title,
        "confidentiality: programs are used that read no more than it allows, and the table below says if they miss something",
      );
    case undefined:
      return ok("K003", title, "this kernel does not tell of any");
    default:
      return ok("K003", title, `${lockdown}, which lets BPF programs read`);
  }
}

function unprivilegedBpfCheck({ unprivilegedBpfDisabled }: KernelFeatures): Check {
  const title = "Unprivileged BPF";
  return unprivilegedBpfDisabled === 0
    ? warn(
      "K004",
      title,
      "every user of this node may load BPF programs, which critter does not need",
      "Set kernel.unprivileged_bpf_disabled=2 unless something else needs it",
    )
    : ok("K004", title, "only privileged users may load programs");
}

function capabilityChecks({ capabilities }: KernelFeatures): Check[] {
  return CAPABILITY_USES.map(({ code, name, includedIn, purpose, required }) => {
    if (capabilities.includes(name)) return ok(code, name, purpose);
    const instead = includedIn.find((other) => capabilities.includes(other));
    if (instead !== undefined) return ok(code, name, `${purpose} (given by ${instead})`);
    const remedy =
      `Run as root, or give ${name} (systemd: AmbientCapabilities, Kubernetes: securityContext.capabilities.add)`;
    const detail = `missing; it ${purpose}`;
    return required ? fail(code, name, detail, remedy) : warn(code, name, detail, remedy);
  });
}

function cgroupCheck({ cgroup: { mode, hierarchy, mount } }: KernelFeatures): Check {
  const title = "Cgroups";
  if (mount === undefined) {
    const controllers = CONTROLLERS.join(", ");
    return fail(
      "G001",
      title,
      "no cgroup hierarchy is mounted by which events can be tied to containers: neither version 2 nor one of " +
        `version 1 with ${controllers}`,
      "Mount /sys/fs/cgroup, in a container the node's",
    );
  }
  const tree = hierarchy === "default" ? "version 2" : `version 1, ${hierarchy}`;
  return ok("G001", title, `${mode}, ${tree} at ${mount}`);
}

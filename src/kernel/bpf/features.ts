/**
 * What the running kernel offers, as plain data, for `critter doctor` and for errors.
 *
 * @module
 */

import { type CgroupMounts, findCgroups } from "../cgroup/mountinfo.ts";
import { readSpecialText, specialFileExists } from "../special_files.ts";

/** Facts of the running kernel and of this process. */
export interface KernelFeatures {
  /** `uname -r`. */
  readonly release: string;
  /** The kernel describes its own types (/sys/kernel/btf/vmlinux). */
  readonly btf: boolean;
  /** Effective capabilities by name, such as `CAP_BPF`; one without a known name is `CAP_<number>`. */
  readonly capabilities: readonly string[];
  /** Mode of kernel lockdown; `undefined` where securityfs does not say. */
  readonly lockdown: string | undefined;
  /** kernel.unprivileged_bpf_disabled; `undefined` where there is no such setting. */
  readonly unprivilegedBpfDisabled: number | undefined;
  /** How cgroups are mounted, and by which hierarchy events are told. */
  readonly cgroup: CgroupMounts;
}

/** Where the facts are; tests give their own. */
export interface FeatureRoots {
  /**
   * Where procfs is.
   *
   * @default {"/proc"}
   */
  proc?: string;
  /**
   * Where sysfs is.
   *
   * @default {"/sys"}
   */
  sys?: string;
}

/** Reads the facts. What cannot be read counts as not there. */
export function readFeatures({ proc = "/proc", sys = "/sys" }: FeatureRoots = {}): KernelFeatures {
  const disabled = read(`${proc}/sys/kernel/unprivileged_bpf_disabled`);
  return {
    release: read(`${proc}/sys/kernel/osrelease`) ?? "unknown",
    btf: specialFileExists(`${sys}/kernel/btf/vmlinux`),
    capabilities: effectiveCapabilities(read(`${proc}/self/status`) ?? ""),
    lockdown: /\[(\w+)\]/.exec(read(`${sys}/kernel/security/lockdown`) ?? "")?.[1],
    unprivilegedBpfDisabled: disabled === undefined ? undefined : Number(disabled),
    cgroup: findCgroups(read(`${proc}/self/mountinfo`) ?? ""),
  };
}

// linux/capability.h, by number.
const CAPABILITIES =
  ("CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE " +
    "NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO " +
    "SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME " +
    "SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG " +
    "WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE").split(" ");

/** The effective capabilities in the text of /proc/PID/status, by name. */
export function effectiveCapabilities(status: string): string[] {
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  return Array.from({ length: 64 }, (_, bit) => bit)
    .filter((bit) => (mask >> BigInt(bit)) & 1n)
    .map((bit) => `CAP_${CAPABILITIES[bit] ?? bit}`);
}

function read(path: string): string | undefined {
  try {
    return readSpecialText(path).trim();
  } catch {
    return undefined;
  }
}

/** A capability (capabilities(7)) and what it is for. */
export interface CapabilityUse {
  /** Of doctor's check. */
  readonly code: string;
  /** As the kernel's headers and systemd have it. */
  readonly name: string;
  /** Older capabilities that include it. */
  readonly includedIn: readonly string[];
  /** What critter does with it, with the capability as the subject. */
  readonly purpose: string;
  /** Whether nothing works without it. */
  readonly required: boolean;
}

/** Every capability that critter uses: doctor checks them, the systemd unit gives them. */
export const CAPABILITY_USES: readonly CapabilityUse[] = [
  {
    code: "C001",
    name: "CAP_BPF",
    includedIn: ["CAP_SYS_ADMIN"],
    purpose: "loads the programs and makes their ring buffer",
    required: true,
  },
  {
    code: "C002",
    name: "CAP_PERFMON",
    includedIn: ["CAP_SYS_ADMIN"],
    purpose: "attaches the programs and lets them read kernel memory",
    required: true,
  },
  {
    code: "C003",
    name: "CAP_DAC_READ_SEARCH",
    includedIn: [],
    purpose: "finds a cgroup's path by its id at once; without it the hierarchy is searched",
    required: false,
  },
  {
    code: "C004",
    name: "CAP_SYS_PTRACE",
    includedIn: [],
    purpose:
      "finds runtimes inside other containers, and processes' cgroups where /proc hides them",
    required: false,
  },
];

/**
 * Turns the kernel's refusal to load programs into a sentence that says what to do.
 *
 * @module
 */

import { KernelError } from "../errno.ts";
import { type KernelFeatures, readFeatures } from "./features.ts";

/** The capabilities that loading and attaching take. */
export const NEEDED_CAPABILITIES = ["CAP_BPF", "CAP_PERFMON"] as const;

/** What the kernel has against programs. */
export interface Refusal {
  /** The errno's name, e.g. `EPERM`; absent where this kernel does not have what they attach to. */
  readonly code?: string;
  /** In one line. */
  readonly reason: string;
  /** What the verifier wrote. */
  readonly log?: string;
}

/**
 * An error that says why loading was refused.
 *
 * @param refusal The refusal.
 * @param features What the kernel is like; read from the running one unless given.
 */
export function explainRefusal(
  refusal: Refusal,
  features: KernelFeatures = readFeatures(),
): KernelError {
  const { code = "ENOENT", log } = refusal;
  const what = `Cannot load the kernel programs as ${explain(refusal, features)}`;
  const cause = new Error(refusal.reason);
  return new KernelError(code, what, { cause, ...(log === undefined ? {} : { log }) });
}

function explain({ code, reason }: Refusal, features: KernelFeatures): string {
  const { capabilities, release } = features;
  const missing = capabilities.includes("CAP_SYS_ADMIN")
    ? []
    : NEEDED_CAPABILITIES.filter((name) => !capabilities.includes(name));
  if (missing.length > 0) {
    return `${missing.join(" and ")} must be in the effective set: ${code ?? "they are not"}; ` +
      "run as root or add the capabilities";
  }
  if (!features.btf) {
    return `the kernel must have BTF: /sys/kernel/btf/vmlinux is missing; ` +
      "use a kernel with CONFIG_DEBUG_INFO_BTF";
  }
  if (code === "EPERM" || code === "EACCES") {
    return `bpf(2) must be allowed: ${code}; check the container's seccomp profile and user ` +
      "namespace, and the security module";
  }
  if (code === "ENOMEM") {
    return `the maps must fit into memory: ${code}; use a smaller ring or raise the memory limit`;
  }
  if (code === "EMFILE" || code === "ENFILE") {
    return `file descriptors must be left: ${code}; raise the limit of open files`;
  }
  if (code === "ENOSYS") return `bpf(2) must exist: ${code}; use a kernel with CONFIG_BPF_SYSCALL`;
  if (isOlder(release, 5, 17)) {
    return `the kernel must be Linux 5.17 or later: ${release}${
      code === undefined ? "" : ` (${code})`
    }; use a newer kernel`;
  }
  if (code === undefined) return `${reason}; use a kernel that has it`;
  return `the kernel refused them: ${code}; report it with the kernel's release ${release} and its log`;
}

function isOlder(release: string, major: number, minor: number): boolean {
  const [, left, right] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  if (left === undefined || right === undefined) return false;
  return Number(left) < major || (Number(left) === major && Number(right) < minor);
}

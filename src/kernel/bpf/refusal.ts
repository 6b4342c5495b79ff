/**
 * Turns the kernel's refusal to load programs into a sentence that says what to do.
 *
 * @module
 */

import { KernelError } from "../errno.ts";
import { type KernelFeatures, readFeatures } from "./features.ts";

/** The capabilities that loading and attaching take. */
export const NEEDED_CAPABILITIES = ["CAP_BPF", "CAP_PERFMON"] as const;

/**
 * An error that says why loading was refused.
 *
 * @param error The refusal.
 * @param log The verifier's log.
 * @param features What the kernel is like; read from the running one unless given.
 */
export function explainRefusal(
  error: KernelError,
  log: string,
  features: KernelFeatures = readFeatures(),
): KernelError {
  const what = `Cannot load the kernel programs as ${reason(error.code, features)}`;
  return new KernelError(error.code, what, { cause: error, ...(log === "" ? {} : { log }) });
}

function reason(code: string, features: KernelFeatures): string {
  const { capabilities, lockdown, release } = features;
  const missing = capabilities.includes("CAP_SYS_ADMIN")
    ? []
    : NEEDED_CAPABILITIES.filter((name) => !capabilities.includes(name));
  if (missing.length > 0) {
    return `${missing.join(" and ")} must be in the effective set: ${code}; ` +
      "run as root or add the capabilities";
  }
  if (!features.btf) {
    return `the kernel must have BTF: /sys/kernel/btf/vmlinux is missing; ` +
      "use a kernel with CONFIG_DEBUG_INFO_BTF";
  }
  if (code === "EPERM" || code === "EACCES") {
    if (lockdown === "confidentiality") {
      return `the kernel must not be locked down for confidentiality: ${code}; ` +
        "boot with lockdown=integrity or none";
    }
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
    return `the kernel must be Linux 5.17 or later: ${release} (${code}); use a newer kernel`;
  }
  return `the kernel refused them: ${code}; report it with the kernel's release ${release} and its log`;
}

function isOlder(release: string, major: number, minor: number): boolean {
  const [, left, right] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  if (left === undefined || right === undefined) return false;
  return Number(left) < major || (Number(left) === major && Number(right) < minor);
}

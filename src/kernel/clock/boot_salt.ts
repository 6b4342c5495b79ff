import { readSpecialText } from "../special_files.ts";

const BOOT_ID = "/proc/sys/kernel/random/boot_id";

/**
 * A number of 64 bits that is the same for all programs until the node boots again: the kernel's random id of the boot.
 *
 * @throws {KernelError} When /proc does not tell it.
 */
export function readBootSalt(): bigint {
  return bootSalt(readSpecialText(BOOT_ID));
}

/** The upper half of a boot's id in the kernel's form, `6b4d5f31-….`; 0 for what is none. */
export function bootSalt(id: string): bigint {
  const digits = id.replaceAll("-", "").slice(0, 16);
  return /^[0-9a-f]{16}$/.test(digits) ? BigInt(`0x${digits}`) : 0n;
}

/**
 * Cgroups that are gone as soon as they are there.
 *
 * @module
 */

import { cString, Libc } from "../libc.ts";

const MODE = 0o755;

/**
 * Makes a cgroup and removes it, again and again.
 *
 * @param mount Mount point of a hierarchy.
 * @throws {KernelError} When the kernel refuses.
 */
export function passCgroups(mount: string, times: number): void {
  using libc = Libc.open("mkdir", "rmdir");
  const { mkdir, rmdir } = libc.symbols;
  const folder = `${mount}/critter-passing-${crypto.randomUUID()}`;
  const path = cString(folder);
  for (let count = 0; count < times; count++) {
    libc.check(mkdir(path, MODE), `make the cgroup ${folder}`);
    libc.check(rmdir(path), `remove the cgroup ${folder}`);
  }
}

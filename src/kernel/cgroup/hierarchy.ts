/**
 * The cgroup hierarchies that events can be told by.
 *
 * @module
 */

import type { hierarchies } from "#bpf/skeleton.ts";

/**
 * A hierarchy: `default` is version 2's, a controller's name is the one of version 1 that it is bound to, and `none`
 * means that none is mounted yet.
 */
export type Hierarchy = keyof typeof hierarchies;

/**
 * The controllers whose version 1 hierarchy can take the place of version 2's, the best first. Runtimes put every
 * container into all of them; without `devices` runc starts none. In `pids` systemd has a cgroup for every unit, and
 * hardly anybody makes others by hand; `memory` is switched off on some nodes, and in `cpu` few units have a cgroup.
 */
export const CONTROLLERS = ["pids", "memory", "devices", "cpu"] as const satisfies Hierarchy[];

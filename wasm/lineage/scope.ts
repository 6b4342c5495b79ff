// Whose limit of memory was reached.

import { inContainer } from "../state";
import { put } from "../scalar/put";
import {
  OOM_SCOPE_CGROUP,
  OOM_SCOPE_CONTAINER,
  OOM_SCOPE_NODE,
  OOM_SCOPE_POD,
  OOM_SCOPE_UNKNOWN,
} from "../wire";

/** What the kernel takes for a container's own cgroup is another's where its process is in no container. */
export function scopeHere(scope: u32): u32 {
  if (scope > <u32> OOM_SCOPE_UNKNOWN) return OOM_SCOPE_UNKNOWN;
  return scope === OOM_SCOPE_CONTAINER && inContainer === 0 ? OOM_SCOPE_CGROUP : scope;
}

/** Writes the word for it; returns the end. */
export function scopeOf(at: usize, scope: u32): usize {
  const here = scopeHere(scope);
  if (here === OOM_SCOPE_NODE) return put(at, "node");
  if (here === OOM_SCOPE_CONTAINER) return put(at, "container");
  if (here === OOM_SCOPE_POD) return put(at, "pod");
  if (here === OOM_SCOPE_CGROUP) return put(at, "cgroup");
  return put(at, "unknown");
}

import type { EventInput } from "#pipeline/input.ts";
import { RECORD_CGROUP_ID, RING_BUSY, RING_DISCARD, RING_HEADER_SIZE } from "#wire";

/** The cgroups of these containers, by what the label path said of them. */
export function ownCgroups(
  inputs: Iterable<EventInput>,
  containers: readonly string[],
): Set<bigint> {
  const own = new Set<bigint>();
  for (const input of inputs) {
    if (input.kind !== "label" || input.update.kind === "forget") continue;
    const { cgroup, fragment } = input.update;
    if (containers.some((id) => fragment.includes(`"container":{"id":"${id}"`))) own.add(cgroup);
  }
  return own;
}

/** The input without what belongs to other cgroups; `undefined` when nothing is left. */
export function keepOwn(input: EventInput, own: ReadonlySet<bigint>): EventInput | undefined {
  switch (input.kind) {
    case "label":
      return own.has(input.update.cgroup) ? input : undefined;
    case "ring": {
      const bytes = ownRecords(input.bytes, own);
      return bytes.length === 0 ? undefined : { kind: "ring", bytes };
    }
    default:
      return input;
  }
}

function ownRecords(ring: Uint8Array, own: ReadonlySet<bigint>): Uint8Array {
  const view = new DataView(ring.buffer, ring.byteOffset, ring.byteLength);
  const kept = new Uint8Array(ring.length);
  let used = 0;
  for (let offset = 0; offset < ring.length;) {
    const header = view.getUint32(offset, true);
    const length = header & ~(RING_BUSY | RING_DISCARD);
    const size = (RING_HEADER_SIZE + length + 7) & ~7;
    const cgroup = view.getBigUint64(offset + RING_HEADER_SIZE + RECORD_CGROUP_ID, true);
    if (own.has(cgroup)) {
      kept.set(ring.subarray(offset, offset + size), used);
      used += size;
    }
    offset += size;
  }
  return kept.subarray(0, used);
}

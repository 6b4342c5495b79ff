import * as layout from "../../wasm/layout.ts";
import type { Limited } from "./types.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
/** Offset of what was lost, in a limit. */
const LOST = 8;

/** Reads what limits have lost from the hot path's memory, and forgets it there. */
export function readLimited(memory: ArrayBuffer, nextSlot: (from: number) => number): Limited[] {
  const view = new DataView(memory);
  const found: Limited[] = [];
  for (let slot = nextSlot(0); slot !== 0; slot = nextSlot(slot + layout.SLOT_SIZE)) {
    const index = view.getUint16(slot + layout.SLOT_LIMIT_INDEX, true);
    if (index === 0) continue;
    for (let recordType = 0; recordType < layout.LIMITS_TYPES; recordType++) {
      const place = index * layout.LIMITS_TYPES + recordType;
      const at = layout.LIMITS + place * layout.LIMIT_SIZE + LOST;
      const count = view.getBigUint64(at, true);
      if (count === 0n) continue;
      view.setBigUint64(at, 0n, true);
      found.push({ recordType, count, fragment: fragmentOf(view, slot) });
    }
  }
  return found;
}

function fragmentOf(view: DataView<ArrayBuffer>, slot: number): string {
  const at = view.getUint32(slot + layout.SLOT_FRAGMENT, true);
  const length = view.getUint32(slot + layout.SLOT_FRAGMENT_LENGTH, true);
  if (at !== 0) return decoder.decode(new Uint8Array(view.buffer, at, length));
  const id = view.getBigUint64(slot, true);
  return `,"cgroup":{"id":"${id}"},"label_state":"unresolved"}\n`;
}

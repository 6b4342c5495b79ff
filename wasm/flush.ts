// Held events that were released become lines.

import { count, linesLeft, outputFull } from "./state";
import { action, DROP, DROP_HOST, find, FORGOTTEN, QUEUE } from "./labels/table";
import { closeFirstReleased, EVENTS, firstReleased, OWNER, peek, shift } from "./hold";
import { drop } from "./labels/labels";
import { recordLength } from "./record";
import { isWithin } from "./filter/limit";
import { isWanted } from "./filter/wanted";
import { writeOtherLine } from "./write";
import { FILTERED, FILTERED_HOST, SCRATCH } from "./layout";

/** Writes released events until the output is full; whether more remain. */
export function flush(): bool {
  let queue = firstReleased();
  while (queue !== 0) {
    const slot = find(load<u64>(queue, OWNER));
    if (!flushQueue(queue, slot)) return true;
    closeFirstReleased();
    store<u32>(slot, 0, QUEUE);
    if (load<u8>(slot, FORGOTTEN) !== 0) drop(slot);
    queue = firstReleased();
  }
  return false;
}

/** False when the output is full; what remains in the queue after true is not wanted. */
function flushQueue(queue: usize, slot: usize): bool {
  const next = action(slot);
  if (next === DROP || next === DROP_HOST) {
    count(next === DROP ? FILTERED : FILTERED_HOST, load<u32>(queue, EVENTS));
    return true;
  }
  while (load<u32>(queue, EVENTS) !== 0 && linesLeft !== 0) {
    if (outputFull()) return false;
    shift(queue, SCRATCH, recordLength(peek(queue)));
    if (!isWanted(SCRATCH, slot)) count(FILTERED, 1);
    else if (isWithin(SCRATCH, slot)) writeOtherLine(SCRATCH, slot);
  }
  return true;
}

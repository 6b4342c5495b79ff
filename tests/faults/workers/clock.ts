/** The event path's thread, with a wall clock that is set anew once a second. */
import { Clock } from "#kernel/clock/clock.ts";
import "../../../src/pipeline/event/event_worker.ts";

const HOUR_NS = 3_600_000_000_000n;
/** How far it is set from the real one: also to 1970, where clocks without a battery begin, and to 2200. */
const JUMPS = [
  () => 0n,
  () => HOUR_NS,
  () => -HOUR_NS,
  () => -BigInt(Date.now() - 10_000) * 1_000_000n,
  () => BigInt(Date.UTC(2200, 0) - Date.now()) * 1_000_000n,
];
const { realtimeOffsetNs } = Clock.prototype;
let turn = 0;

Clock.prototype.realtimeOffsetNs = function (this: Clock): bigint {
  return realtimeOffsetNs.call(this) + (JUMPS[turn++ % JUMPS.length]?.() ?? 0n);
};

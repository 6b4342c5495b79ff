/** The event path's thread, with a wall clock that is ahead by the nanoseconds that the file SET_CLOCK holds. */
import { Clock } from "#kernel/clock/clock.ts";
import "../../src/pipeline/event/event_worker.ts";

const file = Deno.env.get("SET_CLOCK");
if (file === undefined) throw new Error("Cannot set the clock as SET_CLOCK names no file");
const { realtimeOffsetNs } = Clock.prototype;

Clock.prototype.realtimeOffsetNs = function (this: Clock): bigint {
  return realtimeOffsetNs.call(this) + BigInt(Deno.readTextFileSync(file));
};

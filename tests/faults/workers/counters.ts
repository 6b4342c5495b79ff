/** The event path's thread, which writes its counts once a second to the file that COUNTERS names. */
import { HotPath } from "#hotpath/hot_path.ts";
import "../../../src/pipeline/event/event_worker.ts";

const EVERY_MS = 1000;
const file = Deno.env.get("COUNTERS") ?? "";
const { consume } = HotPath.prototype;
let next = 0;

HotPath.prototype.consume = function (this: HotPath, offset, length) {
  if (performance.now() > next) {
    next = performance.now() + EVERY_MS;
    const { held_events, cgroups, hold_expired } = this.counters();
    const counts = {
      held: Number(held_events),
      cgroups: Number(cgroups),
      late: Number(hold_expired),
    };
    // Whoever reads it must not find half of it.
    Deno.writeTextFileSync(`${file}.new`, JSON.stringify(counts));
    Deno.renameSync(`${file}.new`, file);
  }
  return consume.call(this, offset, length);
};

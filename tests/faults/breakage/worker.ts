/** The event path's thread, broken: what happens a while after it began is in the query of this module's address. */
import { HotPath } from "#hotpath/hot_path.ts";
import "../../../src/pipeline/event/event_worker.ts";

const AFTER_MS = 3000;
const what = decodeURIComponent(new URL(import.meta.url).search.slice(1));
const { consume } = HotPath.prototype;

HotPath.prototype.consume = function (this: HotPath, offset, length) {
  if (performance.now() > AFTER_MS) breakDown();
  return consume.call(this, offset, length);
};

function breakDown(): void {
  switch (what) {
    case "event path throws":
      throw new Error(`broken on purpose: ${what}`);
    case "event path throws what is no error":
      throw what;
    case "event path's thread closes":
      close();
      return;
    case "event path stands still":
      for (;;);
  }
}

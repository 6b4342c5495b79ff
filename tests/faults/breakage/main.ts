/** Loaded into the program under test: has one of its parts break, a while after it began. What: see BREAK. */
import { LabelPath } from "#labels/lookup/label_path.ts";

const AFTER_MS = 3000;
const what = Deno.env.get("BREAK") ?? "";

function broken(): never {
  throw new Error(`broken on purpose: ${what}`);
}

const breakages: Readonly<Record<string, () => void>> = {
  "label path throws in a timer": () => later(broken),
  "label path throws in a promise": () => later(() => void Promise.reject(what)),
  "label path throws when the kernel tells of a cgroup": () =>
    later(() => void (LabelPath.prototype.created = broken)),
  "event path throws": breakWorker,
  "event path throws what is no error": breakWorker,
  "event path's thread closes": hurryAndBreakWorker,
  "event path stands still": hurryAndBreakWorker,
};

/** Half a minute, as long as the watchdog waits, is long for a test. */
function hurryAndBreakWorker(): void {
  breakWorker();
  const { setTimeout } = globalThis;
  globalThis.setTimeout =
    ((task: () => void, ms?: number) =>
      setTimeout(task, ms === 1000 ? 100 : ms)) as typeof setTimeout;
}

/** The program begins only when nothing keeps this module's event loop busy. */
function later(task: () => void): void {
  Deno.unrefTimer(setTimeout(task, AFTER_MS));
}

/** The event path's thread begins with a module that breaks it. */
function breakWorker(): void {
  const { Worker } = globalThis;
  globalThis.Worker = class extends Worker {
    constructor(_url: string | URL, options?: WorkerOptions) {
      super(new URL(`./worker.ts?${encodeURIComponent(what)}`, import.meta.url), options);
    }
  };
}

breakages[what]?.();

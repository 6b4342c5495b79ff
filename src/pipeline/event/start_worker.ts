/** Begins the event path's thread. Starting up takes as long as loading all that then tells it what to do. */
export function startEventWorker(): Worker {
  return new Worker(new URL("./event_worker.ts", import.meta.url), { type: "module" });
}

/** Loaded into the program under test: its event path reads a wall clock that the test sets, see the module beside. */
const { Worker } = globalThis;

globalThis.Worker = class extends Worker {
  constructor(_url: string | URL, options?: WorkerOptions) {
    super(new URL("./set_clock_worker.ts", import.meta.url), options);
  }
};

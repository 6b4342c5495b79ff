/** Loaded into the program under test: has its event path tell its own counts, see worker.ts. */
const { Worker } = globalThis;

globalThis.Worker = class extends Worker {
  constructor(_url: string | URL, options?: WorkerOptions) {
    super(new URL("./worker.ts", import.meta.url), options);
  }
};

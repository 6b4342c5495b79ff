/** Loaded into the program under test: its event path begins with the module beside this one that WORKER names. */
const { Worker } = globalThis;

globalThis.Worker = class extends Worker {
  constructor(_url: string | URL, options?: WorkerOptions) {
    super(new URL(`./${Deno.env.get("WORKER")}.ts`, import.meta.url), options);
  }
};

/** What a packed or compiled critter runs: the command line, and in a Worker the event path. */

if ("WorkerGlobalScope" in globalThis) void import("../../src/pipeline/event/event_worker.ts");
else void import("../../src/main.ts").then(({ main }) => main());

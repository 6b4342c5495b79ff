/** Commands that stream must end at once, by signal and by duration, whatever is open and however often garbage goes. */
import { critterCommand } from "#tests/e2e/critter.ts";
import { FakeCriProcess } from "#tests/fakes/fake_cri_process.ts";
import { FakeEngine, pieces } from "#tests/fakes/fake_engine.ts";
import { framed } from "#tests/fakes/docker_log.ts";
import type { Effort, Fault, Outcome } from "./fault.ts";

const ID = "c".repeat(64);
/** On a machine that has nothing else to do. */
const LATEST_MS = 500;
/** A lost end never comes; so long is waited for one. */
const LOST_MS = 60_000;
const DURATION_MS = 1_000;
const NAME = "web";

/** A command and what ends it. */
interface Run {
  readonly name: string;
  readonly args: readonly string[];
  /** Which socket it asks. */
  readonly engine?: boolean;
  /** By itself; a signal else. */
  readonly byDuration?: boolean;
}

const DURATION = ["--duration", `${DURATION_MS}ms`];
const RUNS: readonly Run[] = [
  { name: "events --duration", args: ["events", ...DURATION], byDuration: true },
  { name: "events", args: ["events"] },
  { name: "stats --watch", args: ["stats", "--watch"] },
  {
    name: "Docker's events --duration",
    args: ["events", ...DURATION],
    engine: true,
    byDuration: true,
  },
  { name: "Docker's events", args: ["events"], engine: true },
  { name: "Docker's logs -f", args: ["logs", "-f", NAME], engine: true },
];

/**
 * Milliseconds that the command took to end after it had streamed something: infinite where it did not end well;
 * undefined where it streamed nothing, as when a busy machine does not answer its probe in time.
 */
async function ending(run: Run, socket: string): Promise<number | undefined> {
  const [program = "", ...args] = [
    ...critterCommand({ collectGarbage: true }),
    ...run.args,
    "--runtime-endpoint",
    socket,
  ];
  const child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  const kill = (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch {
      // It has ended by itself.
    }
  };
  const timer = setTimeout(() => kill("SIGKILL"), LOST_MS);
  const { done } = await reader.read();
  const start = performance.now();
  // Garbage is collected meanwhile; what is written must be read.
  const reading = (async () => {
    while (!(await reader.read()).done);
  })();
  if (run.byDuration !== true) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    kill("SIGINT");
  }
  const { success } = await child.status;
  clearTimeout(timer);
  const took = performance.now() - start - (run.byDuration === true ? DURATION_MS : 100);
  await reading;
  if (done) return undefined;
  return success ? Math.max(0, took) : Infinity;
}

/** How many there are to each processor's time. */
function business(): number {
  return Math.max(1, Math.max(...Deno.loadavg()) / navigator.hardwareConcurrency);
}

function engine(path: string): FakeEngine {
  const never = () => new Promise<void>(() => {});
  const event = { Type: "container", Action: "start", Actor: { ID, Attributes: { name: NAME } } };
  const inspection = {
    Id: ID,
    Name: `/${NAME}`,
    Created: "2026-11-01T00:00:00Z",
    State: { Status: "running", Running: true, Pid: 1, StartedAt: "2026-11-01T00:00:00Z" },
    Config: { Image: "web", Labels: {} },
  };
  return new FakeEngine(path, {
    routes: {
      "/events": () =>
        pieces(async (write) => {
          write(`${JSON.stringify({ ...event, timeNano: Date.now() * 1e6 })}\n`);
          await never();
        }),
      [`/containers/${NAME}/json`]: inspection,
      [`/containers/${ID}/json`]: inspection,
      [`/containers/${ID}/logs`]: () =>
        pieces(async (write) => {
          write(framed("2026-11-01T00:00:00.000000001Z up\n"));
          await never();
        }),
    },
  });
}

async function ends({ full }: Effort, run: Run): Promise<Outcome> {
  const folder = await Deno.makeTempDir();
  const socket = `${folder}/runtime.sock`;
  const tried = full ? 100 : 3;
  const took: number[] = [];
  let survived = 0;
  try {
    await using _runtime = run.engine === true ? engine(socket) : await FakeCriProcess.start({
      socket,
      runtime: { name: "containerd", version: "v2.0.0" },
      containers: [{ id: ID, sandboxId: "s", name: NAME }],
      events: [{ id: ID, type: 1 }],
      eventsStay: true,
    }, "node");
    for (let silent = 0; took.length < tried && silent < tried;) {
      const ms = await ending(run, socket);
      if (ms === undefined) silent++;
      else took.push(ms);
      if (ms !== undefined && ms < LATEST_MS * business()) survived++;
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(tried - 1, Math.floor(share * tried))]?.toFixed(0);
  const notes = [
    `median ${at(0.5)} ms, slowest ${at(1)} ms, ${
      business().toFixed(1)
    } times as much to do as can be done`,
  ];
  return { tried, survived, lost: 0, mislabelled: 0, unlabelled: 0, notes };
}

/** The faults of this file. */
export const ENDS: readonly Fault[] = RUNS.map((run) => ({
  name: `${run.name} ends at once`,
  run: (effort) => ends(effort, run),
}));

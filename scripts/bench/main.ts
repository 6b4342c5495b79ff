/**
 * The benchmarks: `deno task bench` prints a table, `deno task bench --json` one object.
 *
 *     main.ts [decode] [growth] [filters] [start] [live] [containers] [sockets] [grpc] [workload]
 *       [--json] [--rounds N] [--mib N] [--open-seconds N]
 *
 * Without a part's name it measures all of them. The program under measurement is critter as it is packed now, or the
 * command in the environment's CRITTER; the start is always that of a packed one. What the machine lacks for a part is
 * said on stderr.
 */

import { parseArgs } from "node:util";
import { output } from "./command.ts";
import { benchDecode } from "./decode/decode.ts";
import { filterCosts } from "./decode/filters.ts";
import { growth } from "./decode/growth.ts";
import { figuresOf, type Measured } from "./figures.ts";
import { benchGrpc } from "./grpc/grpc.ts";
import { benchContainers } from "./live/containers.ts";
import { benchLive } from "./live/live.ts";
import { benchSickSockets } from "./live/sick_sockets.ts";
import { missingForContainers, missingForLive, missingForWorkload } from "./live/needs.ts";
import { report } from "./report.ts";
import { benchStart } from "./start.ts";
import { benchWorkload } from "./workload/workload.ts";

const SEED = 20261123;
const PARTS = [
  "decode",
  "growth",
  "filters",
  "start",
  "live",
  "containers",
  "sockets",
  "grpc",
  "workload",
];
/** Those that run the program. */
const PACKED_PARTS = ["start", "live", "containers", "sockets", "workload"];
/** The last CPU: the first one serves most interrupts. */
const CPU = navigator.hardwareConcurrency - 1;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "9" },
    mib: { type: "string", default: "64" },
    "open-seconds": { type: "string", default: "8" },
  },
});
const unknown = positionals.find((name) => !PARTS.includes(name));
if (unknown !== undefined) {
  throw new Error(`Cannot measure "${unknown}" as the parts are ${PARTS.join(", ")}`);
}
const directory = await Deno.makeTempDir({ prefix: "critter-bench-" });
try {
  const measured = await measure(new Set(positionals.length === 0 ? PARTS : positionals));
  const figures = figuresOf(measured);
  await print(Deno.stdout, values.json ? JSON.stringify(figures) : report(measured, figures));
} finally {
  await Deno.remove(directory, { recursive: true });
}

async function measure(parts: ReadonlySet<string>): Promise<Measured> {
  const rounds = Number(values.rounds);
  const bytes = Number(values.mib) << 20;
  const common = { seed: SEED, rounds, cpu: CPU };
  const part = async (name: string): Promise<string> => {
    const path = `${directory}/${name}`;
    await Deno.mkdir(path);
    return path;
  };
  const measured: { -readonly [Key in keyof Measured]: Measured[Key] } = {};
  if (parts.has("decode")) {
    const options = { ...common, bytes, containers: 60, active: 60 };
    measured.decode = await benchDecode({ ...options, directory: await part("decode") });
  }
  if (parts.has("growth")) {
    measured.growth = await growth({
      ...common,
      bytes: bytes / 4,
      directory: await part("growth"),
    });
  }
  if (parts.has("filters")) {
    const options = { ...common, bytes, containers: 60, active: 60 };
    measured.filters = await filterCosts({ ...options, directory: await part("filters") });
  }
  const packed = `${directory}/critter`;
  if (PACKED_PARTS.some((name) => parts.has(name))) {
    const pack = new URL("../pack/pack.ts", import.meta.url).pathname;
    await output([Deno.execPath(), "run", "-A", pack, "--output", packed]);
  }
  const critter = Deno.env.get("CRITTER")?.split(" ") ?? [packed];
  if (parts.has("start")) measured.start = await benchStart(packed, rounds);
  if (parts.has("live") && await possible(missingForLive())) {
    measured.live = await benchLive({
      critter,
      directory: await part("live"),
      openSeconds: Number(values["open-seconds"]),
      idleSeconds: 15,
      rounds: 5,
    });
  }
  if (parts.has("containers") && await possible(missingForContainers())) {
    measured.containers = await benchContainers({
      critter,
      containers: 200,
      startMs: 60_000,
      rounds: 5,
    });
  }
  if (parts.has("sockets") && await possible(missingForContainers())) {
    measured.sockets = await benchSickSockets(critter, rounds);
  }
  if (parts.has("grpc")) measured.grpc = await benchGrpc(await part("grpc"), rounds);
  if (parts.has("workload") && await possible(missingForWorkload())) {
    measured.workload = await benchWorkload(critter, await part("workload"), rounds);
  }
  return measured;
}

/** Whether nothing is missing; says what is. */
async function possible(missing: string | undefined): Promise<boolean> {
  if (missing !== undefined) await print(Deno.stderr, missing);
  return missing === undefined;
}

async function print(stream: { write(bytes: Uint8Array): Promise<number> }, text: string) {
  const bytes = new TextEncoder().encode(`${text}\n`);
  for (let at = 0; at < bytes.length;) at += await stream.write(bytes.subarray(at));
}

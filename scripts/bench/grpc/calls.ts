/**
 * One client in a process of its own, asking the socket in the second argument by the client in the first: prints a
 * {@linkcode ClientFigures} as JSON. To be run with critter's own V8 flags.
 */
import { cpuUsage } from "node:process";
import { CRI_PACKAGES, VERSION } from "#runtime/cri/methods.ts";
import { GrpcChannel } from "#runtime/wire/grpc_channel.ts";
import { FetchChannel } from "./fetch_channel.ts";

/** What was measured of one client. */
export interface ClientFigures {
  /** Until the first answer, loading what is needed for it included, ms. */
  readonly firstMs: number;
  /** Processor time of a call, one after another, microseconds. */
  readonly oneUs: number;
  /** The same of a hundred at once. */
  readonly manyUs: number;
  /** Resident memory after 10,000 calls, MiB. */
  readonly rssMiB: number;
}

const WARM = 500;
const CALLS = 4_750;
const AT_ONCE = 100;

async function main([client = "", socket = ""]: readonly string[]): Promise<ClientFigures> {
  const start = performance.now();
  const Channel = client === "fetch" ? FetchChannel : GrpcChannel;
  using channel = new Channel(socket, { maxMessageBytes: 16 * 1024 * 1024 });
  const [packageName] = CRI_PACKAGES;
  const call = () => channel.unary(VERSION, packageName, {}, { timeoutMs: 60_000 });
  await call();
  const firstMs = performance.now() - start;
  const one = async (calls: number) => {
    for (let i = 0; i < calls; i++) await call();
  };
  const many = async (calls: number) => {
    for (let i = 0; i < calls; i += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, call));
    }
  };
  await one(WARM);
  const oneUs = await cpuOf(() => one(CALLS)) / CALLS;
  const rounds = Math.ceil(CALLS / AT_ONCE) * AT_ONCE;
  const manyUs = await cpuOf(() => many(rounds)) / rounds;
  return { firstMs, oneUs, manyUs, rssMiB: Deno.memoryUsage().rss / 2 ** 20 };
}

/** Microseconds of processor time, all threads together. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = cpuUsage();
  await work();
  const { user, system } = cpuUsage(before);
  return user + system;
}

const figures = await main(Deno.args);
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(figures)));
Deno.exit(0);

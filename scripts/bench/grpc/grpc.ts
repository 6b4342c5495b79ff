import { FakeCriProcess } from "#tests/fakes/fake_cri_process.ts";
import { taskFlags } from "../../pack/invocation.ts";
import { output } from "../command.ts";
import { ratiosOf, type Spread, spreadOf } from "../statistics.ts";
import type { ClientFigures } from "./calls.ts";

/** critter's gRPC client against the one of 0.1, on the same server, in turn. */
export interface GrpcFigures {
  /** Processor time a call, one after another, us: 0.1's, this one's, and their ratio round by round. */
  readonly one: Compared;
  /** The same with a hundred calls at once. */
  readonly many: Compared;
  /** Resident memory after 10,000 calls, MiB. */
  readonly rss: Compared;
  /** Start of the client to its first answer, ms. */
  readonly first: Compared;
}

/** A figure of both. */
export interface Compared {
  readonly before: Spread;
  readonly now: Spread;
  readonly ratio: Spread;
}

/** Measures both in turn, so that a slow phase of the machine falls on both; `directory` is empty. */
export async function benchGrpc(directory: string, rounds: number): Promise<GrpcFigures> {
  const socket = `${directory}/cri.sock`;
  await using _server = await FakeCriProcess.start({ socket }, "node");
  const script = new URL("calls.ts", import.meta.url).pathname;
  const measure = async (client: "fetch" | "grpc") => {
    const command = [Deno.execPath(), "run", ...taskFlags(), "--no-check", script, client, socket];
    return JSON.parse(await output(command)) as ClientFigures;
  };
  const [before, now]: [ClientFigures[], ClientFigures[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    before.push(await measure("fetch"));
    now.push(await measure("grpc"));
  }
  const compared = (key: keyof ClientFigures): Compared => {
    const [old, own] = [before, now].map((all) => all.map((figures) => figures[key]));
    return {
      before: spreadOf(old ?? []),
      now: spreadOf(own ?? []),
      ratio: ratiosOf(own ?? [], old ?? []),
    };
  };
  return {
    one: compared("oneUs"),
    many: compared("manyUs"),
    rss: compared("rssMiB"),
    first: compared("firstMs"),
  };
}

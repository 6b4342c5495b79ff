import { Containerd } from "#tests/host/containerd.ts";
import { ratiosOf, type Spread, spreadOf } from "../statistics.ts";
import { BUSY, LABELLED } from "./containers.ts";
import { timeOneLine } from "./first_line.ts";

/** Start of the process to the first labelled line, with and without sockets that are of no use. */
export interface SickSocketFigures {
  /** Sockets whose server is gone. */
  readonly dead: number;
  /** Sockets that accept and never answer. */
  readonly hung: number;
  /** With one containerd alone, ms. */
  readonly aloneMs: Spread;
  /** With them beside it, ms. */
  readonly besideMs: Spread;
  /** Of the two, round by round. */
  readonly ratio: Spread;
}

const DEAD = 30;
const HUNG = 3;

/** Measures both in turn, so that a slow phase of the machine falls on both. */
export async function benchSickSockets(
  critter: readonly string[],
  rounds: number,
): Promise<SickSocketFigures> {
  await using containerd = await Containerd.start();
  await containerd.runPod({ name: "bench-busy", containers: [BUSY] });
  using sick = new SickSockets(containerd.dir);
  const alone = ["--no-host", "--runtime-endpoint", containerd.socket];
  const beside = [...sick.paths.flatMap((path) => ["--runtime-endpoint", path]), ...alone];
  const [aloneMs, besideMs]: [number[], number[]] = [[], []];
  // The first run of each reads what is in no cache yet.
  for (let round = -1; round < rounds; round++) {
    const [one, other] = [
      await timeOneLine(critter, alone, LABELLED),
      await timeOneLine(critter, beside, LABELLED),
    ];
    if (round < 0) continue;
    aloneMs.push(one);
    besideMs.push(other);
  }
  return {
    dead: DEAD,
    hung: HUNG,
    aloneMs: spreadOf(aloneMs),
    besideMs: spreadOf(besideMs),
    ratio: ratiosOf(besideMs, aloneMs),
  };
}

/** Sockets below a folder, the hung ones first: they go with it. */
class SickSockets implements Disposable {
  readonly paths: readonly string[];
  readonly #listening: readonly Deno.UnixListener[];

  constructor(folder: string) {
    const hung = Array.from({ length: HUNG }, (_, n) => `${folder}/hung-${n}.sock`);
    const dead = Array.from({ length: DEAD }, (_, n) => `${folder}/dead-${n}.sock`);
    // The kernel completes connections on behalf of who listens; nobody takes them.
    this.#listening = hung.map((path) => Deno.listen({ transport: "unix", path }));
    for (const path of dead) {
      const listener = Deno.listen({ transport: "unix", path: `${path}.new` });
      // Closing would take the file away.
      Deno.renameSync(`${path}.new`, path);
      listener.close();
    }
    this.paths = [...hung, ...dead];
  }

  [Symbol.dispose](): void {
    for (const listener of this.#listening) listener.close();
  }
}

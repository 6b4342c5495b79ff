/** A node with many processes: what it costs critter to know whose children they are. */
import assert from "assert";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { compileTrees } from "#tests/kernel/trees.ts";
import { Critter } from "./critter.ts";

const PROCESSES = 5000;
const LIMIT_MIB = 80;

/** Many processes that live until this is disposed of. */
class Crowd implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;

  constructor(program: string) {
    this.#child = new Deno.Command(program, {
      args: ["crowd", `${PROCESSES}`],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
  }

  /** Waits until all of them live. */
  async complete(): Promise<void> {
    const reader = this.#child.stdout.getReader();
    const { value } = await reader.read();
    assert.equal(new TextDecoder().decode(value), "all\n");
    await reader.cancel();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close();
    await this.#child.status;
  }
}

/** Without pages of files: those of the program's own executable are the page cache's, whoever maps them. */
function ownMib(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

for (const isEarlier of [true, false]) {
  const when = isEarlier ? "were there before it" : "begin beneath it";
  Deno.test({
    name:
      `critter watch keeps to ${LIMIT_MIB} MiB of its own with ${PROCESSES} living processes that ${when}`,
    ignore: noKernel !== undefined,
    async fn() {
      await using stack = new AsyncDisposableStack();
      const folder = makePlace("crowd");
      stack.defer(() => removePlace(folder));
      const program = compileTrees(folder);
      const begin = async (): Promise<void> => await stack.use(new Crowd(program)).complete();
      if (isEarlier) await begin();
      const events = ["-e", "process.existing,process.exec", "--ancestors", "1"];
      let told = 0;
      const keep = (raw: string): boolean => {
        if (raw.includes(program)) told++;
        return raw.includes("ready-");
      };
      const critter = stack.use(await Critter.watch(events, { keep }));
      if (!isEarlier) await begin();
      await critter.waitFor("the crowd", () => told >= PROCESSES, 30_000);
      const mib = ownMib(critter.pid);
      assert.ok(mib <= LIMIT_MIB, `${mib.toFixed(1)} MiB`);
    },
  });
}

/**
 * Asks the runtime at the socket in the first argument, again and again, while garbage is collected and the runtime
 * says GOAWAY for each line of standard input; prints "asked" and how many calls have failed after every round. To be run
 * with --expose-gc.
 */
import { CriClient } from "#runtime/cri/client.ts";
import { TextLineStream } from "./lines.ts";

const [socket = "", id = ""] = Deno.args;
const gc = (globalThis as { gc?: () => void }).gc;
if (gc === undefined) throw new Error("Cannot collect garbage as --expose-gc is missing");
const print = (line: string) => Deno.stdout.write(new TextEncoder().encode(`${line}\n`));

// Only a call that hangs takes so long, however busy the machine is.
using client = new CriClient(socket, { timeoutMs: 20_000 });
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream())
  .pipeThrough(new TextLineStream());
await print("ready");
let failed = 0;
const count = async (results: readonly PromiseSettledResult<unknown>[]) => {
  for (const result of results) {
    if (result.status !== "rejected") continue;
    failed++;
    await Deno.stderr.write(new TextEncoder().encode(`${result.reason}\n`));
  }
};
for await (const _ of lines) {
  await count(await Promise.allSettled(Array.from({ length: 13 }, () => client.find(id))));
  gc();
  // One call is under way, or just over, when GOAWAY comes.
  const late = client.find(id);
  await print(`asked ${failed}`);
  await count(await Promise.allSettled([late]));
  gc();
  const name = (await client.find(id).catch(() => client.find(id)))?.name;
  if (name !== "main") throw new Error(`Cannot find the container: ${name}`);
}

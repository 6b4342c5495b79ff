/**
 * Opens answers that never end at the socket in the first argument, collects garbage, and ends them by their signal or
 * deadline, so often as the second argument says; prints the slowest end in milliseconds. To be run with --expose-gc.
 */
import { HttpChannel } from "#runtime/wire/http_channel.ts";

const AT_ONCE = 20;
/** Long after which an end counts as lost. */
const LOST_MS = 5_000;
const DEADLINE_MS = 30;

const [socket = "", times = "1000"] = Deno.args;
const gc = (globalThis as { gc?: () => void }).gc;
if (gc === undefined) throw new Error("Cannot collect garbage as --expose-gc is missing");

using channel = new HttpChannel(socket, { maxBytes: 1024 * 1024 });
let slowest = 0;

/** Milliseconds until the work has failed; it must. */
async function ended(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lost = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Cannot wait longer for an end")), LOST_MS);
  });
  const failure = await Promise.race([work.then(() => undefined, (error) => error), lost]);
  clearTimeout(timer);
  if (failure === undefined) throw new Error("Cannot accept an answer that never ended as whole");
  return performance.now() - start;
}

for (let round = 0; round < Number(times) / AT_ONCE; round++) {
  const controller = new AbortController();
  const { signal } = controller;
  const first: Promise<void>[] = [];
  const streams = Array.from({ length: AT_ONCE / 2 }, () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    first.push(promise);
    return (async () => {
      for await (const _ of channel.stream("/open", { timeoutMs: 5_000, signal })) resolve();
    })();
  });
  // Heads that never come, and bodies that never end, with a deadline.
  const late = ["/mute", "/open"].flatMap((target) =>
    Array.from(
      { length: AT_ONCE / 4 },
      () => ended(channel.get(target, { timeoutMs: DEADLINE_MS })),
    )
  );
  await Promise.all(first);
  gc();
  await new Promise((resolve) => setTimeout(resolve, 0));
  gc();
  const all = streams.map(ended);
  controller.abort();
  slowest = Math.max(slowest, ...await Promise.all(all));
  slowest = Math.max(slowest, ...(await Promise.all(late)).map((ms) => ms - DEADLINE_MS));
}
await Deno.stdout.write(new TextEncoder().encode(`${Math.ceil(slowest)}\n`));

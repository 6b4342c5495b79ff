import assert from "assert";
import type { WatchSummary } from "#pipeline/options.ts";
import { ExitError, testHost } from "../testing.ts";
import { runStream } from "./run_stream.ts";

const SUMMARY: WatchSummary = {
  end: "signal",
  events: { resolved: 2n, host: 1n, unresolved: 0n },
  lost: {},
  malformed: 0n,
};

function endOf(signal: AbortSignal): Promise<WatchSummary> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(SUMMARY)));
}

Deno.test("runStream() ends in good order at the first signal", async () => {
  const host = testHost();
  const run = runStream(host, ({ signal }) => endOf(signal));
  host.send("SIGTERM");
  assert.equal(await run, 0);
  assert.equal(host.output.stderr, "critter: 3 events (2 resolved, 1 host), none lost\n");
  assert.equal(host.listeners, 0);
});

Deno.test("runStream() ends the process at the second signal", async () => {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    const host = testHost();
    const run = runStream(host, ({ signal }) => endOf(signal));
    host.send("SIGINT");
    assert.throws(
      () => host.send(signal),
      (error) => error instanceof ExitError && error.code === code,
    );
    await run;
  }
});

Deno.test("runStream() stops listening when its task fails", async () => {
  const host = testHost();
  await assert.rejects(runStream(host, () => Promise.reject(new Error("no"))), /no/);
  assert.equal(host.listeners, 0);
});

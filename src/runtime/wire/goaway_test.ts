import assert from "assert";
import { goawayRounds } from "#tests/fakes/goaway_rounds.ts";

const GOAWAYS = 30;

for (const style of ["bare", "graceful", "closing"] as const) {
  Deno.test(`CriClient survives runtimes that say GOAWAY after garbage collection: ${style}`, async () => {
    const { goaways, failed, said, death } = await goawayRounds(style, GOAWAYS);
    assert.equal(death, undefined, said);
    assert(goaways >= GOAWAYS);
    // A call is made once more, and of three frames in a row it may meet two.
    assert(failed <= (style === "bare" ? GOAWAYS / 10 : 0), said);
    assert.equal(
      said.split("\n").filter((line) => line !== "" && !/went away/.test(line)).length,
      0,
    );
  });
}

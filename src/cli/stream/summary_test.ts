import assert from "assert";
import { summarySentence } from "./summary.ts";

const NOTHING = { resolved: 0n, host: 0n, unresolved: 0n };

Deno.test("summarySentence() counts events by label state", () => {
  const events = { resolved: 1_234_567n, host: 1n, unresolved: 20n };
  assert.equal(
    summarySentence({ end: "signal", events, lost: {}, malformed: 0n }),
    "1,234,588 events (1,234,567 resolved, 1 host, 20 unresolved), none lost",
  );
  assert.equal(
    summarySentence({ end: "signal", events: { ...NOTHING, host: 1n }, lost: {}, malformed: 0n }),
    "1 event (1 host), none lost",
  );
});

Deno.test("summarySentence() cries out loss by kind, and malformed records", () => {
  assert.equal(
    summarySentence({
      end: "duration",
      events: NOTHING,
      lost: { ring: 1200n, sink: 3n, x: 0n },
      malformed: 1n,
    }),
    "0 events, 1,203 LOST (ring 1,200, sink 3), 1 malformed record skipped",
  );
});

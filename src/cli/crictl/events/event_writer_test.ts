import assert from "assert";
import { EventWriter } from "./event_writer.ts";

Deno.test("EventWriter writes in order, and never waits for a reader that does not read", async () => {
  const gate = Promise.withResolvers<void>();
  const written: string[] = [];
  let full = 0;
  const writer = new EventWriter({
    write: () => assert.fail("it must not block"),
    async writeSoon(text) {
      await gate.promise;
      written.push(text);
    },
    isBroken: () => false,
    isTerminal: () => false,
    getColorDepth: () => 1,
  }, () => full++);
  for (let index = 0; index < 10_002; index++) writer.write(String(index));
  assert.equal(full, 1);
  gate.resolve();
  await writer.flush();
  assert.deepEqual(written, Array.from({ length: 10_001 }, (_, index) => String(index)));
});

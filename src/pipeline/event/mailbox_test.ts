import assert from "assert";
import { Mailbox, type RunningMessage } from "./mailbox.ts";

class Bell {
  rung = 0n;

  take(): bigint {
    const { rung } = this;
    this.rung = 0n;
    return rung;
  }
}

const MESSAGE: RunningMessage = { kind: "labels", updates: [] };

Deno.test("Mailbox.receive() waits for every message that was announced", async () => {
  const bell = new Bell();
  const mailbox = new Mailbox(bell);
  bell.rung = 2n;
  const received = mailbox.receive();
  mailbox.put(MESSAGE);
  mailbox.put({ kind: "stop", reason: "signal" });
  assert.deepEqual((await received).map(({ kind }) => kind), ["labels", "stop"]);
});

Deno.test("Mailbox.receive() hands a message out once, even when it overtakes its announcement", async () => {
  const bell = new Bell();
  const mailbox = new Mailbox(bell);
  bell.rung = 1n;
  mailbox.put(MESSAGE);
  mailbox.put({ kind: "stop", reason: "signal" });
  assert.equal((await mailbox.receive()).length, 2);
  bell.rung = 1n;
  assert.deepEqual(await mailbox.receive(), []);
  bell.rung = 1n;
  const third = mailbox.receive();
  mailbox.put(MESSAGE);
  assert.equal((await third).length, 1);
});

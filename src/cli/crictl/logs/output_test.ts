import assert from "assert";
import { testHost } from "../../testing.ts";
import { LogOutput } from "./output.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("LogOutput makes visible what a terminal would act on, wherever pieces are cut", () => {
  const text = bytes("é\x1b[31mred\r\n50 %\r60 %\r\nlast\r");
  for (const size of [1, 2, 3, 100]) {
    const host = testHost({ terminal: {} });
    const output = new LogOutput(host);
    for (let at = 0; at < text.length; at += size) {
      output.write("stdout", text.subarray(at, at + size));
    }
    output.end();
    assert.equal(host.output.stdout, "é\\x1b[31mred\n50 %\\r60 %\nlast\\r");
  }
  const host = testHost({ terminal: {} });
  const output = new LogOutput(host);
  output.write("stderr", new Uint8Array([0xff, 0xc3]));
  output.end();
  assert.equal(host.output.stderr, "\ufffd\ufffd");
});

Deno.test("LogOutput says its own on a line of its own", () => {
  for (
    const [written, wanted] of [["", "own\n"], ["a\n", "a\nown\n"], ["a", "a\nown\n"]] as const
  ) {
    const host = testHost();
    const output = new LogOutput(host);
    if (written !== "") output.write("stderr", bytes(written));
    output.write("stdout", bytes("half"));
    output.say((text) => host.process.stderr.write(`${text}\n`), "own");
    assert.equal(host.output.stderr, wanted);
  }
});

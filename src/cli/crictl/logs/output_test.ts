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

Deno.test("LogOutput keeps lines whole on a terminal, and streams apart elsewhere", () => {
  const write = (terminal: boolean) => {
    const host = testHost(terminal ? { terminal: {} } : {});
    const order: string[] = [];
    for (const stream of ["stdout", "stderr"] as const) {
      const put = host.process[stream].write;
      host.process[stream].write = (text) => {
        put(text);
        order.push(typeof text === "string" ? text : new TextDecoder().decode(text));
      };
    }
    const output = new LogOutput(host);
    output.write("stdout", bytes("half "));
    output.write("stderr", bytes("oops\n"));
    output.write("stdout", bytes("whole\n"));
    output.write("stdout", bytes("last"));
    output.end();
    output.say((text) => order.push(`${text}\n`), "own");
    assert.deepEqual(host.output, {
      stdout: "half whole\nlast",
      stderr: terminal ? "oops\n\n" : "oops\n",
    });
    return order.join("");
  };
  assert.equal(write(true), "half whole\noops\nlast\nown\n");
  assert.equal(write(false), "half oops\nwhole\nlastown\n");
});

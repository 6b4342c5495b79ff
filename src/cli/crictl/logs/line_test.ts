import assert from "assert";
import fc from "fast-check";
import {
  type LogEntry,
  LogPrinter,
  type LogSelection,
  type LogStream,
  parseLogLine,
} from "./line.ts";

const encoder = new TextEncoder();
const bytes = (text: string) => encoder.encode(text);

/** What a printer writes to each stream, each byte as a character. */
function printed(entries: readonly LogEntry[], selection: Partial<LogSelection> = {}) {
  const out: Record<LogStream, string> = { stdout: "", stderr: "" };
  const printer = new LogPrinter({ timestamps: false, ...selection }, (stream, text) => {
    out[stream] += String.fromCharCode(...text);
  });
  for (const entry of entries) printer.print(entry);
  return out;
}

function entry(stream: LogStream, text: string, time: string): LogEntry {
  return { stream, text: bytes(text), time };
}

Deno.test("parseLogLine() gives a CRI line's bytes as they are, and a part without its end", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom("F", "P", "P:x", "F:x:y"), (text, tags) => {
      const head = bytes(`2026-11-23T01:00:00.1+01:00 stderr ${tags} `);
      const line = new Uint8Array([...head, ...text, 10]);
      assert.deepEqual(parseLogLine(line), {
        stream: "stderr",
        time: "2026-11-23T01:00:00.1+01:00",
        text: tags.startsWith("P") ? text : new Uint8Array([...text, 10]),
      });
      // The last line may have no end.
      const { text: last } = parseLogLine(line.subarray(0, -1)) ?? { text: bytes("none") };
      assert.deepEqual(
        last,
        text.at(-1) === 10 && tags.startsWith("P") ? text.subarray(0, -1) : text,
      );
    }),
  );
});

Deno.test("parseLogLine() reads Docker's lines, and nothing else", () => {
  const docker = '{"log":"é\\n","stream":"stderr","time":"2026-11-23T01:00:00Z"}';
  assert.deepEqual(
    parseLogLine(bytes(`${docker}\n`)),
    entry("stderr", "é\n", "2026-11-23T01:00:00Z"),
  );
  for (
    const line of [
      "",
      "\n",
      "{",
      '{"log":1}',
      "2026-11-23T01:00:00Z stdout F",
      "2026-11-23T01:00:00Z stdlog F x",
      "yesterday stdout F x",
      `${"x".repeat(200)} stdout F x`,
      " stdout F x",
    ]
  ) {
    assert.equal(parseLogLine(bytes(line)), undefined, line);
  }
});

Deno.test("LogPrinter gives each line its own stream's first time, of nine digits and in UTC", () => {
  const entries = [
    entry("stdout", "half ", "2026-11-23T01:00:00.5+00:00"),
    entry("stderr", "oops ", "2026-11-23T03:00:01+02:00"),
    entry("stdout", "whole\n", "2026-11-23T01:00:02Z"),
    entry("stderr", "too\n", "2026-11-23T01:00:03Z"),
    entry("stdout", "next\n", "2026-11-23T01:00:04.000000004Z"),
  ];
  assert.deepEqual(printed(entries, { timestamps: true }), {
    stdout: "2026-11-23T01:00:00.500000000Z half whole\n2026-11-23T01:00:04.000000004Z next\n",
    stderr: "2026-11-23T01:00:01.000000000Z oops too\n",
  });
  assert.deepEqual(printed(entries, { stream: "stderr" }), { stdout: "", stderr: "oops too\n" });
});

Deno.test("LogPrinter ends after so many bytes, times among them", () => {
  const line = entry("stdout", "é\n", "2026-11-23T01:00:00Z");
  for (const limitBytes of [0, 1, 2, 3, 4]) {
    assert.equal(printed([line, line], { limitBytes }).stdout, "Ã©\nÃ©\n".slice(0, limitBytes));
  }
  const head = "2026-11-23T01:00:00.000000000Z ";
  assert.equal(printed([line], { limitBytes: 10, timestamps: true }).stdout, head.slice(0, 10));
  assert.equal(printed([line], { limitBytes: 32, timestamps: true }).stdout, `${head}Ã`);
});

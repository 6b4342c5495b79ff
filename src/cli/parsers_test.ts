import assert from "assert";
import fc from "fast-check";
import {
  parseAncestors,
  parseCount,
  parseDurationMs,
  parseEndpoint,
  parseEventTypes,
  parseLabel,
  parseLast,
  parsePositiveDurationMs,
  parsePositiveInteger,
  parseRingBytes,
  ValueError,
} from "./parsers.ts";

Deno.test("parseDurationMs() reads what Go reads", () => {
  const table: [string, number][] = [
    ["0", 0],
    ["0s", 0],
    ["500ms", 500],
    ["1m30s", 90_000],
    ["1.5s", 1500],
    [".5s", 500],
    ["1h", 3_600_000],
    ["1us", 1],
    ["2h45m", 9_900_000],
  ];
  for (const [text, expected] of table) assert.equal(parseDurationMs(text), expected, text);
});

Deno.test("parseDurationMs() refuses what Go refuses", () => {
  for (
    const text of ["", "10", "10 s", "s", "1s2", "-1s", "1x", "1e3s", " 1s", "99999h", "1..5s"]
  ) {
    assert.throws(() => parseDurationMs(text), ValueError, text);
  }
});

Deno.test("parseDurationMs() never returns anything but whole milliseconds or a ValueError", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    try {
      assert.ok(Number.isInteger(parseDurationMs(text)));
    } catch (error) {
      assert.ok(error instanceof ValueError);
    }
  }));
});

Deno.test("parsePositiveDurationMs() refuses zero", () => {
  assert.throws(() => parsePositiveDurationMs("0s"), /longer than 0s/);
});

Deno.test("parseRingBytes() takes powers of two from 64KiB to 1GiB", () => {
  assert.equal(parseRingBytes("16MiB"), 16 * 2 ** 20);
  assert.equal(parseRingBytes("64Ki"), 65536);
  assert.equal(parseRingBytes("65536"), 65536);
  assert.equal(parseRingBytes("1G"), 2 ** 30);
  for (
    const text of [
      "",
      "16",
      "12MiB",
      "2GiB",
      "0",
      "16 mib",
      "-1",
      "1e6",
      "MiB",
      "99999999999999999",
    ]
  ) {
    assert.throws(() => parseRingBytes(text), ValueError, text);
  }
});

Deno.test("parsePositiveInteger() takes whole numbers from 1", () => {
  assert.equal(parsePositiveInteger("12"), 12);
  for (const text of ["", "0", "-1", "1.5", "1e3", "0x10", "ten", "9007199254740993"]) {
    assert.throws(() => parsePositiveInteger(text), ValueError, text);
  }
});

Deno.test("parseLast() takes numbers, and tells of --namespace those who mean that with -n", () => {
  assert.equal(parseLast("3"), 3);
  assert.equal(parseLast("0"), 0);
  assert.equal(parseLast("-1"), 0);
  assert.throws(() => parseLast("1.5"), ValueError);
  for (const text of ["kube-system", "-", ""]) {
    assert.throws(
      () => parseLast(text),
      /whole number, 0 for all, a namespace being --namespace/,
      text,
    );
  }
});

Deno.test("parseAncestors() takes as many as records have", () => {
  assert.deepEqual(["0", "1", "16", "007"].map(parseAncestors), [0, 1, 16, 7]);
  for (const text of ["17", "-1", "1.5", "1e1", "", " 1", "all", "0x1", "99999999999999999999"]) {
    assert.throws(() => parseAncestors(text), /a whole number from 0 to 16/, text);
  }
});

Deno.test("parseEventTypes() takes names, lists and globs", () => {
  const names = (text: string) => parseEventTypes(text).map((type) => type.name);
  assert.deepEqual(names("process.exec"), ["process.exec"]);
  assert.deepEqual(names("process.exit,cgroup.mkdir"), ["process.exit", "cgroup.mkdir"]);
  assert.deepEqual(names("process.*"), [
    "process.exec",
    "process.exit",
    "process.fork",
    "process.signal",
    "process.existing",
  ]);
  assert.deepEqual(names("container.*"), ["container.start", "container.exit"]);
  assert.equal(names("*").length, 10);
});

Deno.test("parseEventTypes() names the part that is no event", () => {
  assert.throws(() => parseEventTypes("process.exec,nope"), /process\.exec.*"nope" is not/);
  assert.throws(() => parseEventTypes("process.(exec)+"), ValueError);
  assert.throws(() => parseEventTypes(""), ValueError);
});

Deno.test("parseEndpoint() takes absolute paths and unix URLs", () => {
  assert.equal(parseEndpoint("unix:///run/a.sock"), "unix:///run/a.sock");
  assert.equal(parseEndpoint("/run/a.sock"), "/run/a.sock");
  for (const text of ["", "a.sock", "tcp://127.0.0.1:1", "/" + "x".repeat(108)]) {
    assert.throws(() => parseEndpoint(text), ValueError, text);
  }
});

Deno.test("parseLabel() takes a name and a value", () => {
  assert.deepEqual(parseLabel("app=web"), ["app", "web"]);
  assert.deepEqual(parseLabel("app="), ["app", ""]);
  for (const text of ["", "app", "=web", "a=b=c"]) {
    assert.throws(() => parseLabel(text), ValueError);
  }
});

Deno.test("parseCount() takes crictl's -1 for no limit", () => {
  assert.equal(parseCount("-1"), Infinity);
  assert.equal(parseCount("0"), 0);
  for (const text of ["", "-2", "1.5", "x"]) assert.throws(() => parseCount(text), ValueError);
});

import assert from "assert";
import * as fc from "fast-check";
import { compileAutomaton } from "#filter/regex/compile.ts";
import { automatonBytes } from "#filter/program/automaton_bytes.ts";
import { HOT_SCALAR_WASM } from "#hotpath/gen/hot_scalar_wasm.ts";
import { HOT_WASM } from "#hotpath/gen/hot_wasm.ts";
import { HotPath } from "#hotpath/hot_path.ts";
import { execRecord, ringBytes } from "#tests/hotpath/record_builder.ts";
import { ARGS_REDACTED } from "../../wasm/redact/marks.ts";
import { type CommandLine, LOOK_ALIKES, SECRETS } from "./corpus.ts";
import { redactedLines } from "./redacted.ts";

const SECRET = /«([^»]*)»/gs;
const BUILDS = { simd: HOT_WASM, scalar: HOT_SCALAR_WASM };
const ALL = { automata: [] };

function given(command: CommandLine): string[] {
  return command.map((word) => word.replaceAll(SECRET, "$1"));
}

function wanted(command: CommandLine): string[] {
  return command.map((word) => word.replaceAll(SECRET, "***"));
}

function touched(command: CommandLine): number[] {
  return command.flatMap((word, index) => word.includes("«") ? [index] : []);
}

for (const [build, wasm] of Object.entries(BUILDS)) {
  Deno.test(`no secret of the corpus leaves, and the line says which arguments were touched (${build})`, () => {
    assert.ok(SECRETS.length >= 100);
    const lines = redactedLines(SECRETS.map(given), ALL, wasm);
    SECRETS.forEach((command, index) => {
      assert.deepEqual(lines[index]?.args, wanted(command));
      assert.deepEqual(lines[index]?.touched, touched(command));
    });
  });

  Deno.test(`no look-alike of the corpus is touched (${build})`, () => {
    assert.ok(LOOK_ALIKES.length >= 100);
    const lines = redactedLines(LOOK_ALIKES, ALL, wasm);
    LOOK_ALIKES.forEach((command, index) => {
      assert.deepEqual(lines[index]?.args, command);
      assert.deepEqual(lines[index]?.touched, []);
    });
  });
}

Deno.test("secrets do not leave, whatever stands around their command line", () => {
  const harmless = fc.array(
    fc.oneof(
      fc.constantFrom("-v", "x", "--flag", "a=b", "/bin/x", "é", "1", "--", "http://h/", "key"),
      fc.string({ maxLength: 8 }).filter((text) => !/[\0«»]/.test(text)),
    ),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(
      harmless,
      fc.constantFrom(...SECRETS),
      harmless,
      (before, command, after) => {
        // The program stays in front of its options.
        const lead = before.map((word) => word.startsWith("-") ? "x" : word);
        const [line] = redactedLines([[...lead, ...given(command), ...after]]);
        const secrets = command.flatMap((word) =>
          [...word.matchAll(SECRET)].map(([, one]) => one ?? "")
        );
        const args = line?.args.slice(lead.length, lead.length + command.length) ?? [];
        assert.deepEqual(args, wanted(command));
        for (const secret of secrets.filter((one) => one.length > 8)) {
          assert.ok(!line?.args.some((arg) => arg.includes(secret)));
        }
      },
    ),
    { numRuns: 3000 },
  );
});

Deno.test("both builds mask the same, whatever the bytes", () => {
  const piece = fc.constantFrom(
    ...[
      "--password",
      "=",
      " ",
      "://",
      ":",
      "@",
      "eyJ",
      ".",
      "-",
      "\0",
      "AKIA",
      "x",
      "token",
      '"',
      "'",
      "curl",
      "-u",
    ],
    ...[
      "mysql",
      "-p",
      "Authorization",
      "Bearer ",
      "-----BEGIN PRIVATE KEY-----",
      "ghp_",
      "\u00f9",
      "\\",
      "/",
      "secret",
    ],
  );
  const bytes = fc.array(fc.oneof(piece, fc.uint8Array({ maxLength: 4 })), { maxLength: 24 }).map((
    pieces,
  ) =>
    Uint8Array.from(
      pieces.flatMap((one) => [...typeof one === "string" ? new TextEncoder().encode(one) : one]),
    )
  );
  const record = (args: Uint8Array, flags: number) => ringBytes([execRecord({ args, flags })]);
  fc.assert(
    fc.property(bytes, fc.constantFrom(0, 1, ARGS_REDACTED), (args, flags) => {
      const outcomes = [HOT_WASM, HOT_SCALAR_WASM].map((wasm) => {
        const hot = HotPath.create(
          { holdLimitNs: 0n, types: 2, includeHost: true, redaction: ALL },
          wasm,
        );
        const ring = record(args, flags);
        hot.input().set(ring);
        hot.redact(ring.length);
        const once = hot.input().slice(0, ring.length);
        hot.redact(ring.length);
        assert.deepEqual(hot.input().slice(0, ring.length), once);
        assert.equal(once.length, ring.length);
        return once;
      });
      assert.deepEqual(outcomes[0], outcomes[1]);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("a recording gets records without secrets, and a replay leaves what was masked as it is", () => {
  const hot = HotPath.create({ holdLimitNs: 0n, types: 2, includeHost: true, redaction: ALL });
  const ring = ringBytes([execRecord({ args: ["app", "--token=abcdef", "ù"] })]);
  hot.input().set(ring);
  hot.redact(ring.length);
  const kept = hot.input().slice(0, ring.length);
  assert.ok(!new TextDecoder("latin1").decode(kept).includes("abcdef"));
  const masked = kept.subarray(72);
  assert.ok(masked.includes(0xf9));
});

Deno.test("what is no UTF-8 is no mask: it is told as before", () => {
  const [plain, both] = redactedLines([
    ["x", Uint8Array.of(0xf9, 0x41)],
    ["x", Uint8Array.of(0xf9, 0x41), "--password=pw"],
  ]);
  assert.deepEqual(plain?.args, ["x", "�A"]);
  assert.deepEqual(both?.args, ["x", "�A", "--password=***"]);
  assert.deepEqual(both?.touched, [2]);
});

Deno.test("--redact masks arguments in which its patterns are found, --no-redact nothing", () => {
  const redaction = {
    automata: ["^internal-", "\\bcard=\\d{4}"].map((one) => automatonBytes(compileAutomaton(one))),
  };
  const [line] = redactedLines([["x", "internal-7", "not-internal-7", "card=1234"]], redaction);
  assert.deepEqual(line?.args, ["x", "***", "not-internal-7", "***"]);
  const [bare] = redactedLines([["x", "--password=pw"]], "none");
  assert.deepEqual(bare?.args, ["x", "--password=pw"]);
});

Deno.test("what is cut at the end of the arguments is masked, though it is too short for its shape", () => {
  const cut = 1;
  const [line] = redactedLines([["x", "ghp_abcdef"]], ALL, undefined, cut);
  assert.ok(line !== undefined && !line.line.includes("abcdef"));
});

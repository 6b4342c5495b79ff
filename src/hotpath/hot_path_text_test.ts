import assert from "assert";
import * as wire from "#wire";
import { HotPath } from "./hot_path.ts";
import { drive, linesOf } from "#tests/hotpath/drive.ts";
import { type ExecFields, execRecord, ringBytes } from "#tests/hotpath/record_builder.ts";

const RESOLVED = ',"label_state":"resolved"}\n';

/** A hot path that knows cgroup 1. */
function labelled(): HotPath {
  const types = 1 << wire.PROCESS_EXEC;
  const hot = HotPath.create({ holdLimitNs: 2_000_000_000n, types, includeHost: true });
  hot.apply({ kind: "final", cgroup: 1n, host: false, fragment: RESOLVED });
  return hot;
}

function lineOf(fields: ExecFields): string {
  return linesOf(drive(labelled(), ringBytes([execRecord(fields)])).bytes)[0] ?? "";
}

Deno.test("HotPath says what was truncated, unreachable, deleted or could not be read", () => {
  const every = 0xffff & ~(wire.EXEC_ARGS_UNREADABLE | wire.EXEC_UNRECORDED);
  const line = JSON.parse(lineOf({ flags: every, args: new TextEncoder().encode("a\0bc") }));
  assert.deepEqual(line.process.executable, {
    requested: "/bin/sh",
    requested_truncated: true,
    path: "/bin/sh",
    name: "sh",
    truncated: true,
    unreachable: true,
    deleted: true,
    origin: "root",
  });
  assert.deepEqual(line.process.command_args, ["a", "bc"]);
  assert.equal(line.process.command_args_truncated, true);
  assert.equal(line.process.working_directory_truncated, true);
  assert.equal(line.process.working_directory_unreachable, true);
  assert.equal(line.process.working_directory_deleted, true);
  const unreadable =
    JSON.parse(lineOf({ flags: wire.EXEC_ARGS_UNREADABLE, cwd: "", executable: "" })).process;
  assert.equal(unreadable.command_args_unreadable, true);
  assert.deepEqual(unreadable.executable, { requested: "/bin/sh", origin: "root" });
  assert.ok(!("command_args" in unreadable) && !("working_directory" in unreadable));
  assert.ok(!("command" in unreadable));
});

Deno.test("HotPath writes arguments that are empty, missing or cut", () => {
  const args = (bytes: number[]) =>
    JSON.parse(lineOf({ args: Uint8Array.from(bytes) })).process.command_args;
  assert.deepEqual(args([]), []);
  assert.deepEqual(args([0]), [""]);
  assert.deepEqual(args([0, 0, 0]), ["", "", ""]);
  assert.deepEqual(args([0x61]), ["a"]);
  assert.deepEqual(args([0, 0x61]), ["", "a"]);
  assert.deepEqual(args([0x61, 0, 0xe2, 0x82]), ["a", "\ufffd"]);
});

Deno.test("HotPath escapes everything that a terminal or a parser could take amiss", () => {
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const line = lineOf({ requested: every, executable: every });
  const text = new TextDecoder().decode(every);
  const { executable } = JSON.parse(line).process;
  assert.equal(executable.requested, text);
  assert.equal(executable.path, text);
  assert.equal(executable.name, text.slice(0x30));
  // deno-lint-ignore no-control-regex
  assert.ok(!/[\u0000-\u001f\u007f-\u009f]/.test(line));
  assert.ok(
    lineOf({ requested: "\u0080\u009f\u007f\u001b" }).includes("\\u0080\\u009f\\u007f\\u001b"),
  );
});

Deno.test("HotPath writes the longest strings whole", () => {
  const long = "\u0001".repeat(4096);
  const process = JSON.parse(lineOf({ requested: long, cwd: long, args: [long.slice(1)] })).process;
  assert.equal(process.executable.requested, long);
  assert.equal(process.executable.path, long);
  assert.equal(process.executable.name, long);
  assert.equal(process.command, long.slice(1));
  assert.equal(process.working_directory, long);
  assert.deepEqual(process.command_args, [long.slice(1)]);
});

Deno.test("HotPath writes names of executables and first arguments of every length and place", () => {
  const clean = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(2);
  for (let length = 0; length < 70; length++) {
    for (const slash of [-1, 0, 1, 15, 16, 17, 30, 31, 32, 33, 40, length - 1]) {
      const text = clean.slice(0, length);
      const executable = slash < 0 || slash >= length
        ? text
        : `${text.slice(0, slash)}/${text.slice(slash + 1)}`;
      const { process } = JSON.parse(lineOf({ executable, args: [text, "x"] }));
      assert.equal(process.command, text);
      if (executable === "") assert.ok(!("path" in process.executable));
      else assert.equal(process.executable.name, executable.slice(executable.lastIndexOf("/") + 1));
    }
  }
});

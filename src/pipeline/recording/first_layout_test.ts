import assert from "assert";
import fc from "fast-check";
import { HotPath } from "#hotpath/hot_path.ts";
import type { EventInput } from "../input.ts";
import { EventMachine } from "../event/event_machine.ts";
import { fromFirstLayout } from "./first_layout.ts";
import { recordingInMemory, RecordingReader } from "./recording_reader.ts";

const FOLDER = new URL("../../../tests/recordings/", import.meta.url);

/** A line of critter 0.1 with today's keys, in today's order. */
function renamed(line: string): unknown {
  const { time, event, process, ...labels } = JSON.parse(line);
  const { pid, tid, parent_pid, user, command, creation, executable, command_args, exit, ...rest } =
    process;
  return {
    time,
    event,
    thread: { id: tid, name: command },
    process: {
      pid,
      parent_pid,
      user,
      // Of cgroup events it was not recorded.
      creation: creation ?? { time },
      ...(executable === undefined ? {} : { executable: { requested: executable.path } }),
      ...(command_args === undefined ? {} : { command: command_args[0], command_args }),
      ...(exit === undefined ? {} : { exit: withCause(exit) }),
      ...rest,
    },
    ...labels,
  };
}

/** Why a process ended was not recorded. */
function withCause(exit: { readonly signal?: number }): object {
  if (exit.signal === undefined) return { cause: "exited", ...exit };
  assert.equal(exit.signal, 9);
  return { cause: "unknown", ...exit, verdict: "SIGKILL; critter did not see from whom" };
}

function replayed(inputs: Iterable<EventInput>): string {
  let text = "";
  const hot = HotPath.create({ holdLimitNs: 2_000_000_000n, types: 0b11110, includeHost: true });
  const machine = new EventMachine(hot, {
    lines: (bytes) => void (text += new TextDecoder().decode(bytes)),
    notice() {},
  });
  for (const input of inputs) for (const one of fromFirstLayout(input)) machine.apply(one);
  machine.apply({ kind: "release" });
  assert.equal(hot.counters().malformed, 0n);
  return text;
}

Deno.test("fromFirstLayout() gives a recording of critter 0.1 its lines, with today's keys", async () => {
  const recording = await Deno.readFile(new URL("0.1.critter", FOLDER));
  const lines = (await Deno.readTextFile(new URL("0.1.ndjson", FOLDER))).trimEnd().split("\n");
  const reader = new RecordingReader(recordingInMemory(recording));
  assert.equal(reader.header.wire, 1);
  assert.deepEqual(
    replayed(reader.inputs()).trimEnd().split("\n"),
    lines.map((line) => JSON.stringify(renamed(line))),
  );
});

Deno.test("fromFirstLayout() takes any bytes, and gives on all that is not a whole record as it is", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
    const parts = [...fromFirstLayout({ kind: "ring", bytes })];
    const hot = HotPath.create({ holdLimitNs: 0n, types: 0b11110, includeHost: true });
    const machine = new EventMachine(hot, { lines() {}, notice() {} });
    for (const part of parts) machine.apply(part);
  }));
  const cut = Uint8Array.from([200, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]);
  assert.deepEqual([...fromFirstLayout({ kind: "ring", bytes: cut })], [{
    kind: "ring",
    bytes: cut,
  }]);
  const other: EventInput = { kind: "release" };
  assert.deepEqual([...fromFirstLayout(other)], [other]);
});

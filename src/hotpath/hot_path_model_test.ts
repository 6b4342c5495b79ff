import assert from "assert";
import * as fc from "fast-check";
import {
  CONTAINER_START,
  EXIT_CAUSE_SIGNAL,
  PROCESS_EXEC,
  PROCESS_EXIT,
  PROCESS_SIGNAL,
} from "#wire";
import { HotPath } from "./hot_path.ts";
import type { HotPathOptions, LabelCommand } from "./types.ts";
import { drain, drive } from "#tests/hotpath/drive.ts";
import { PlainHotPath } from "#tests/hotpath/plain_hot_path.ts";
import { plainRunKey } from "#tests/hotpath/plain_lineage.ts";
import {
  execRecord,
  exitRecord,
  mkdirRecord,
  type PartyFields,
  type RecordFields,
  ringBytes,
  signalRecord,
} from "#tests/hotpath/record_builder.ts";

/** Whom another process is told with: a run of a program of the same history, in a cgroup that may be known. */
const OTHER: PartyFields = {
  ...{ startTimeNs: 1_000n, pid: 3, run: 1, program: plainRunKey(1_000n, 3, 1) },
  ...{ cgroup: 2n, uid: 0, command: "kill" },
};

const BUILDERS = {
  exec: (fields: RecordFields) => execRecord({ ...fields, ancestors: [OTHER] }),
  exit: (fields: RecordFields) => exitRecord(fields),
  mkdir: (fields: RecordFields) => mkdirRecord(fields),
  start: (fields: RecordFields) => execRecord(fields, CONTAINER_START),
  signal: (fields: RecordFields) => signalRecord({ ...fields, sender: OTHER }),
  killed: (fields: RecordFields) =>
    exitRecord({ ...fields, signal: 9, cause: EXIT_CAUSE_SIGNAL, sender: OTHER }),
};

/** One step of a history; times are nanoseconds since the one before. */
type Step =
  | { readonly kind: keyof typeof BUILDERS; readonly cgroup: bigint; readonly later: bigint }
  | { readonly kind: "command"; readonly command: LabelCommand }
  | { readonly kind: "expire"; readonly later: bigint }
  | { readonly kind: "flush" };

const cgroup = fc.constantFrom(1n, 2n, 3n, 1n << 32n | 1n, 1n << 63n);
const later = fc.bigInt({ min: 0n, max: 40n });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constantFrom("exec", "exit", "mkdir", "start", "signal", "killed"),
      cgroup,
      later,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("command"),
      command: fc.oneof(
        fc.record({
          kind: fc.constant("hold"),
          cgroup,
          fragment: fragment("unresolved"),
          pass: fc.boolean(),
        }),
        fc.record({
          kind: fc.constant("final"),
          cgroup,
          fragment: fragment("resolved"),
          host: fc.boolean(),
          pass: fc.boolean(),
        }),
        fc.record({ kind: fc.constant("forget"), cgroup }),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("expire"), later }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("flush") }) },
);

function fragment(state: string): fc.Arbitrary<string> {
  return fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 300 })).map(([number, pad]) =>
    `,"n":${number},"pad":"${"x".repeat(pad)}","label_state":"${state}"}\n`
  );
}

const options: HotPathOptions = {
  holdLimitNs: 100n,
  types: 1 << PROCESS_EXEC | 1 << PROCESS_EXIT | 1 << PROCESS_SIGNAL | 1 << CONTAINER_START,
  includeHost: false,
};

Deno.test("HotPath holds, releases and orders as the model does, for any history", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), fc.boolean(), (steps, includeHost) => {
      const hot = HotPath.create({ ...options, includeHost });
      const model = new PlainHotPath({ ...options, includeHost });
      let now = 1_000n;
      let pid = 1;
      for (const item of steps) {
        const from = model.output.length;
        model.notices.length = 0;
        let lines: Uint8Array = new Uint8Array();
        if ("later" in item) now += item.later;
        if (item.kind === "command") {
          hot.apply(item.command);
          model.apply(item.command);
        } else if (item.kind === "expire") {
          assert.equal(hot.expire(now), model.expire(now));
        } else if (item.kind === "flush") {
          lines = drain(hot);
          model.flush();
        } else {
          const ring = ringBytes([
            BUILDERS[item.kind]({ cgroup: item.cgroup, timeNs: now, pid: pid++ }),
          ]);
          const driven = drive(hot, ring);
          lines = driven.bytes;
          model.consume(ring);
          assert.deepEqual(driven.notices, model.notices);
        }
        assert.equal(new TextDecoder().decode(lines), model.output.slice(from));
      }
      const from = model.output.length;
      hot.releaseAll();
      model.releaseAll();
      model.flush();
      assert.equal(new TextDecoder().decode(drain(hot)), model.output.slice(from));
      assertEachOnce(model.output, pid);
      assert.equal(hot.counters().held_events, 0n);
      const { filtered, filtered_host, filtered_type } = hot.counters();
      assert.equal(Number(filtered + filtered_host + filtered_type), model.counts.filtered);
    }),
    { numRuns: 1_000 },
  );
});

/** Each event has its own pid, given in order of time: no line may be there twice. */
function assertEachOnce(output: string, pids: number): void {
  const seen = [...output.matchAll(/"name":"sh"\},"process":\{"pid":(\d+)/g)].map((match) =>
    Number(match[1])
  );
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(seen.every((pid) => pid < pids));
}

Deno.test("HotPath writes each event of a cgroup once and in order when all are labelled", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cgroup, fc.boolean()), { minLength: 1, maxLength: 60 }),
      (events) => {
        const hot = HotPath.create(options);
        const parts: Uint8Array[] = [];
        events.forEach(([id, label], index) => {
          parts.push(drive(hot, ringBytes([execRecord({ cgroup: id, pid: index })])).bytes);
          if (!label) return;
          const fragment = `,"cgroup":{"id":"${id}"},"label_state":"resolved"}\n`;
          hot.apply({ kind: "final", cgroup: id, host: false, fragment });
          parts.push(drain(hot));
        });
        hot.releaseAll();
        parts.push(drain(hot));
        const text = parts.map((part) => new TextDecoder().decode(part)).join("");
        const lines = text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
        for (const id of new Set(events.map(([id]) => id))) {
          const expected = events.flatMap(([of], index) => of === id ? [index] : []);
          const own = lines.filter((line) => line.cgroup.id === id.toString());
          assert.deepEqual(own.map((line) => line.process.pid), expected);
        }
      },
    ),
  );
});

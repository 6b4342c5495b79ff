import assert from "assert";
import { HotPath } from "#hotpath/hot_path.ts";
import type { HotPathOptions } from "#hotpath/types.ts";
import { execRecord, exitRecord, ringBytes } from "#tests/hotpath/record_builder.ts";
import { EventMachine } from "./event_machine.ts";

const SECOND = 1_000_000_000n;
const NOISY = 1n;

/** A line as tests look at it. */
interface Line {
  readonly event: string;
  readonly process?: { readonly pid: number };
  readonly loss?: { readonly kind: string; readonly event?: string; readonly count: string };
  readonly container?: { readonly name: string };
}

function machineOf(
  options: Partial<HotPathOptions>,
): { machine: EventMachine; lines: Line[]; hot: HotPath } {
  const hot = HotPath.create({ holdLimitNs: 0n, types: 0b110, includeHost: true, ...options });
  const lines: Line[] = [];
  const machine = new EventMachine(hot, {
    lines: (bytes) => {
      const text = new TextDecoder().decode(bytes);
      lines.push(...text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line)));
    },
    notice: () => {},
  });
  return { machine, lines, hot };
}

function named(cgroup: bigint): string {
  return `,"container":{"name":"c${cgroup}"},"label_state":"resolved"}\n`;
}

Deno.test("--limit holds back what one container has too much of, tells all of it, and no other waits", () => {
  const { machine, lines, hot } = machineOf({ limitPerSecond: 100 });
  for (let cgroup = 1n; cgroup <= 21n; cgroup++) {
    const update = { kind: "final", cgroup, fragment: named(cgroup), host: false } as const;
    machine.apply({ kind: "label", update });
  }
  // 50,000 execs a second of one container for three seconds, beside an exec and an exit a second of twenty.
  for (let part = 0n; part < 150n; part++) {
    const timeNs = part * SECOND / 50n;
    const records = Array.from({ length: 1000 }, () => execRecord({ cgroup: NOISY, timeNs }));
    if (part % 50n === 0n) {
      for (let cgroup = 2n; cgroup <= 21n; cgroup++) {
        records.push(execRecord({ cgroup, timeNs }), exitRecord({ cgroup, timeNs }));
      }
    }
    machine.apply({ kind: "ring", bytes: ringBytes(records) });
  }
  machine.apply({ kind: "release" });
  const of = (name: string) => lines.filter(({ container }) => container?.name === name);
  const noisy = of("c1");
  const losses = noisy.filter(({ event }) => event === "loss");
  assert.equal(noisy.length - losses.length, 300);
  assert.ok(losses.length >= 2);
  assert.ok(losses.every(({ loss }) => loss?.kind === "limit" && loss.event === "process.exec"));
  const lost = losses.reduce((sum, { loss }) => sum + Number(loss?.count), 0);
  assert.equal(lost, 150_000 - 300);
  assert.equal(hot.counters().limited, BigInt(lost));
  for (let cgroup = 2; cgroup <= 21; cgroup++) {
    const quiet = of(`c${cgroup}`);
    assert.deepEqual(quiet.filter(({ event }) => event === "loss"), []);
    assert.equal(quiet.length, 6);
  }
});

Deno.test("--limit counts each kind for itself, and tells what a container lost before it is forgotten", () => {
  const { machine, lines } = machineOf({ limitPerSecond: 1 });
  const update = { kind: "final", cgroup: 5n, fragment: named(5n), host: false } as const;
  machine.apply({ kind: "label", update });
  const records = [execRecord, exitRecord, execRecord, execRecord, exitRecord];
  machine.apply({ kind: "ring", bytes: ringBytes(records.map((make) => make({ cgroup: 5n }))) });
  machine.apply({ kind: "label", update: { kind: "forget", cgroup: 5n } });
  assert.deepEqual(lines.map(({ event, loss }) => [event, loss?.event, loss?.count]), [
    ["process.exec", undefined, undefined],
    ["process.exit", undefined, undefined],
    ["loss", "process.exec", "2"],
    ["loss", "process.exit", "1"],
  ]);
});

Deno.test("a share of processes has all of their events, and about as many as asked for", () => {
  const { machine, lines } = machineOf({ sampleOneOf: 10 });
  const update = { kind: "final", cgroup: 5n, fragment: named(5n), host: false } as const;
  machine.apply({ kind: "label", update });
  for (let part = 0; part < 20; part++) {
    const records = Array.from({ length: 100 }, (_, index) => {
      const pid = part * 100 + index + 1;
      const process = { cgroup: 5n, pid, startTimeNs: BigInt(pid) * 7_919n };
      return [execRecord(process), execRecord(process), exitRecord(process)];
    });
    machine.apply({ kind: "ring", bytes: ringBytes(records.flat()) });
  }
  const events = Map.groupBy(lines, ({ process }) => process?.pid);
  assert.ok([...events.values()].every((own) => own.length === 3));
  assert.ok(events.size > 100 && events.size < 300);
});

import assert from "assert";
import fc from "fast-check";
import { HotPath } from "#hotpath/hot_path.ts";
import { containerFragment, hostFragment, unresolvedFragment } from "#labels/fragment/fragment.ts";
import { EventMachine } from "#pipeline/event/event_machine.ts";
import type { LossKind } from "#pipeline/input.ts";
import { assertSameText } from "#tests/same_text.ts";
import { anyRecord } from "#tests/hotpath/arbitrary.ts";
import { drive, linesOf } from "#tests/hotpath/drive.ts";
import { plainRunKey } from "#tests/hotpath/plain_lineage.ts";
import {
  execRecord,
  exitRecord,
  forkRecord,
  oomRecord,
  type PartyFields,
  ringBytes,
  signalRecord,
} from "#tests/hotpath/record_builder.ts";
import {
  CONTAINER_START,
  EXIT_CAUSE_SIGNAL,
  EXIT_CORE_DUMPED,
  EXIT_NEVER_RAN,
  OOM_GROUP,
} from "#wire";
import type { FieldType } from "#events/definition.ts";
import { EVENT_KINDS, eventMask } from "#events/kinds.ts";
import { FIELD_GROUPS } from "#events/tables/reference.ts";
import { eventsPage, REASONS } from "./events_page.ts";
import { sampleLines } from "./sample_lines.ts";

const ROOT = new URL("../../", import.meta.url);
const FIELDS = new Map(FIELD_GROUPS.flatMap(({ fields }) => fields).map((one) => [one.name, one]));
const CGROUP = { id: 1n, path: "/x" };
/** What a run is kept by of which it is known what it runs. */
const KNOWN = plainRunKey(1n, 1, 1);
const NODE = { clusterName: "c", nodeName: "n" };

/** The dotted paths of a line's values with their types, as the reference writes them. */
function* valuesOf(value: unknown, path = ""): Generator<[path: string, type: FieldType]> {
  if (typeof value === "string") yield [path, "string"];
  else if (typeof value === "number") yield [path, "integer"];
  else if (typeof value === "boolean") yield [path, "boolean"];
  else if (Array.isArray(value)) {
    const objects = value.filter((member) => typeof member === "object");
    yield [path, objects.length === 0 ? arrayType(path, value) : "array of objects"];
    for (const member of objects) yield* valuesOf(member, `${path}[]`);
  } else {
    if (FIELDS.get(path)?.type === "object") yield [path, "object"];
    // Another process has labels of its own, with the keys that lines have for theirs.
    const others = FIELDS.has(`${path}.<label>`) ? Object.entries(value ?? {}) : [];
    const labels = others.filter(([key]) => key !== "process" && key !== "thread");
    if (labels.length > 0) {
      yield [`${path}.<label>`, "string"];
      yield* valuesOf(Object.fromEntries(labels));
    }
    for (const [key, member] of Object.entries(value ?? {})) {
      if (labels.some(([label]) => label === key)) continue;
      const name = path === "k8s.pod.label" || path === "container.label" ? "<key>" : key;
      yield* valuesOf(member, path === "" ? name : `${path}.${name}`);
    }
  }
}

/** By its first element; an empty one is of the documented type, if that is one of arrays. */
function arrayType(path: string, [first]: readonly unknown[]): FieldType {
  const type = FIELDS.get(path)?.type;
  if (first === undefined && type?.startsWith("array")) return type;
  return typeof first === "number" ? "array of integers" : "array of strings";
}

function hotPath(): HotPath {
  return HotPath.create({ holdLimitNs: 0n, types: eventMask(EVENT_KINDS), includeHost: true });
}

/** Lines of the given records, whose labels are not known. */
function linesFrom(records: readonly Uint8Array[]): string[] {
  const hot = hotPath();
  for (let cgroup = 0n; cgroup < 2n; cgroup++) {
    hot.apply({ kind: "final", cgroup, host: false, fragment: "" });
  }
  return linesOf(drive(hot, ringBytes(records)).bytes);
}

/** A line with every key that labels can have. */
function labelLines(): string[] {
  const identity = {
    containerId: "c",
    ancestors: ["a"],
    podUid: "u",
    systemdUnit: "s",
    machine: { engine: "lxc", name: "m" },
  } as const;
  const record = {
    id: "c",
    name: "n",
    sandbox: false,
    image: { reference: `i:1@sha256:${"0".repeat(64)}`, id: "d" },
    labels: { "com.docker.compose.project": "shop" },
    annotations: {},
    attempt: 2,
    pod: { name: "p", namespace: "n", uid: "not a uid", labels: { app: "web" } },
    runtime: { name: "containerd", endpoint: "/x" },
  };
  const sandbox = { ...record, sandbox: true };
  return [
    hostFragment(CGROUP, identity, NODE),
    containerFragment(CGROUP, identity, record, NODE),
    containerFragment(CGROUP, identity, sandbox, NODE),
    unresolvedFragment(CGROUP, identity, "why", NODE),
  ].map((fragment) => `{${fragment.slice(1)}`);
}

function lossLines(): string[] {
  const kinds: readonly LossKind[] = ["ring", "sink"];
  let text = "";
  const options = { holdLimitNs: 0n, types: eventMask(EVENT_KINDS), includeHost: true };
  const machine = new EventMachine(HotPath.create({ ...options, limitPerSecond: 1 }), {
    lines: (bytes) => void (text += new TextDecoder().decode(bytes)),
    notice() {},
  });
  for (const loss of kinds) machine.apply({ kind: "loss", loss, count: 1n, nowNs: 0n });
  const fragment = unresolvedFragment(CGROUP, undefined, "why", NODE);
  const update = { kind: "final", cgroup: 1n, fragment, host: false } as const;
  machine.apply({ kind: "label", update });
  machine.apply({ kind: "ring", bytes: ringBytes([execRecord(), execRecord()]) });
  machine.apply({ kind: "release" });
  return text.trimEnd().split("\n");
}

function assertDocumented(line: string): string[] {
  return [...valuesOf(JSON.parse(line))].map(([path, type]) => {
    assert.equal(FIELDS.get(path)?.type, type, `${path} in ${line}`);
    return path;
  });
}

Deno.test("docs/events.md is what the tables say", async () => {
  const page = await Deno.readTextFile(new URL("docs/events.md", ROOT));
  assertSameText(page, eventsPage(await sampleLines()));
});

Deno.test("FIELD_GROUPS has every key that lines have, and no other", () => {
  const party: PartyFields = {
    ...{ startTimeNs: 9n, pid: 9, run: 1, program: KNOWN, cgroup: 5n, uid: 0 },
    command: "x",
  };
  const known = { startTimeNs: 1n, pid: 1, run: 1, program: KNOWN };
  const unknown = { ...known, program: 0n };
  const records = [
    execRecord({ startTimeNs: 1n, pid: 1, run: 1 }),
    ...Array.from({ length: 16 }, (_, bit) => execRecord({ flags: 1 << bit })),
    execRecord({ ancestors: [known, unknown], entry: known }),
    execRecord({ sinceCgroupNs: 1n }, CONTAINER_START),
    exitRecord(),
    exitRecord({ signal: 9, flags: EXIT_CORE_DUMPED }),
    exitRecord({ flags: EXIT_NEVER_RAN }),
    ...[party, { ...party, program: 0n }].flatMap((party) => [
      exitRecord({ signal: 9, cause: EXIT_CAUSE_SIGNAL, sender: party, syscall: 1 }),
      signalRecord({ sender: party }),
      oomRecord({ flags: OOM_GROUP, trigger: party, limitBytes: 1n, name: "x" }),
    ]),
    forkRecord({ ancestors: [unknown] }),
  ];
  const lines = [...linesFrom(records), ...labelLines(), ...lossLines()];
  const found = new Set(lines.flatMap(assertDocumented));
  assert.deepEqual([...FIELDS.keys()].filter((name) => !found.has(name)), []);
});

Deno.test("FIELD_GROUPS has every key of the sample and of any record", async () => {
  for (const line of await sampleLines()) assertDocumented(line);
  fc.assert(
    fc.property(fc.array(anyRecord(), { maxLength: 8 }), (records) => {
      for (const line of linesFrom(records)) assertDocumented(line);
    }),
    { numRuns: 50 },
  );
});

Deno.test("REASONS are in the words of the sources", async () => {
  for (const { words, source, shown } of REASONS) {
    assert.ok(shown.includes(words), shown);
    assert.ok((await Deno.readTextFile(new URL(source, ROOT))).includes(words), words);
  }
});

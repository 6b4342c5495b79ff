import assert from "assert";
import * as fc from "fast-check";
import { HOT_SCALAR_WASM } from "./gen/hot_scalar_wasm.ts";
import { HOT_WASM } from "./gen/hot_wasm.ts";
import { PROCESS_FORK } from "#wire";
import { HotPath } from "./hot_path.ts";
import { drive, linesOf } from "#tests/hotpath/drive.ts";
import { hostileBytes } from "#tests/hotpath/arbitrary.ts";
import { plainName, plainRunKey } from "#tests/hotpath/plain_lineage.ts";
import {
  concatenate,
  execRecord,
  exitRecord,
  forkRecord,
  ringBytes,
  type Run,
} from "#tests/hotpath/record_builder.ts";

const BUILDS = { simd: HOT_WASM, scalar: HOT_SCALAR_WASM };
const ANCESTORS = 16;

/** A hot path that is told of runs and asked for their names, as a fork's ancestors. */
class Names {
  readonly #hot: HotPath;
  readonly #waiting: Uint8Array[] = [];
  #bytes = 0;

  constructor(wasm: string = HOT_WASM) {
    const options = { holdLimitNs: 0n, types: 1 << PROCESS_FORK, includeHost: true };
    this.#hot = HotPath.create(options, wasm);
    this.#hot.apply({ kind: "final", cgroup: 1n, host: false, fragment: ',"x":1}\n' });
  }

  began(run: Run, executable: string | Uint8Array): void {
    this.#tell(execRecord({ ...run, executable, requested: "", args: [], cwd: "" }));
  }

  ended(run: Run): void {
    this.#tell(exitRecord({ ...run }));
  }

  /** The name of each, undefined where it is said to be unknown. */
  ask(runs: readonly Run[]): (string | undefined)[] {
    const names: (string | undefined)[] = [];
    for (let at = 0; at < runs.length; at += ANCESTORS) {
      const ancestors = runs.slice(at, at + ANCESTORS).map((run) => ({
        ...run,
        program: plainRunKey(run.startTimeNs, run.pid, run.run),
      }));
      this.#tell(forkRecord({ ancestors }));
      const line = JSON.parse(linesOf(this.#flush())[0] ?? "");
      for (const { executable } of line.process.ancestors) {
        assert.equal("path" in executable, executable.unknown !== true);
        names.push(executable.path);
      }
    }
    return names;
  }

  #tell(record: Uint8Array): void {
    this.#waiting.push(record);
    this.#bytes += record.length + 16;
    if (this.#bytes > 200_000) assert.equal(this.#flush().length, 0);
  }

  #flush(): Uint8Array {
    const { bytes } = drive(this.#hot, ringBytes(this.#waiting.splice(0)));
    this.#bytes = 0;
    return bytes;
  }
}

function runOf(number: number): Run {
  return { startTimeNs: BigInt(number) * 1_000_003n, pid: number % 32_768 + 1, run: 1 };
}

/** Numbers below `limit`, the same in every run. */
function dice(): (limit: number) => number {
  let state = 12_345;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

/** A path of a number, of so many bytes. */
function pathOf(number: number, length: number): string {
  return `/${number}/`.padEnd(length, "abcdefghij");
}

const path = fc.oneof(
  hostileBytes(1200),
  fc.constantFrom("/a", '/a"', '/a\\"', "/a\\", "/a\\\\", "/a\u0001", "/a\\u0001", "/a\ufffd")
    .map((text) => new TextEncoder().encode(text)),
  fc.constant(Uint8Array.of(0x2f, 0x61, 0xff)),
  fc.integer({ min: 1020, max: 1030 }).map((length) =>
    new TextEncoder().encode(pathOf(length, length))
  ),
  fc.integer({ min: 160, max: 180 }).map((length) => new Uint8Array(length).fill(1)),
);

const step = fc.record({
  kind: fc.constantFrom("began", "began", "began", "ended", "ask"),
  run: fc.nat({ max: 9 }),
  path,
});

for (const [build, wasm] of Object.entries(BUILDS)) {
  Deno.test(`HotPath (${build}) knows every run's own name while few have begun, whatever they are called`, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const names = new Names(wasm);
        const model = new Map<number, string | undefined>();
        for (const { kind, run, path } of steps) {
          if (kind === "ask") {
            assert.deepEqual(names.ask([runOf(run)]), [model.get(run)]);
          } else if (kind === "ended") {
            names.ended(runOf(run));
          } else {
            names.began(runOf(run), path);
            if (path.length > 0) model.set(run, plainName(path));
          }
        }
        const all = [...model.keys()];
        assert.deepEqual(names.ask(all.map(runOf)), all.map((run) => model.get(run)));
      }),
      { numRuns: 200 },
    );
  });
}

Deno.test("HotPath knows 5,000 living runs by name through 300,000 others, and tells none by a wrong one", () => {
  const names = new Names();
  const roll = dice();
  const living: number[] = [];
  let known = 0;
  for (let number = 0; number < 300_000; number++) {
    names.began(runOf(number), `/bin/tool-${number % 3_000}`);
    if (living.length < 5_000) {
      living.push(number);
    } else if (roll(20) === 0) {
      const place = roll(living.length);
      names.ended(runOf(living[place] ?? 0));
      living[place] = number;
    } else {
      names.ended(runOf(number));
    }
    if (number % 50 !== 0) continue;
    // One that lives, and those that may have gone.
    const asked = [living[roll(living.length)] ?? 0, number, number - roll(number + 1)];
    const [lives, own, other] = names.ask(asked.map(runOf));
    assert.equal(lives, `/bin/tool-${(asked[0] ?? 0) % 3_000}`);
    assert.equal(own, `/bin/tool-${number % 3_000}`);
    if (other === undefined) continue;
    known++;
    assert.equal(other, `/bin/tool-${(asked[2] ?? 0) % 3_000}`);
  }
  assert.ok(known > 500, String(known));
});

Deno.test("HotPath takes a process's program for ended when it runs another one", () => {
  const names = new Names();
  const daemon = runOf(1);
  names.began(daemon, "/sbin/daemon");
  // Every one runs a second program and never says that the first has ended.
  for (let number = 2; number < 100_000; number++) {
    names.began(runOf(number), "/bin/sh");
    names.began({ ...runOf(number), run: 2 }, "/bin/true");
    names.ended({ ...runOf(number), run: 2 });
  }
  assert.deepEqual(names.ask([daemon]), ["/sbin/daemon"]);
});

Deno.test("HotPath keeps the names of the living when there is no room for more, and none is a wrong one", () => {
  for (const wasm of Object.values(BUILDS)) {
    const names = new Names(wasm);
    const roll = dice();
    const paths = new Map<number, string>();
    const living = Array.from({ length: 100 }, (_, number) => number);
    for (let number = 0; number < 6_000; number++) {
      const path = pathOf(number, 200 + roll(825));
      paths.set(number, path);
      names.began(runOf(number), path);
      if (number >= living.length) names.ended(runOf(number));
      if (number % 40 !== 0) continue;
      const asked = Array.from({ length: 16 }, () => roll(number + 1));
      names.ask(asked.map(runOf)).forEach((name, index) => {
        const is = asked[index] ?? 0;
        if (name !== undefined || is < living.length) assert.equal(name, paths.get(is));
      });
    }
    assert.deepEqual(names.ask(living.map(runOf)), living.map((number) => paths.get(number)));
  }
});

Deno.test("HotPath forgets all names where the living ones fill the room, and goes on with new ones", () => {
  const names = new Names();
  let unknown = 0;
  for (let number = 0; number < 4_000; number++) {
    // What becomes six times as long stands right before room is short, in one of the runs.
    const path = number % 7 === 0 ? `/${number}`.padEnd(170, "\u0001") : pathOf(number, 900);
    names.began(runOf(number), path);
    const own = names.ask([runOf(number)]);
    assert.deepEqual(own, [path]);
    const other = number - number % 611;
    const [name] = names.ask([runOf(other)]);
    if (name === undefined) unknown++;
    else assert.ok(name.startsWith(`/${other}`), name.slice(0, 20));
  }
  assert.ok(unknown > 0);
});

Deno.test("HotPath stays within its memory whatever is written where names have little room", () => {
  const before = (length: number) => {
    const names = new Names();
    let number = 0;
    // Live ones, up to so many bytes before the end; then the longest that becomes six times as long.
    for (let bytes = 0; bytes < length; bytes += 1_002) {
      names.began(runOf(number), pathOf(number, 1_000));
      number++;
    }
    const wide = new Uint8Array(1_024).fill(1);
    for (let index = 0; index < 40; index++) names.began(runOf(10_000 + index), wide);
    const asked = Array.from({ length: number }, (_, index) => index);
    const got = names.ask(asked.map(runOf));
    got.forEach((name, index) => {
      if (name !== undefined) assert.equal(name, pathOf(index, 1_000));
    });
    assert.deepEqual(names.ask([runOf(10_000)]), [undefined]);
    for (let more = 30_000; more < 30_010; more++) names.began(runOf(more), pathOf(more, 1_000));
    names.ask([...asked, 30_000, 30_009].map(runOf)).forEach((name, index) => {
      if (name !== undefined) {
        assert.equal(name, pathOf(asked[index] ?? 30_000 + (index - number) * 9, 1_000));
      }
    });
    names.began(runOf(20_000), "/bin/after");
    assert.deepEqual(names.ask([runOf(20_000)]), ["/bin/after"]);
  };
  for (let length = 505_000; length < 526_000; length += 1_000) before(length);
});

Deno.test("HotPath takes paths that only look like what others are written as for what they are", () => {
  for (const wasm of Object.values(BUILDS)) {
    const names = new Names(wasm);
    const paths = ['/x"', '/x\\"', '/x\\\\"', "/x\u0007", "/x\\u0007", "/x\n", "/x\\n", "/x\\\\n"];
    paths.forEach((path, number) => names.began(runOf(number), path));
    assert.deepEqual(names.ask(paths.map((_, number) => runOf(number))), paths);
    // What is no UTF-8 is written like the character that stands for it.
    names.began(runOf(50), concatenate([new TextEncoder().encode("/x"), Uint8Array.of(0xff)]));
    names.began(runOf(51), "/x\ufffd");
    assert.deepEqual(names.ask([runOf(50), runOf(51)]), ["/x\ufffd", "/x\ufffd"]);
  }
});

import assert from "assert";
import { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { CONTROLLERS, type Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import { cgroupMount } from "#tests/host/cgroup.ts";
import { LEGACY, LegacyMount, noLegacy } from "#tests/host/legacy.ts";
import { Capture } from "./capture.ts";
import { kernelTest } from "./declare.ts";
import type { CgroupChange, KernelRecord } from "./records.ts";

/** A mount table without version 2, as on a host that has version 1 alone. */
class LegacyProc implements Disposable {
  readonly root = Deno.makeTempDirSync();

  constructor(hierarchy: Hierarchy) {
    const mounts = Deno.readTextFileSync("/proc/self/mountinfo").split("\n")
      .filter((line) => line.includes(` ${cgroupMount(hierarchy)} `));
    Deno.mkdirSync(`${this.root}/self`);
    Deno.writeTextFileSync(`${this.root}/self/mountinfo`, mounts.join("\n"));
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

function isChange(record: KernelRecord): record is CgroupChange {
  return record.type === "mkdir" || record.type === "rmdir";
}

function hierarchyIdOf(controller: string): number {
  const line = new RegExp(`^${controller}\\s+(\\d+)`, "m");
  return Number(line.exec(Deno.readTextFileSync("/proc/cgroups"))?.[1]);
}

for (const controller of CONTROLLERS) {
  const name = `records tell of the version 1 hierarchy of ${controller}, and of no other`;
  kernelTest(name, () => {
    using _mount = new LegacyMount(controller);
    using capture = new Capture({ hierarchy: controller });
    using elsewhere = new Capture();
    const inner = `${capture.folder}/inner`;
    Deno.mkdirSync(inner);
    const innerId = BigInt(Deno.statSync(inner).ino ?? 0);
    Deno.removeSync(inner);
    const script = 'echo $$ > "$0/cgroup.procs"; exec /bin/true inside';
    capture.run("/bin/sh", "-c", script, elsewhere.folder);
    assert.deepEqual(capture.execs().map(({ args }) => args.at(-1)), [elsewhere.folder, "inside"]);
    assert.equal(capture.exits().length, 1);
    const changes = capture.records().filter(isChange);
    const hierarchy = hierarchyIdOf(controller);
    assert.ok(changes.every((change) => change.hierarchy === hierarchy));
    const own = changes.filter(({ path }) => path.startsWith(capture.path));
    assert.deepEqual(own.map(({ type, cgroup, path }) => [type, cgroup, path]), [
      ["mkdir", capture.id, capture.path],
      ["mkdir", innerId, `${capture.path}/inner`],
      ["rmdir", innerId, `${capture.path}/inner`],
    ]);
    // Version 2 says nothing of the one, and version 1 nothing of the other.
    assert.ok(!changes.some(({ path }) => path.startsWith(elsewhere.path)));
    const version2 = elsewhere.records().filter(isChange);
    assert.ok(!version2.some(({ path }) => path.startsWith(capture.path)));
    assert.deepEqual(elsewhere.execs().map(({ args }) => args.at(-1)), ["inside"]);
  }, noLegacy(controller));
}

kernelTest("turnAway() takes ids of a version 1 hierarchy", () => {
  using _mount = new LegacyMount(LEGACY);
  using capture = new Capture({ hierarchy: LEGACY });
  capture.programs.turnAway(capture.id);
  capture.run("/bin/true", "away");
  capture.programs.admit(capture.id);
  capture.run("/bin/true", "after");
  assert.deepEqual(capture.execs().map(({ args }) => args[1]), ["after"]);
});

for (const hierarchy of ["default", LEGACY] as const) {
  kernelTest(`follow() chooses the hierarchy ${hierarchy} while the programs run`, () => {
    using _mount = hierarchy === LEGACY ? new LegacyMount(LEGACY) : undefined;
    using capture = new Capture({ hierarchy, loadedWith: "none" });
    capture.run("/bin/true", "before");
    Deno.mkdirSync(`${capture.folder}/before`);
    capture.programs.follow(hierarchy);
    capture.run("/bin/true", "after");
    Deno.removeSync(`${capture.folder}/before`);
    assert.deepEqual(capture.execs().map(({ args }) => args[1]), ["after"]);
    const early = capture.records().filter((record) =>
      record.type === "exec" && record.args[1] === "before"
    );
    assert.deepEqual(early.map(({ cgroup }) => cgroup), [0n]);
    const changes = capture.records().filter(isChange)
      .filter(({ path }) => path.startsWith(capture.path));
    assert.deepEqual(changes.map(({ type, path }) => [type, path]), [
      ["rmdir", `${capture.path}/before`],
    ]);
  });
}

kernelTest("Cgroupfs finds ids and paths in a version 1 hierarchy", () => {
  using _mount = new LegacyMount(LEGACY);
  using capture = new Capture({ hierarchy: LEGACY });
  using proc = new LegacyProc(LEGACY);
  using cgroups = Cgroupfs.detect({ procRoot: proc.root });
  assert.equal(cgroups.mode, "legacy");
  assert.equal(cgroups.hierarchy, LEGACY);
  const inner = `${capture.path}/a b\\c`;
  Deno.mkdirSync(cgroups.mount + inner);
  try {
    const id = cgroups.idOf(inner) ?? 0n;
    assert.equal(cgroups.idOf(capture.path), capture.id);
    assert.equal(cgroups.pathOf(capture.id), capture.path);
    assert.equal(cgroups.pathOf(id), inner);
    assert.equal(cgroups.pathOf(cgroups.idOf("/") ?? 0n), "/");
    assert.equal(cgroups.pathOf(0xffff_ffff_ffffn), undefined);
    const walked = [...cgroups.walk()].filter(({ path }) => path.startsWith(capture.path));
    assert.deepEqual(walked, [{ id: capture.id, path: capture.path }, { id, path: inner }]);
  } finally {
    Deno.removeSync(cgroups.mount + inner);
  }
});

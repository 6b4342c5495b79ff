import assert from "assert";
import { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { cgroupPathOfPid } from "#kernel/cgroup/procfs.ts";
import { Capture } from "./capture.ts";
import { kernelTest } from "./declare.ts";
import type { CgroupChange } from "./records.ts";

function changes(capture: Capture, path: string): CgroupChange[] {
  return capture.records().filter((record) =>
    (record.type === "mkdir" || record.type === "rmdir") && record.path === path
  ) as CgroupChange[];
}

kernelTest("cgroup records name new and removed cgroups of the default hierarchy", () => {
  using capture = new Capture();
  const folder = `${capture.folder}/inner`;
  Deno.mkdirSync(folder);
  const id = BigInt(Deno.statSync(folder).ino ?? 0);
  Deno.removeSync(folder);
  const [made, removed, ...more] = changes(capture, `${capture.path}/inner`);
  assert.equal(more.length, 0);
  assert.equal(made?.type, "mkdir");
  assert.equal(removed?.type, "rmdir");
  for (const record of [made, removed]) {
    assert.equal(record?.cgroup, id);
    assert.equal(record?.hierarchy, 0);
    assert.equal(record?.pid, Deno.pid);
    assert.equal(record?.flags, 0);
  }
});

kernelTest("a cgroup record comes before the first exec in the cgroup", () => {
  using capture = new Capture();
  capture.run("/bin/true");
  const records = capture.records();
  const made = records.findIndex(({ type, cgroup }) => type === "mkdir" && cgroup === capture.id);
  const ran = records.findIndex(({ type, cgroup }) => type === "exec" && cgroup === capture.id);
  assert.ok(0 <= made && made < ran);
});

kernelTest("a cgroup record of a path too long for the kernel's buffer has none", () => {
  using capture = new Capture();
  const made: string[] = [];
  try {
    for (let path = capture.folder; path.length < 1200;) {
      path += `/${"x".repeat(200)}`;
      Deno.mkdirSync(path);
      made.push(path);
    }
    const ids = made.map((path) => BigInt(Deno.statSync(path).ino ?? 0));
    const paths = ids.map((id) =>
      capture.records().find((record) => record.type === "mkdir" && record.cgroup === id)
    ).map((record) => (record as CgroupChange | undefined)?.path);
    assert.equal(paths[0], `${capture.path}/${"x".repeat(200)}`);
    assert.equal(paths.at(-1), "");
  } finally {
    for (const path of made.reverse()) Deno.removeSync(path);
  }
});

kernelTest("Cgroupfs finds ids and paths of real cgroups, whatever their names are", () => {
  using capture = new Capture();
  using cgroups = Cgroupfs.detect();
  const inner = `${capture.path}/a b\\c`;
  Deno.mkdirSync(cgroups.mount + inner);
  const shell = (script: string): void => {
    const { success } = new Deno.Command("/bin/sh", { args: ["-c", script, capture.folder] })
      .outputSync();
    assert.ok(success);
  };
  shell(`mkdir "$0/$(printf 'n\\377')"`);
  try {
    const id = cgroups.idOf(inner) ?? 0n;
    assert.equal(cgroups.idOf(capture.path), capture.id);
    assert.equal(cgroups.pathOf(capture.id), capture.path);
    assert.equal(cgroups.pathOf(id), inner);
    assert.equal(cgroups.pathOf(cgroups.idOf("/") ?? 0n), "/");
    assert.equal(cgroups.pathOf(0xffff_ffff_ffffn), undefined);
    const walked = [...cgroups.walk()].filter(({ path }) => path.startsWith(capture.path));
    assert.deepEqual(walked.map(({ path }) => path).sort(), [
      capture.path,
      inner,
      `${capture.path}/n\ufffd`,
    ]);
    for (const entry of walked) assert.equal(cgroups.pathOf(entry.id), entry.path);
    const odd = walked.find(({ path }) => path.endsWith("\ufffd"));
    shell(`rmdir "$0/$(printf 'n\\377')"`);
    assert.equal(cgroups.pathOf(odd?.id ?? 0n), undefined);
  } finally {
    Deno.removeSync(cgroups.mount + inner);
  }
});

kernelTest("cgroupPathOfPid() agrees with the cgroup", () => {
  using capture = new Capture();
  using cgroups = Cgroupfs.detect();
  const { stdout } = capture.run("/bin/cat", "/proc/self/cgroup");
  const root = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(`${root}/1`);
    Deno.writeTextFileSync(`${root}/1/cgroup`, stdout);
    const path = cgroupPathOfPid(1, "default", root) ?? "";
    assert.equal(path, capture.path);
    assert.equal(cgroups.idOf(path), capture.id);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

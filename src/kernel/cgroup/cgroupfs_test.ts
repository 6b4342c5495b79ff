import assert from "assert";
import { Cgroupfs } from "./cgroupfs.ts";

/** A folder that looks like a cgroup2 mount: ids are inode numbers there too. */
class Tree implements Disposable {
  readonly root = Deno.makeTempDirSync();

  constructor(...paths: string[]) {
    Deno.writeTextFileSync(`${this.root}/cgroup.controllers`, "");
    for (const path of paths) Deno.mkdirSync(this.root + path, { recursive: true });
  }

  id(path: string): bigint {
    return BigInt(Deno.statSync(this.root + path).ino ?? 0);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

Deno.test("Cgroupfs.idOf() is the inode number, of what is there", () => {
  using tree = new Tree("/a/b");
  using cgroups = Cgroupfs.detect({ root: tree.root });
  assert.equal(cgroups.idOf("/a/b"), tree.id("/a/b"));
  assert.equal(cgroups.idOf("/"), tree.id("/"));
  assert.equal(cgroups.idOf("/none"), undefined);
});

Deno.test("Cgroupfs.walk() gives every folder once, parents first", () => {
  using tree = new Tree("/a/b/c", "/a/d", "/e");
  using cgroups = Cgroupfs.detect({ root: tree.root });
  const found = [...cgroups.walk()];
  assert.deepEqual(found.map(({ path }) => path).sort(), [
    "/",
    "/a",
    "/a/b",
    "/a/b/c",
    "/a/d",
    "/e",
  ]);
  for (const { id, path } of found) {
    assert.equal(id, tree.id(path));
    const parent = path.slice(0, path.lastIndexOf("/")) || "/";
    const at = (wanted: string): number => found.findIndex((entry) => entry.path === wanted);
    if (path !== "/") assert.ok(at(parent) < at(path));
  }
});

Deno.test("Cgroupfs.walk() leaves out what disappears meanwhile", () => {
  using tree = new Tree("/a/b");
  using cgroups = Cgroupfs.detect({ root: tree.root });
  const paths: string[] = [];
  for (const { path } of cgroups.walk()) {
    paths.push(path);
    if (path === "/a") Deno.removeSync(`${tree.root}/a`, { recursive: true });
  }
  assert.deepEqual(paths, ["/", "/a"]);
});

/** What procfs says of the mounts and of this process's cgroups. */
class Proc implements Disposable {
  readonly root = Deno.makeTempDirSync();

  constructor(mountinfo: string, cgroup: string) {
    Deno.mkdirSync(`${this.root}/self`);
    Deno.writeTextFileSync(`${this.root}/self/cgroup`, cgroup);
    this.mount(mountinfo);
  }

  mount(mountinfo: string): void {
    Deno.writeTextFileSync(`${this.root}/self/mountinfo`, mountinfo);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

const V2 = (mount: string): string => `41 31 0:38 / ${mount} rw - cgroup2 cgroup2 rw\n`;
const V1 = (mount: string): string => `34 31 0:31 / ${mount} rw - cgroup cgroup rw,pids\n`;

Deno.test("Cgroupfs finds nothing until something is mounted", () => {
  using tree = new Tree("/a");
  using proc = new Proc("", "");
  using cgroups = Cgroupfs.detect({ procRoot: proc.root });
  assert.deepEqual([cgroups.mode, cgroups.hierarchy, cgroups.mount], ["none", "none", ""]);
  assert.equal(cgroups.look(), false);
  assert.equal(cgroups.idOf("/"), undefined);
  assert.equal(cgroups.pathOf(1n), undefined);
  assert.deepEqual([...cgroups.walk()], []);
  proc.mount(V1(tree.root));
  assert.equal(cgroups.look(), true);
  assert.deepEqual([cgroups.mode, cgroups.hierarchy, cgroups.mount], ["legacy", "pids", tree.root]);
  assert.equal(cgroups.idOf("/a"), tree.id("/a"));
});

Deno.test("Cgroupfs.look() keeps to the hierarchy that it has found", () => {
  using proc = new Proc("", "8:pids:/\n");
  using cgroups = Cgroupfs.detect({ procRoot: proc.root });
  assert.deepEqual([cgroups.hierarchy, cgroups.mount], ["pids", ""]);
  proc.mount(V2("/elsewhere"));
  assert.equal(cgroups.look(), false);
  proc.mount(V2("/elsewhere") + V1("/pids"));
  assert.equal(cgroups.look(), true);
  assert.deepEqual([cgroups.hierarchy, cgroups.mount], ["pids", "/pids"]);
  proc.mount(V1("/other"));
  assert.equal(cgroups.look(), true);
  assert.equal(cgroups.mount, "/pids");
});

Deno.test("Cgroupfs.pathOfProcess() reads the line of its hierarchy", () => {
  using proc = new Proc(V1("/pids"), "8:pids:/a\n4:memory:/b\n0::/c\n");
  Deno.renameSync(`${proc.root}/self`, `${proc.root}/7`);
  Deno.symlinkSync("7", `${proc.root}/self`);
  const path = (): string | undefined => {
    using cgroups = Cgroupfs.detect({ procRoot: proc.root });
    return cgroups.pathOfProcess(7);
  };
  assert.equal(path(), "/a");
  proc.mount(V2("/unified"));
  assert.equal(path(), "/c");
});

Deno.test("Cgroupfs.detect() refuses a root that is no cgroup2 mount", () => {
  assert.throws(
    () => Cgroupfs.detect({ root: "/proc/nonexistent" }),
    /must be a cgroup2 mount: \/proc\/nonexistent; give its mount point/,
  );
});

Deno.test("Cgroupfs can be used again after it was closed", () => {
  using tree = new Tree("/a");
  using cgroups = Cgroupfs.detect({ root: `${tree.root}/` });
  assert.equal(cgroups.mount, tree.root);
  assert.equal(cgroups.idOf("/a"), tree.id("/a"));
  cgroups[Symbol.dispose]();
  assert.equal(cgroups.idOf("/a"), tree.id("/a"));
});

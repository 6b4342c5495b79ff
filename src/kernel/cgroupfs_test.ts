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

Deno.test("Cgroupfs finds nothing in legacy mode", () => {
  const mountinfo = Deno.makeTempFileSync();
  try {
    using cgroups = Cgroupfs.detect({ mountinfo });
    assert.equal(cgroups.mode, "legacy");
    assert.equal(cgroups.mount, "");
    assert.equal(cgroups.idOf("/"), undefined);
    assert.equal(cgroups.pathOf(1n), undefined);
    assert.deepEqual([...cgroups.walk()], []);
  } finally {
    Deno.removeSync(mountinfo);
  }
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

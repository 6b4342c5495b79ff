import assert from "assert";
import { cgroupPathOfPid, hierarchyInUse } from "./procfs.ts";

function withCgroupFile(content: Uint8Array, check: (root: string) => void): void {
  const root = Deno.makeTempDirSync();
  try {
    for (const process of ["7", "self"]) {
      Deno.mkdirSync(`${root}/${process}`);
      Deno.writeFileSync(`${root}/${process}/cgroup`, content);
    }
    check(root);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

const V1 = `12:pids:/kubepods/besteffort/pod1/c1
11:net_cls,net_prio:/kubepods/besteffort/pod1/c1
9:memory:/kubepods.slice/kubepods-pod1.slice/cri-containerd-c1.scope
4:cpu,cpuacct:/a:b
1:name=systemd:/x
`;

Deno.test("cgroupPathOfPid() takes the line of the default hierarchy", () => {
  withCgroupFile(text("9:name=systemd:/x\n4:memory:/y\n0::/kubepods/pod1/c1\n"), (root) => {
    assert.equal(cgroupPathOfPid(7, "default", root), "/kubepods/pod1/c1");
  });
  withCgroupFile(text("0::/\n"), (root) => {
    assert.equal(cgroupPathOfPid(7, "default", root), "/");
  });
});

Deno.test("cgroupPathOfPid() takes the line of a controller's hierarchy", () => {
  withCgroupFile(text(V1), (root) => {
    assert.equal(cgroupPathOfPid(7, "pids", root), "/kubepods/besteffort/pod1/c1");
    assert.equal(
      cgroupPathOfPid(7, "memory", root),
      "/kubepods.slice/kubepods-pod1.slice/cri-containerd-c1.scope",
    );
    assert.equal(cgroupPathOfPid(7, "cpu", root), "/a:b");
    assert.equal(cgroupPathOfPid(7, "devices", root), undefined);
    assert.equal(cgroupPathOfPid(7, "default", root), undefined);
  });
});

Deno.test("cgroupPathOfPid() drops the mark of a removed cgroup", () => {
  withCgroupFile(text("12:pids:/c (deleted)\n0::/a/b (deleted)\n"), (root) => {
    assert.equal(cgroupPathOfPid(7, "default", root), "/a/b");
    assert.equal(cgroupPathOfPid(7, "pids", root), "/c");
  });
});

Deno.test("cgroupPathOfPid() makes bytes that are not UTF-8 harmless", () => {
  withCgroupFile(Uint8Array.of(...text("0::/a"), 0xff, ...text("b\n")), (root) => {
    assert.equal(cgroupPathOfPid(7, "default", root), "/a\ufffdb");
  });
});

Deno.test("cgroupPathOfPid() knows nothing without such a line or process", () => {
  withCgroupFile(text("4:name=pids:/y\n"), (root) => {
    assert.equal(cgroupPathOfPid(7, "default", root), undefined);
    assert.equal(cgroupPathOfPid(7, "pids", root), undefined);
    assert.equal(cgroupPathOfPid(8, "default", root), undefined);
  });
});

Deno.test("cgroupPathOfPid() reads this process", () => {
  const path = cgroupPathOfPid(Deno.pid, "default");
  assert.ok(path === undefined || path.startsWith("/"));
});

Deno.test("hierarchyInUse() is what the kernel has, mounted here or not", () => {
  withCgroupFile(text(`${V1}0::/\n`), (root) => assert.equal(hierarchyInUse(root), "default"));
  withCgroupFile(text(V1), (root) => assert.equal(hierarchyInUse(root), "pids"));
  withCgroupFile(text("1:name=systemd:/\n"), (root) => assert.equal(hierarchyInUse(root), "none"));
  withCgroupFile(text(""), (root) => assert.equal(hierarchyInUse(root), "none"));
  assert.equal(hierarchyInUse("/proc/nonexistent"), "none");
});

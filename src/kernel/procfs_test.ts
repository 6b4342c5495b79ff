import assert from "assert";
import { cgroupPathOfPid } from "./procfs.ts";

function withCgroupFile(content: Uint8Array, check: (root: string) => void): void {
  const root = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(`${root}/7`);
    Deno.writeFileSync(`${root}/7/cgroup`, content);
    check(root);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

Deno.test("cgroupPathOfPid() takes the line of the default hierarchy", () => {
  withCgroupFile(text("9:name=systemd:/x\n4:memory:/y\n0::/kubepods/pod1/c1\n"), (root) => {
    assert.equal(cgroupPathOfPid(7, root), "/kubepods/pod1/c1");
  });
  withCgroupFile(text("0::/\n"), (root) => assert.equal(cgroupPathOfPid(7, root), "/"));
});

Deno.test("cgroupPathOfPid() drops the mark of a removed cgroup", () => {
  withCgroupFile(text("0::/a/b (deleted)\n"), (root) => {
    assert.equal(cgroupPathOfPid(7, root), "/a/b");
  });
});

Deno.test("cgroupPathOfPid() makes bytes that are not UTF-8 harmless", () => {
  withCgroupFile(Uint8Array.of(...text("0::/a"), 0xff, ...text("b\n")), (root) => {
    assert.equal(cgroupPathOfPid(7, root), "/a\ufffdb");
  });
});

Deno.test("cgroupPathOfPid() knows nothing without such a line or process", () => {
  withCgroupFile(text("4:memory:/y\n"), (root) => {
    assert.equal(cgroupPathOfPid(7, root), undefined);
    assert.equal(cgroupPathOfPid(8, root), undefined);
  });
});

Deno.test("cgroupPathOfPid() reads this process", () => {
  const path = cgroupPathOfPid(Deno.pid);
  assert.ok(path === undefined || path.startsWith("/"));
});

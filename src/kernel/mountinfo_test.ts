import assert from "assert";
import { findCgroup2 } from "./mountinfo.ts";

const V2 = "30 20 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";
const V1 = "33 31 0:30 / /sys/fs/cgroup/cpu rw shared:9 master:1 - cgroup cgroup rw,cpu";
const HYBRID = "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw";
const OTHER = "22 28 0:21 / /proc rw,relatime shared:12 - proc proc rw";

Deno.test("findCgroup2() tells the modes apart", () => {
  assert.deepEqual(findCgroup2(`${OTHER}\n${V2}\n`), { mode: "unified", mount: "/sys/fs/cgroup" });
  assert.deepEqual(findCgroup2(`${V1}\n${HYBRID}`), {
    mode: "hybrid",
    mount: "/sys/fs/cgroup/unified",
  });
  assert.deepEqual(findCgroup2(`${OTHER}\n${V1}`), { mode: "legacy", mount: undefined });
  assert.deepEqual(findCgroup2(""), { mode: "legacy", mount: undefined });
});

Deno.test("findCgroup2() prefers the mount that shows most", () => {
  const part = V2.replace(" / ", " /kubepods/x ").replace("/sys/fs/cgroup", "/part");
  const host = V2.replace(" / ", " /../.. ").replace("/sys/fs/cgroup", "/host/cgroup");
  assert.equal(findCgroup2([part, V2].join("\n")).mount, "/sys/fs/cgroup");
  assert.equal(findCgroup2([part, V2, host].join("\n")).mount, "/host/cgroup");
  assert.equal(findCgroup2(part).mount, "/part");
});

Deno.test("findCgroup2() undoes octal escapes", () => {
  assert.equal(findCgroup2(V2.replace("/sys/fs/cgroup", "/a\\040b\\134c")).mount, "/a b\\c");
});

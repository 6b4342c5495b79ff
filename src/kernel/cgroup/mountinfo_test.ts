import assert from "assert";
import { findCgroups } from "./mountinfo.ts";

const V2 = "30 20 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";
const V1 =
  "33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 master:1 - cgroup cgroup rw,cpu,cpuacct";
const PIDS = "34 31 0:31 / /sys/fs/cgroup/pids rw shared:10 - cgroup cgroup rw,pids";
const MEMORY = "35 31 0:32 / /sys/fs/cgroup/memory rw shared:11 - cgroup cgroup rw,memory";
const CPUSET = "36 31 0:33 / /sys/fs/cgroup/cpuset rw shared:12 - cgroup cgroup rw,cpuset";
const SYSTEMD = "32 31 0:29 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd";
const HYBRID = "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw";
const OTHER = "22 28 0:21 / /proc rw,relatime shared:12 - proc proc rw";

Deno.test("findCgroups() tells the modes apart", () => {
  assert.deepEqual(findCgroups(`${OTHER}\n${V2}\n`), {
    mode: "unified",
    hierarchy: "default",
    mount: "/sys/fs/cgroup",
  });
  assert.deepEqual(findCgroups(`${V1}\n${PIDS}\n${HYBRID}`), {
    mode: "hybrid",
    hierarchy: "default",
    mount: "/sys/fs/cgroup/unified",
  });
  assert.deepEqual(findCgroups(`${OTHER}\n${SYSTEMD}\n${PIDS}`), {
    mode: "legacy",
    hierarchy: "pids",
    mount: "/sys/fs/cgroup/pids",
  });
  assert.deepEqual(findCgroups(OTHER), { mode: "none", hierarchy: "none", mount: undefined });
  assert.deepEqual(findCgroups(""), { mode: "none", hierarchy: "none", mount: undefined });
});

Deno.test("findCgroups() prefers the mount that shows most", () => {
  const part = V2.replace(" / ", " /kubepods/x ").replace("/sys/fs/cgroup", "/part");
  const host = V2.replace(" / ", " /../.. ").replace("/sys/fs/cgroup", "/host/cgroup");
  assert.equal(findCgroups([part, V2].join("\n")).mount, "/sys/fs/cgroup");
  assert.equal(findCgroups([part, V2, host].join("\n")).mount, "/host/cgroup");
  assert.equal(findCgroups(part).mount, "/part");
});

Deno.test("findCgroups() takes the first of its controllers whose hierarchy is mounted", () => {
  const hierarchy = (...lines: string[]) => findCgroups(lines.join("\n")).hierarchy;
  assert.equal(hierarchy(V1, MEMORY, PIDS), "pids");
  assert.equal(hierarchy(V1, MEMORY), "memory");
  assert.equal(hierarchy(SYSTEMD, V1, CPUSET), "cpu");
  assert.equal(hierarchy(SYSTEMD, CPUSET), "none");
  // Named hierarchies and options that look like a controller are none.
  assert.equal(hierarchy(SYSTEMD.replace("name=systemd", "name=pids")), "none");
});

Deno.test("findCgroups() prefers the hierarchy of which more can be seen", () => {
  const part = PIDS.replace(" / ", " /docker/x ");
  assert.equal(findCgroups([part, MEMORY].join("\n")).hierarchy, "memory");
  assert.equal(
    findCgroups([part, MEMORY.replace(" / ", " /docker/x ")].join("\n")).hierarchy,
    "pids",
  );
});

Deno.test("findCgroups() leaves out a version 2 mount that runtimes do not use beside version 1", () => {
  const cilium = HYBRID.replace("/sys/fs/cgroup/unified", "/run/cilium/cgroupv2");
  const found = findCgroups([MEMORY, PIDS, cilium].join("\n"));
  assert.deepEqual(found, { mode: "legacy", hierarchy: "pids", mount: "/sys/fs/cgroup/pids" });
  const { hierarchy, mode } = findCgroups([PIDS, cilium, HYBRID].join("\n"));
  assert.deepEqual([mode, hierarchy], ["hybrid", "default"]);
  assert.equal(findCgroups([PIDS, V2].join("\n")).hierarchy, "default");
  assert.equal(findCgroups([CPUSET, cilium].join("\n")).hierarchy, "default");
  for (const mount of ["/host/sys/fs/cgroup/unified", "/cgroups/unified"]) {
    const ofHost = HYBRID.replace("/sys/fs/cgroup/unified", mount);
    assert.equal(findCgroups([PIDS, ofHost].join("\n")).mount, mount);
  }
});

Deno.test("findCgroups() looks for the hierarchy that is known alone", () => {
  assert.deepEqual(findCgroups([PIDS, MEMORY, HYBRID].join("\n"), "memory"), {
    mode: "hybrid",
    hierarchy: "memory",
    mount: "/sys/fs/cgroup/memory",
  });
  assert.deepEqual(findCgroups(PIDS, "default"), {
    mode: "legacy",
    hierarchy: "default",
    mount: undefined,
  });
});

Deno.test("findCgroups() undoes octal escapes", () => {
  assert.equal(findCgroups(V2.replace("/sys/fs/cgroup", "/a\\040b\\134c")).mount, "/a b\\c");
});

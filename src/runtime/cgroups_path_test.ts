import assert from "assert";
import fc from "fast-check";
import { expandCgroupsPath } from "./cgroups_path.ts";

const ID = "c".repeat(64);

for (
  const [cgroupsPath, expected] of [
    // The cgroupfs driver's form is a path already.
    [`/kubepods/burstable/pod1/${ID}`, `/kubepods/burstable/pod1/${ID}`],
    [`/k8s.io/${ID}`, `/k8s.io/${ID}`],
    [`kubepods//pod1/./${ID}/`, `/kubepods/pod1/${ID}`],
    ["/", "/"],
    ["/../etc", "/etc"],
    ["a/../../b", "/b"],
    ["/jobs/x/../web.service", "/jobs/web.service"],
    ["../web", "/web"],
    ["/jobs/..", "/"],
    ["/jobs/...", "/jobs/..."],
    // systemd's form.
    [
      `kubepods-burstable-pod0a1b_2c.slice:cri-containerd:${ID}`,
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0a1b_2c.slice/cri-containerd-${ID}.scope`,
    ],
    [`system.slice:crio:${ID}`, `/system.slice/crio-${ID}.scope`],
    [`:docker:${ID}`, `/system.slice/docker-${ID}.scope`],
    [`-.slice:libpod:${ID}`, `/libpod-${ID}.scope`],
    ["user.slice::name", "/user.slice/name.scope"],
    ["a.slice:x:b.slice", "/a.slice/b.slice"],
    // Neither.
    ["", undefined],
    ["plain", undefined],
    [`kubepods:cri:${ID}`, undefined],
    ["a.slice:cri", undefined],
    ["a.slice:cri:", undefined],
    ["a.slice:cri:b:c", undefined],
    ["a--b.slice:cri:c", undefined],
    ["/a\0b", undefined],
  ] as const
) {
  Deno.test(`expandCgroupsPath() expands ${JSON.stringify(cgroupsPath).slice(0, 60)}`, () => {
    assert.equal(expandCgroupsPath(cgroupsPath), expected);
  });
}

Deno.test("expandCgroupsPath() never gives a path that leaves the root", () => {
  const part = fc.constantFrom("a", "..", ".", "/", ":", "-", ".slice", "\0", "x");
  fc.assert(fc.property(fc.array(part).map((parts) => parts.join("")), (text) => {
    const path = expandCgroupsPath(text);
    if (path === undefined) return;
    assert(path.startsWith("/"));
    assert(!path.split("/").includes(".."), path);
  }));
});

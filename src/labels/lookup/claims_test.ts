import assert from "assert";
import type { ContainerRecord } from "#runtime/types.ts";
import { identifyCgroup } from "../cgroup/cgroup_path.ts";
import { Claims, saysNothing } from "./claims.ts";

const A = "a".repeat(64);
const UID = "0a1b2c3d-1111-2222-3333-444455556666";

const made: ContainerRecord = {
  id: "made",
  sandbox: false,
  labels: {},
  annotations: {},
  runtime: { name: "containerd", endpoint: "/run/c.sock", namespace: "edge" },
};

Deno.test("Claims name what a runtime says is a container's, and all below it", () => {
  const claims = new Claims();
  assert.equal(claims.identify("/edge/made").containerId, undefined);
  claims.add("/edge/made", made);
  for (const path of ["/edge/made", "/edge/made/init.scope", "/edge/made/a/b"]) {
    assert.equal(claims.identify(path).containerId, "made", path);
    assert.deepEqual(claims.claimant(path, "made"), made.runtime);
  }
  for (const path of ["/edge", "/edge/made2", "/edge/other", "/made", "/"]) {
    assert.equal(claims.identify(path).containerId, undefined, path);
    assert.equal(claims.claimant(path, "made"), undefined);
  }
  claims.remove("/edge/made");
  assert.equal(claims.identify("/edge/made").containerId, undefined);
});

Deno.test("Claims are an ancestor of the container that a path names below them", () => {
  const claims = new Claims();
  claims.add("/default/node", { ...made, id: "node" });
  const identity = claims.identify(`/default/node/kubelet/kubepods/pod${UID}/${A}`);
  assert.deepEqual([identity.containerId, identity.ancestors], [A, ["node"]]);
  assert.equal(identity.podUid, UID);
});

for (
  const [path, expected] of [
    ["/edge/made", true],
    ["/default/web", true],
    ["/a/b/c", true],
    ["/", false],
    ["/system.slice", false],
    ["/system.slice/ssh.service", false],
    ["/init.scope", false],
    ["/kubepods", false],
    ["/kubepods/burstable", false],
    [`/kubepods/besteffort/pod${UID}`, false],
    [`/docker/${A}`, false],
    ["/lxc/web", false],
  ] as const
) {
  Deno.test(`saysNothing() is ${expected} of ${path.replace(A, "ID")}`, () => {
    assert.equal(saysNothing(path, identifyCgroup(path)), expected);
  });
}

import assert from "assert";
import { mayName, realmOfCgroup, realmOfSocket } from "./realm.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);
const C = "c".repeat(64);
const USER = "/user.slice/user-1000.slice/user@1000.service/user.slice";

Deno.test("realmOfCgroup() says what a container is in", () => {
  for (
    const [path, realm] of [
      [`/kubepods/besteffort/pod1/${A}`, ""],
      [`/system.slice/docker-${A}.scope`, ""],
      [`/system.slice/docker-${A}.scope/init.scope`, ""],
      [`/docker/${A}/kubepods/besteffort/pod1/${B}`, `container ${A}`],
      [`/docker/${A}/docker/${B}/docker/${C}/exec`, `container ${B}`],
      [`/machine.slice/libpod-${A}.scope/container`, ""],
      [`${USER}/libpod-${A}.scope/container`, "user 1000"],
      ["/user.slice/user-1000.slice/session-3.scope", "user 1000"],
      [`/user.slice/user-0.slice/session-3.scope/docker-${A}.scope`, ""],
      [`/machine.slice/systemd-nspawn@web.service/payload/docker/${A}`, "machine web"],
      ["/system.slice/ssh.service", ""],
      ["/", ""],
    ] as const
  ) assert.equal(realmOfCgroup(path), realm, path);
});

Deno.test("realmOfSocket() says what a socket may name, by the process behind it", () => {
  const process = (cgroup: string, uid = 0, contained = false) =>
    realmOfSocket({ uid, process: { uid, cgroup, contained } });
  assert.equal(realmOfSocket(undefined), undefined);
  assert.equal(realmOfSocket({ uid: 0 }), "");
  assert.equal(process("/system.slice/containerd.service"), "");
  assert.equal(process(`/system.slice/docker-${A}.scope/init.scope`), `container ${A}`);
  assert.equal(process(`/docker/${A}/docker/${B}`, 100_000, true), `container ${B}`);
  assert.equal(process("/machine.slice/systemd-nspawn@web.service/payload"), "machine web");
  assert.equal(process(`${USER}/podman.service`, 1000), "user 1000");
  assert.equal(process("/system.slice/cron.service", 1000), "user 1000");
  // what root starts from a user's session is root's
  assert.equal(process("/user.slice/user-1000.slice/session-3.scope"), "");
  assert.equal(process("/default/web", 0, true), "cgroup /default/web");
});

Deno.test("mayName() lets a runtime name its own part of the node, and one that was asked for everything", () => {
  const runtime = { name: "containerd", endpoint: "/run/x.sock" };
  assert(mayName(runtime, "user 1000"));
  assert(mayName({ ...runtime, realm: "" }, ""));
  assert(!mayName({ ...runtime, realm: "" }, "user 1000"));
  assert(!mayName({ ...runtime, realm: "user 1000" }, ""));
});

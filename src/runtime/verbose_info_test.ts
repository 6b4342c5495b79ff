import assert from "assert";
import fc from "fast-check";
import { cgroupHintOf } from "./verbose_info.ts";

const spec = { ociVersion: "1.1.0", linux: { cgroupsPath: "/kubepods/podx/c" } };

for (
  const [title, info, expected] of [
    [
      "a container of containerd 1.6 to 2.x",
      {
        info: JSON.stringify({
          sandboxID: "s",
          pid: 12,
          removing: false,
          snapshotKey: "c",
          snapshotter: "overlayfs",
          runtimeType: "io.containerd.runc.v2",
          runtimeOptions: { systemd_cgroup: true },
          config: { metadata: { name: "main" } },
          runtimeSpec: spec,
        }),
      },
      { path: "/kubepods/podx/c", pid: 12 },
    ],
    [
      "a sandbox of containerd 1.6 and 1.7",
      {
        info: JSON.stringify({
          pid: 12,
          processStatus: "running",
          netNamespaceClosed: false,
          image: "registry.example/pause:3.9",
          snapshotKey: "s",
          snapshotter: "overlayfs",
          runtimeHandler: "",
          runtimeType: "io.containerd.runc.v2",
          runtimeOptions: null,
          config: {},
          runtimeSpec: spec,
          cniResult: {},
        }),
      },
      { path: "/kubepods/podx/c", pid: 12 },
    ],
    [
      "a sandbox of containerd 2.x",
      {
        info: JSON.stringify({
          pid: 12,
          processStatus: "running",
          sandboxMetadata: { ID: "s", Config: { linux: { cgroup_parent: "/other" } } },
          overhead: {},
          resources: {},
          runtimeSpec: spec,
        }),
      },
      { path: "/kubepods/podx/c", pid: 12 },
    ],
    [
      "a sandbox whose shim has words of its own",
      { info: '{"vm":{"pid":9}}', hypervisor: "x" },
      {},
    ],
    [
      "a container of CRI-O, which was checkpointed and restored",
      {
        info: JSON.stringify({
          sandboxID: "s",
          pid: 12,
          privileged: false,
          checkpointedAt: "2026-01-01T00:00:00Z",
          restored: true,
          runtimeSpec: { ...spec, linux: { cgroupsPath: "kubepods-podx.slice:crio:c" } },
        }),
      },
      { path: "/kubepods.slice/kubepods-podx.slice/crio-c.scope", pid: 12 },
    ],
    [
      "a CRI-O sandbox with an infra container",
      { info: JSON.stringify({ image: "registry.example/pause:3.9", pid: 12, runtimeSpec: spec }) },
      { path: "/kubepods/podx/c", pid: 12 },
    ],
    [
      "a CRI-O sandbox without an infra container",
      { info: JSON.stringify({ runtimeSpec: spec }) },
      { path: "/kubepods/podx/c" },
    ],
    ["cri-dockerd", { info: JSON.stringify({ sandboxID: "s", pid: 12 }) }, { pid: 12 }],
    ["cri-dockerd's sandboxes", {}, {}],
    ["CRI-O before 1.18", { pid: "12", sandboxId: "s" }, { pid: 12 }],
    [
      "a key a field",
      { pid: "12", runtimeSpec: JSON.stringify(spec) },
      { path: "/kubepods/podx/c", pid: 12 },
    ],
    [
      "a task that is gone",
      { info: JSON.stringify({ pid: 0, processStatus: "deleted", runtimeSpec: null }) },
      {},
    ],
    ["text that is no JSON", { info: '{"pid": 12,' }, {}],
    ["JSON that is no object", { info: "[1]" }, {}],
    ["numbers out of range", { info: '{"pid": 1e99}' }, {}],
    ["other types", { info: '{"pid": {}, "runtimeSpec": "x"}' }, {}],
    ["a path that leads up out of the root", {
      info: '{"runtimeSpec":{"linux":{"cgroupsPath":"/../x"}}}',
    }, { path: "/x" }],
    ["names of Object's own", { info: '{"runtimeSpec":{"__proto__":{"linux":1}}}' }, {}],
  ] as const
) {
  Deno.test(`cgroupHintOf() reads ${title}`, () => {
    assert.deepEqual(cgroupHintOf({ ...info }), expected);
  });
}

Deno.test("cgroupHintOf() never throws, whatever a runtime says", () => {
  fc.assert(fc.property(fc.json(), fc.json(), fc.string(), (info, runtimeSpec, pid) => {
    const hint = cgroupHintOf({ info, runtimeSpec, pid });
    assert(hint.pid === undefined || hint.pid > 0);
  }));
  assert.deepEqual(cgroupHintOf({ info: "[".repeat(1_000_000) }), {});
});

import assert from "assert";
import fc from "fast-check";
import { cgroupHintOf } from "./verbose_info.ts";

const spec = { ociVersion: "1.1.0", linux: { cgroupsPath: "/kubepods/podx/c" } };

for (
  const [title, info, expected] of [
    [
      "containerd and CRI-O, which put all in one key",
      { info: JSON.stringify({ sandboxID: "s", pid: 12, runtimeSpec: spec }) },
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
    ["a path out of the root", { info: '{"runtimeSpec":{"linux":{"cgroupsPath":"/../x"}}}' }, {}],
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

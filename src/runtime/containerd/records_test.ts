import assert from "assert";
import { type NativeContainer, nativeRecord } from "./records.ts";

const DIGITS = "0123456789abcdef".repeat(4);
const RUNTIME = { name: "containerd", endpoint: "/x", namespace: "k8s.io" };

const recordOf = (container: NativeContainer) =>
  nativeRecord(container, undefined, undefined, RUNTIME);

Deno.test("nativeRecord() takes an image's id for its id, and whatever else there is for its name", () => {
  const imageOf = (image: string) => recordOf({ id: "web", image }).image;
  for (const id of [DIGITS, `sha256:${DIGITS}`]) {
    assert.deepEqual(imageOf(id), { id: `sha256:${DIGITS}` });
  }
  const names = ["docker.io/library/web:1", `web@sha256:${DIGITS}`, "import-2026-11-30", "cafe"];
  for (const name of names) assert.deepEqual(imageOf(name), { reference: name });
  assert.equal(imageOf(""), undefined);
});

Deno.test("nativeRecord() names a container by the kubelet's label only where that names a pod too", () => {
  const container = "io.kubernetes.container.name";
  const nameOf = (labels: Record<string, string>) => recordOf({ id: "mine", labels }).name;
  assert.equal(nameOf({ [container]: "web" }), "mine");
  assert.equal(nameOf({ [container]: "web", "io.kubernetes.pod.uid": "x" }), "mine");
  assert.equal(nameOf({ [container]: "web", "io.kubernetes.pod.name": "api" }), "web");
});

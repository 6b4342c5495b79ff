import assert from "assert";
import type { ContainerRecord, RuntimeIdentity } from "#runtime/types.ts";
import { Records } from "./records.ts";

const A = "a".repeat(64);
const DOCKER = { name: "docker", endpoint: "/run/docker.sock", realm: "" };
const MOBY = { name: "containerd", endpoint: "/run/c.sock", namespace: "moby", realm: "" };
const INNER = { name: "docker", endpoint: "/proc/7/root/run/docker.sock", realm: "container b" };

function record(runtime: RuntimeIdentity, name?: string): ContainerRecord {
  const named = name === undefined ? {} : { name };
  return { id: A, sandbox: false, labels: {}, annotations: {}, runtime, ...named };
}

Deno.test("Records.get() has the poorer of two runtimes complete the richer one, whichever spoke last", () => {
  const records = new Records();
  records.add(record(DOCKER, "web"));
  records.add({ ...record(MOBY), cgroupPath: "/docker/a" });
  const known = records.get(A, "");
  assert.deepEqual([known?.name, known?.runtime, known?.cgroupPath], ["web", DOCKER, "/docker/a"]);
  records.add(record(DOCKER, "renamed"));
  assert.equal(records.get(A, "")?.name, "renamed");
});

Deno.test("Records.get() takes only the word of those who may name what is in that part of the node", () => {
  const records = new Records();
  records.add(record(INNER, "impostor"));
  assert.equal(records.get(A, ""), undefined);
  assert.equal(records.get(A, "container b")?.name, "impostor");
  records.add(record(DOCKER, "web"));
  assert.equal(records.get(A, "")?.name, "web");
});

Deno.test("Records.prune() forgets what some runtimes said", () => {
  const records = new Records();
  records.add(record(DOCKER, "web"));
  records.add(record(MOBY));
  records.prune(({ endpoint }) => endpoint === DOCKER.endpoint, () => false);
  assert.deepEqual(records.get(A, "")?.runtime, MOBY);
  records.prune(() => true, (id) => id === A);
  assert.notEqual(records.get(A, ""), undefined);
  records.prune(() => true, () => false);
  assert.equal(records.get(A, ""), undefined);
});

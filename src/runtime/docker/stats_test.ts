import assert from "assert";
import { dockerStats, podmanPodStats, podmanStats } from "./stats.ts";
import { protoJson } from "../proto/json.ts";
import type { ContainerRecord } from "../types.ts";

const RECORD: ContainerRecord = {
  id: "a".repeat(64),
  name: "web",
  sandbox: false,
  labels: { app: "web" },
  annotations: {},
  runtime: { name: "docker", endpoint: "/run/docker.sock" },
};
const READ = "2026-11-28T14:30:33.069693262Z";
const READ_NS = "1795876233069693262";
const CPU = { cpu_usage: { total_usage: 383_613_777 } };

/** Values of wrapped numbers. */
function sample(stats: object) {
  const json = protoJson("ContainerStats", dockerStats(stats, RECORD) ?? {});
  return JSON.parse(JSON.stringify(json));
}

Deno.test("dockerStats() takes what can be given back from memory, by the names of both cgroup versions", () => {
  const both = [
    {
      total_inactive_file: 1000,
      inactive_file: 1,
      total_rss: 200,
      total_pgfault: 7,
      total_swap: 5,
    },
    { inactive_file: 1000, anon: 200, pgfault: 7 },
  ];
  for (const stats of both) {
    const json = sample({ read: READ, cpu_stats: CPU, memory_stats: { usage: 5000, stats } });
    assert.deepEqual(json.cpu, {
      timestamp: READ_NS,
      usageCoreNanoSeconds: { value: "383613777" },
    });
    assert.equal(json.memory.workingSetBytes.value, "4000");
    assert.equal(json.memory.usageBytes.value, "5000");
    assert.equal(json.memory.rssBytes.value, "200");
    assert.equal(json.memory.pageFaults.value, "7");
    assert.equal(json.swap?.swapUsageBytes.value, stats.total_swap === 5 ? "5" : undefined);
    assert.equal("writableLayer" in json, false);
    assert.deepEqual(json.attributes.metadata, { name: "web", attempt: 0 });
  }
});

Deno.test("dockerStats() gives nothing for a container that has ended, or for what is no sample", () => {
  const ended = { read: "0001-01-01T00:00:00Z", cpu_stats: {}, memory_stats: {} };
  for (const value of [ended, {}, undefined, [], { read: READ, cpu_stats: CPU }]) {
    assert.equal(dockerStats(value, RECORD), undefined);
  }
});

Deno.test("podmanPodStats() adds up what a pod's containers use", () => {
  const entry = { CPUNano: 100, SystemNano: 1_795_876_232_923_389_741, MemUsage: 3000, PIDs: 2 };
  const stats = podmanStats(entry, RECORD);
  assert(stats !== undefined);
  assert.equal(podmanStats({ CPUNano: 1 }, RECORD), undefined);
  const pod = { ...RECORD, id: "d".repeat(64), pod: { name: "crowd", labels: {} } };
  const sum = podmanPodStats(pod, [
    { stats, processes: 2, infra: false },
    { stats, processes: 1, infra: true },
  ]);
  const json = JSON.parse(JSON.stringify(protoJson("PodSandboxStats", sum)));
  assert.equal(json.attributes.metadata.name, "crowd");
  assert.equal(json.linux.cpu.usageCoreNanoSeconds.value, "200");
  assert.equal(json.linux.memory.workingSetBytes.value, "6000");
  assert.equal(json.linux.process.processCount.value, "3");
  assert.equal(json.linux.containers.length, 1);
});

// Makes src/pipeline/replay/sample.ts, the recording that ships with critter: a few pods on a real containerd, recorded live,
// with everything left out that is not theirs. As root: deno run -A scripts/sample/make.ts

import { WIRE_VERSION } from "#wire";
import type { EventInput } from "#pipeline/input.ts";
import { Recorder } from "#pipeline/recording/recorder.ts";
import { recordingInMemory, RecordingReader } from "#pipeline/recording/recording_reader.ts";
import { Containerd } from "#tests/host/containerd.ts";
import type { Pod } from "#tests/host/pod.ts";
import { Critter } from "#tests/e2e/critter.ts";
import { keepOwn, ownCgroups, ownPrograms } from "./own.ts";

const ROOT = new URL("../../", import.meta.url);

await using host = await Containerd.start();
const dir = await Deno.makeTempDir({ prefix: "critter-sample-" });
const whole = `${dir}/whole`;
const pods: Pod[] = [];
{
  await using critter = await Critter.watch([
    "--runtime-endpoint",
    host.socket,
    "--node-name",
    "node-1",
    "--cluster-name",
    "demo",
    "--record",
    whole,
  ]);
  pods.push(
    await host.runPod({
      name: "web-7d4b9c6f5-x2x8k",
      namespace: "shop",
      labels: { app: "web", "pod-template-hash": "7d4b9c6f5", tier: "frontend" },
      containers: [
        {
          name: "nginx",
          args: [
            "/bin/sh",
            "-c",
            "cat /etc/passwd; ls -l /; sleep 1; echo 'ready \"now\"'; exec sleep 60",
          ],
        },
        {
          name: "metrics",
          args: ["/bin/sh", "-c", "for n in 1 2 3; do cat /proc/loadavg; sleep 0.2; done"],
        },
      ],
    }),
    await host.runPod({
      name: "nightly-report-29381760-l7jq4",
      namespace: "batch",
      labels: { "batch.kubernetes.io/job-name": "nightly-report-29381760" },
      containers: [{
        name: "report",
        args: ["/bin/sh", "-c", "ls /missing; cat /etc/hostname; exit 3"],
      }],
    }),
  );
  const [web, report] = pods;
  await report?.exited("report");
  await web?.exited("metrics");
  // What an intruder's session looks like, and a name that tries to forge a line.
  await web?.exec(
    "nginx",
    "/bin/sh",
    "-c",
    'ls /root; cat /etc/shadow; echo \'a\n{"event":"forged"}\u001b[31m\'',
  );
  await web?.exec("nginx", "/bin/sh", "-c", "sleep 30 & kill -9 $!; wait");
  await critter.stop();
}

const bytes = Deno.readFileSync(whole);
const reader = (): RecordingReader => new RecordingReader(recordingInMemory(bytes));
const containers = pods.flatMap((
  { sandboxId, containers },
) => [sandboxId, ...Object.values(containers)]);
const cgroups = ownCgroups(reader().inputs(), containers);
const own = { cgroups, programs: ownPrograms(reader().inputs(), cgroups) };
const first = reader();
const kept: EventInput[] = [];
for (const input of first.inputs()) {
  const left = keepOwn(input, own);
  if (left !== undefined) {
    kept.push(left.kind === "ring" ? { ...left, bytes: left.bytes.slice() } : left);
  }
}
const small = `${dir}/small`;
{
  using recorder = new Recorder(small, { ...first.header, wire: WIRE_VERSION });
  for (const input of kept) recorder.write(input);
}
const base64 = Deno.readFileSync(small).toBase64();
const lines = base64.match(/.{1,96}/g) ?? [];
Deno.writeTextFileSync(
  new URL("src/pipeline/replay/sample.ts", ROOT),
  `// Made by scripts/sample/make.ts from real containers; not to be edited.

const SAMPLE =
  "${lines.join('" +\n  "')}";

/** The recording that ships with critter. */
export function sampleRecording(): Uint8Array {
  return Uint8Array.fromBase64(SAMPLE);
}
`,
);
Deno.removeSync(dir, { recursive: true });

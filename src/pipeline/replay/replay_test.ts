import assert from "assert";
import { parseNamePatterns } from "#labels/filter/names.ts";
import { PROCESS_EXEC, PROCESS_EXIT } from "#wire";
import type { EventLine } from "#tests/line.ts";
import type { LineFilter, WatchSummary } from "../options.ts";
import { ImmediateOutput } from "../event/immediate_output.ts";
import type { Output } from "../event/output.ts";
import { recordingInMemory } from "../recording/recording_reader.ts";
import { replayTo } from "./replay.ts";
import { sampleRecording } from "./sample.ts";

class Collected extends ImmediateOutput implements Output {
  readonly #decoder = new TextDecoder();
  text = "";

  override write(ndjson: Uint8Array): void {
    this.text += this.#decoder.decode(ndjson);
  }

  get lines(): EventLine[] {
    return this.text.trimEnd().split("\n").map((line) => JSON.parse(line));
  }
}

const EVERYTHING: LineFilter = { types: 1 << PROCESS_EXEC | 1 << PROCESS_EXIT, includeHost: true };

async function replaySample(
  filter: LineFilter,
  bytes: Uint8Array = sampleRecording(),
): Promise<{ output: Collected; summary: WatchSummary; said: string[] }> {
  const output = new Collected();
  const said: string[] = [];
  const recording = recordingInMemory(bytes);
  const io = { stderr: (line: string) => said.push(line), signal: new AbortController().signal };
  const summary = await replayTo(recording, { filter }, output, io);
  return { output, summary, said };
}

Deno.test("replayTo() gives the same bytes every time", async () => {
  const once = await replaySample(EVERYTHING);
  const twice = await replaySample(EVERYTHING);
  assert.equal(once.output.text, twice.output.text);
  assert.equal(once.summary.end, "end-of-input");
  assert.deepEqual(once.said, []);
});

Deno.test("the sample shows labelled events of several pods, each container from its first event on", async () => {
  const { output, summary } = await replaySample(EVERYTHING);
  const events = output.lines;
  assert(events.length > 30, `${events.length} events`);
  assert.equal(summary.events.resolved, BigInt(events.length));
  for (const line of events) {
    assert.equal(line.label_state, "resolved");
    assert.notEqual(line.k8s?.pod?.name, undefined);
    assert.notEqual(line.k8s?.namespace?.name, undefined);
    if (line.container?.sandbox !== true) {
      assert.notEqual(line.container?.name, undefined);
      assert.notEqual(line.container?.image?.name, undefined);
    }
  }
  const names = new Set(events.map(({ k8s }) => k8s?.container?.name));
  assert.deepEqual([...names].sort(), ["metrics", "nginx", "report", undefined]);
});

Deno.test("replayTo() filters by type and stops at the wanted number of lines", async () => {
  const filter = { types: 1 << PROCESS_EXEC, includeHost: true, maxEvents: 5 };
  const { output, summary } = await replaySample(filter);
  assert.deepEqual(output.lines.map(({ event }) => event), Array(5).fill("process.exec"));
  assert.equal(summary.end, "max-events");
});

Deno.test("replayTo() shows the containers that are asked for, and says when there are none", async () => {
  const ask = (container: string) => ({
    ...EVERYTHING,
    containers: { namespace: [], pod: [], container: parseNamePatterns(container), selector: [] },
  });
  const all = await replaySample(EVERYTHING);
  const nginx = await replaySample(ask("nginx"));
  const lines = all.output.text.split("\n");
  assert.equal(
    nginx.output.text,
    lines.filter((line) => line.includes('"container":{"name":"nginx"}')).map((line) => `${line}\n`)
      .join(""),
  );
  assert(nginx.output.text.length > 0);
  assert.deepEqual(nginx.said, []);
  const none = await replaySample(ask("nobody"));
  assert.equal(none.output.text, "");
  assert.deepEqual(none.said, ["no container of the recording matches --container nobody"]);
});

Deno.test("replayTo() shows what a cut recording still holds and says that it is cut", async () => {
  const whole = sampleRecording();
  const { output, said } = await replaySample(EVERYTHING, whole.subarray(0, whole.length - 1));
  assert.deepEqual(said, ["the recording ends early: its last block is cut"]);
  assert.equal(output.text, "", "the sample is one block");
});

/** Readers that stall, go away or cannot take any more. */
import { critterCommand } from "#tests/e2e/critter.ts";
import { run, sleep } from "#tests/host/exec.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import type { Effort, Fault, Outcome } from "./fault.ts";
import { PseudoTerminal } from "./pseudo_terminal.ts";
import { burst, missing, RawCritter, read } from "./raw.ts";
import { countedLosses } from "./scene.ts";

/** More than pipe and queue hold: arguments of 4 KiB, 8 MiB of queue. */
const BURST = 3500;
const ARGS_BYTES = 4000;

/** A reader that stalls, then reads on: what did not fit is counted, all else is there in whole lines. */
async function stalledPipe({ full }: Effort): Promise<Outcome> {
  await using critter = new RawCritter(["-o", "json"]);
  await critter.ready();
  const start = Date.now();
  const words = await burst(BURST, ARGS_BYTES);
  await sleep(Math.max(0, start + (full ? 60_000 : 10_000) - Date.now()));
  const reading = critter.readUntil();
  await sleep(2000);
  const after = await burst(20, 10);
  await sleep(500);
  const { code } = await critter.end("SIGINT");
  await reading;
  const { lines, broken, rest } = read(critter.text);
  const sink = countedLosses(lines, "sink");
  const ring = countedLosses(lines, "ring");
  const said = new RegExp(`sink ${group(sink)}\\)`).test(critter.stderr);
  const uncounted = Math.max(0, missing(words, lines) - sink) + missing(after, lines);
  return {
    tried: 1,
    survived: code === 0 && sink > 0 && ring === 0 && said ? 1 : 0,
    lost: uncounted,
    mislabelled: broken.length + (rest === "" ? 0 : 1),
    unlabelled: 0,
    notes: [
      `${sink} lines counted as lost to the reader, ${missing(words, lines)} of ${BURST} ` +
      `marked ones, ring ${ring}; ${critter.stderr.trim().split("\n").at(-1)}`,
    ],
  };
}

function group(count: number): string {
  return count.toLocaleString("en");
}

/** A reader that has enough. */
async function closedPipe(): Promise<Outcome> {
  await using critter = new RawCritter(["-o", "json"]);
  await critter.ready();
  await critter.closeOutput();
  await burst(50, 10);
  const { code } = await critter.end();
  return ended(code === 0, critter.stderr);
}

/** A small disk, gone at the end. */
async function withSmallDisk(
  size: string,
  test: (folder: string) => Promise<Outcome>,
): Promise<Outcome> {
  const dir = makePlace("full");
  const folder = `${dir}/disk`;
  try {
    await Deno.mkdir(folder);
    await run("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
    return await test(folder);
  } finally {
    await removePlace(dir);
  }
}

/** A file on a disk that becomes full: one sentence, an exit code, and no line that is not whole. */
function fullDisk(): Promise<Outcome> {
  return withSmallDisk("128k", async (folder) => {
    const file = `${folder}/out.json`;
    await using critter = new RawCritter(["-o", "json"], {
      wrapper: ["/bin/sh", "-c", `exec "$@" > ${file}`, "sh"],
    });
    for (let i = 0; i < 40 && !critter.ended; i++) await burst(20, ARGS_BYTES);
    const { code } = await critter.end();
    const { lines, broken, rest } = read(await Deno.readTextFile(file));
    const sentence = critter.stderr.trim().split("\n").at(-1) ?? "";
    const clear = code === 1 && lines.length > 0 &&
      /^critter: Cannot write .*ENOSPC/.test(sentence);
    return {
      ...ended(clear, critter.stderr),
      mislabelled: broken.length + (rest === "" ? 0 : 1),
      notes: [`exit ${code}: ${sentence}; ${lines.length} lines`],
    };
  });
}

/** The same for a recording: it can be replayed as far as it came. */
function fullRecording(): Promise<Outcome> {
  // A second or two of what is caught below fits, compressed.
  return withSmallDisk("512k", async (folder) => {
    const file = `${folder}/recording`;
    await using critter = new RawCritter(["-o", "json", "--record", file]);
    await critter.ready();
    const reading = critter.readUntil();
    for (let i = 0; i < 1_000 && !critter.ended; i++) {
      await run("/bin/true", Array.from({ length: 90 }, () => crypto.randomUUID()));
      await sleep(20);
    }
    const { code } = await critter.end();
    await reading;
    const { broken } = read(critter.text);
    const sentence = critter.stderr.trim().split("\n").at(-1) ?? "";
    const [command = "", ...args] = critterCommand();
    const replayed = read(await run(command, [...args, "replay", file, "-o", "json"]));
    const clear = code === 1 && /^critter: Cannot go on recording .*space/.test(sentence);
    return {
      ...ended(clear && replayed.lines.length > 0, critter.stderr),
      mislabelled: broken.length + replayed.broken.length,
      notes: [`exit ${code}: ${sentence}; ${replayed.lines.length} lines replayed`],
    };
  });
}

/** No standard output at all: nothing of it may reach whatever has its number. */
async function noOutput(): Promise<Outcome> {
  await using critter = new RawCritter(["-o", "json", "--duration", "3s"], {
    wrapper: ["/bin/sh", "-c", 'exec "$@" >&-', "sh"],
  });
  await burst(20, 10);
  const { code, signal } = await critter.end();
  return ended(signal === null && code <= 1, `exit ${code}: ${critter.stderr}`);
}

/** A terminal that stops reading (Ctrl-S), then goes on. */
async function stoppedTerminal(): Promise<Outcome> {
  using terminal = new PseudoTerminal();
  const command = critterCommand().map((part) => `'${part}'`).join(" ");
  const child = new Deno.Command("/bin/sh", {
    args: [
      "-c",
      `exec ${command} watch -o json -r /nonexistent/runtime.sock > ${terminal.path}`,
    ],
    env: { RUNTIME_DIRECTORY: "/dev/null" },
    stdin: "null",
    stderr: "piped",
  }).spawn();
  const stderr = child.stderr.text();
  const word = crypto.randomUUID();
  let text = "";
  while (!text.includes(word)) {
    await run("/bin/true", [word]);
    text += terminal.read();
  }
  const words = await burst(300, ARGS_BYTES);
  await sleep(1000);
  const until = Date.now() + 5000;
  while (Date.now() < until && !text.includes(words.at(-1) ?? "")) {
    text += terminal.read();
    await sleep(1);
  }
  child.kill("SIGINT");
  let over = false;
  const status = child.status.finally(() => over = true);
  while (!over) {
    text += terminal.read();
    await sleep(5);
  }
  const { code } = await status;
  const { lines, broken } = read(text.replaceAll("\r\n", "\n"));
  return {
    ...ended(code === 0, await stderr),
    lost: Math.max(0, missing(words, lines) - countedLosses(lines)),
    mislabelled: broken.length,
  };
}

function ended(survived: boolean, stderr: string): Outcome {
  return {
    tried: 1,
    survived: survived ? 1 : 0,
    lost: 0,
    mislabelled: 0,
    unlabelled: 0,
    notes: survived ? [] : [stderr.trim()],
  };
}

/** The faults of this file. */
export const SINKS: readonly Fault[] = [
  { name: "pipe's reader stalls, then reads on", run: stalledPipe },
  { name: "pipe's reader goes away", run: closedPipe },
  { name: "disk of the output is full", run: fullDisk },
  { name: "disk of the recording is full", run: fullRecording },
  { name: "standard output is closed from the start", run: noOutput },
  { name: "terminal stops reading, then goes on", run: stoppedTerminal },
];

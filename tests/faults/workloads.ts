/** Workloads that want to deceive or to crowd out, and cgroups in unusual numbers and shapes. */
import { Critter } from "#tests/e2e/critter.ts";
import { cgroup2Mount, randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { run, sleep } from "#tests/host/exec.ts";
import type { Effort, Fault, Outcome } from "./fault.ts";
import { play, type Scene } from "./scene.ts";

const MARKS = 20;
const FORGED = '"}\n{"time":"2026-01-01T00:00:00.000000000Z","event":"process.exec",' +
  '"container":{"id":"forged"},"label_state":"resolved"}\n';
/** What a process may put into its arguments, its name and its paths. */
const HOSTILE = [
  FORGED,
  "\u001b]0;owned\u0007\u001b[2J\u001b[31mred",
  "\u202egnp.exe\u2066\u200b",
  'a\r\nb\tc\\"d',
  "\u0085\u009b31m\u2028\u2029",
  "\ud83d\ude00 \u0301",
] as const;
const CGROUPS = 4096;
const DEPTH = 64;
/** What thousands of unknown cgroups, or events without a pause, may cost. */
const MOST_MIB = 384;
/** Far above what the events of others wait for those of a noisy container, in milliseconds; the row says how long. */
const FAIR_MS = 3000;

/** Every hostile word as argument, as program and as folder: one line each, nothing verbatim, labels right. */
function hostileWords(): Promise<Outcome> {
  return play({ tried: HOSTILE.length }, async (scene) => {
    await using text = new Critter([
      ...["watch", "-o", "text", "--no-trunc", "--runtime-endpoint", scene.socket],
    ]);
    await text.ready();
    const pod = await scene.pod("liar");
    for (const [index, word] of HOSTILE.entries()) {
      const folder = `${scene.dir}/${index}${word.replaceAll("/", "_")}`;
      await Deno.mkdir(folder);
      const program = `${folder}/${word.replaceAll("/", "_").slice(0, 12)}`;
      await Deno.copyFile("/bin/true", program);
      await Deno.chmod(program, 0o755);
      const mark = scene.marks.add(pod.labels);
      const quote = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;
      await pod.run(`cd ${quote(folder)} && ${quote(program)} ${mark} ${quote(word)}`);
      await scene.critter.waitFor(
        "the hostile exec",
        (lines) => lines.some(({ process }) => process?.command_args?.[1] === mark),
      );
      const [found] = scene.critter.arrivals.filter(({ line }) =>
        line.process?.command_args?.[1] === mark
      );
      const process = found?.line.process;
      const same = process?.command_args?.[2] === word && process.executable?.requested === program;
      if (!same) throw new Error(`Cannot find ${JSON.stringify(word)} again in ${found?.raw}`);
    }
    if (/(?!\n)\p{Cc}/u.test(scene.critter.text)) {
      throw new Error("Cannot accept controls in NDJSON");
    }
    const stray = scene.critter.lines.find(({ container }) => container?.id === "forged");
    if (stray !== undefined) throw new Error("Cannot accept a forged line");
    await sleep(300);
    await text.stop();
    if (/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text.text)) {
      throw new Error("Cannot accept invisible characters in text");
    }
    if (/^2026-01-01/m.test(text.text)) throw new Error("Cannot accept a forged row");
  });
}

/** One container that execs with 4 KiB of arguments without a pause; others are measured. */
function noisy({ full }: Effort): Promise<Outcome> {
  return play({}, async (scene) => {
    const loud = await scene.pod("loud");
    const quiet = await scene.pod("quiet");
    await scene.work(quiet, 1);
    const seconds = full ? 30 : 4;
    const script = `x=${"x".repeat(4000)}; end=$(($(date +%s)+${seconds}))
      while [ $(date +%s) -lt $end ]; do
        ${"/bin/true loud $x\n".repeat(50)} done`;
    const noise = loud.run(script);
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
      await scene.work(quiet, 1);
    }
    await noise;
    const of = (name: string) =>
      scene.critter.arrivals.filter(({ line }) =>
        line.k8s?.pod?.name === name && line.event === "process.exec"
      );
    const lags = of("quiet").map(({ line, at }) => at - Date.parse(line.time)).sort((a, b) =>
      a - b
    );
    const worst = lags[Math.floor(lags.length * 0.99)] ?? Infinity;
    scene.notes.push(
      `${of("loud").length} noisy execs in ${seconds} s; others' lines came after ${
        lags[Math.floor(lags.length / 2)]
      } ms (median), ${worst} ms (p99); ${checkMemory(scene)} MiB resident`,
    );
    if (worst > FAIR_MS) throw new Error(`Cannot call it fair: others waited ${worst} ms`);
  });
}

/** Thousands of cgroups made and removed at once, then again: what is known stays known. */
function burstOfCgroups(): Promise<Outcome> {
  return play({ tried: 2 }, async (scene) => {
    const known = await scene.pod("known");
    await scene.work(known, MARKS);
    for (const kind of ["plain", "container"]) {
      using parent = new TestCgroup(`/critter-fault-${randomId().slice(0, 8)}`);
      const base = cgroup2Mount() + parent.path;
      const names = Array.from(
        { length: CGROUPS },
        (_, i) => `${base}/${kind === "plain" ? `c${i}` : randomId()}`,
      );
      for (const name of names) Deno.mkdirSync(name);
      await scene.work(known, MARKS);
      for (const name of names) Deno.removeSync(name);
      await scene.work(known, MARKS);
      await scene.work(await scene.pod(`after-${kind}`), MARKS);
    }
    scene.notes.push(`${checkMemory(scene)} MiB resident after ${2 * CGROUPS} cgroups`);
  });
}

/** The resident memory of the program in MiB; throws when that is too much. */
function checkMemory({ critter }: Scene): number {
  const status = Deno.readTextFileSync(`/proc/${critter.pid}/status`);
  const mib = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  if (!(mib <= MOST_MIB)) throw new Error(`Cannot accept ${mib} MiB of memory`);
  return mib;
}

/** A process 64 cgroups below its container, with names of every kind on the way. */
function deepCgroups(): Promise<Outcome> {
  return play({ tried: 2 }, async (scene) => {
    const pod = await scene.pod("deep");
    await scene.work(pod, MARKS);
    const top = `${cgroup2Mount()}/kubepods/besteffort/pod${pod.labels.uid}/${pod.labels.id}`;
    // The kernel itself refuses newlines in names of cgroups.
    const odd = String.raw`$(printf 'a b\033[31m"\\\377\376\342\200\256.')`;
    for (const path of [`${"d/".repeat(DEPTH)}`, `${odd}/${odd}`]) {
      const mark = scene.marks.add(pod.labels);
      // The shell makes names that are no UTF-8; the last folder is entered, all are removed after.
      await run("/bin/sh", [
        "-c",
        `set -e; cd ${top}; mkdir -p "${path}"; (cd "${path}" && echo $$ > cgroup.procs &&
          sh -c 'echo $$ > cgroup.procs && exec /bin/true ${mark}'; echo $$ > ${cgroup2Mount()}/cgroup.procs)
        echo $$ > ${cgroup2Mount()}/cgroup.procs; find . -mindepth 1 -depth -type d -exec rmdir {} +`,
      ]);
    }
  });
}

/** The faults of this file. */
export const WORKLOADS: readonly Fault[] = [
  { name: "escapes, bidi controls and forged lines in what processes say", run: hostileWords },
  { name: "one noisy container, 4 KiB of arguments without a pause", run: noisy },
  { name: `${CGROUPS} cgroups made and removed in a burst`, run: burstOfCgroups },
  { name: `cgroups ${DEPTH} deep, with controls and bytes that are no UTF-8`, run: deepCgroups },
];

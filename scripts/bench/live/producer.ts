import { ALL_CAPABILITIES } from "#events/capabilities.ts";
import { ORIGIN_OUTSIDE } from "#wire";
import { execRecord, exitRecord } from "#tests/hotpath/record_builder.ts";
import { output } from "../command.ts";
import { runKey } from "../decode/run_key.ts";

const HERE = new URL(".", import.meta.url).pathname;
const TEMPLATES = 64;
/** By which producer.c, and whoever else reads them, know the lines of its records. */
export const COMMAND = "critter-bench";
/** The first template's process; the others' follow it. */
export const FIRST_PID = 1000;

/** Makes records in a running critter's ring buffer from inside the kernel. */
export class Producer {
  readonly #directory: string;
  readonly #templates: Uint8Array;

  private constructor(directory: string, templates: Uint8Array) {
    this.#directory = directory;
    this.#templates = templates;
  }

  /** Builds it below `directory`; needs clang, gcc and libbpf's headers. Its events are of the `cgroups` in turn. */
  static async build(directory: string, cgroups: readonly bigint[]): Promise<Producer> {
    const include = `-I/usr/include/${Deno.build.arch}-linux-gnu`;
    const bpf = ["-O2", "-g", "-target", "bpf", "-mcpu=v3", include];
    await output(["clang", ...bpf, "-c", `${HERE}producer.bpf.c`, "-o", `${directory}/p.bpf.o`]);
    await output(["gcc", "-O2", `${HERE}producer.c`, "-lbpf", "-o", `${directory}/producer`]);
    return new Producer(directory, templates(cgroups));
  }

  /** Keeps to `rate` records a second for `seconds`, whatever the reader does; the records made. */
  async open(pid: number, rate: number, seconds: number, cpu: number): Promise<number> {
    return await this.#run(pid, cpu, "open", rate.toString(), seconds.toString());
  }

  /** The same without keeping a processor busy: for rates below some hundred thousand records a second. */
  async steady(pid: number, rate: number, seconds: number): Promise<number> {
    return await this.#run(pid, undefined, "steady", rate.toString(), seconds.toString());
  }

  /** Makes `count` records, waiting at a full ring; records a second. */
  async closed(pid: number, count: number, cpu: number): Promise<number> {
    const text = await this.#output(pid, cpu, "closed", count.toString());
    const { made, ns } = JSON.parse(text) as { made: number; ns: number };
    return made / (ns / 1e9);
  }

  /** Nanoseconds from submit until the line is read from `fifo`, for each of `count` single records. */
  async single(
    pid: number,
    rate: number,
    count: number,
    fifo: string,
    cpu: number,
  ): Promise<number[]> {
    const text = await this.#output(pid, cpu, "single", rate.toString(), count.toString(), fifo);
    return text.trim().split("\n").map(Number);
  }

  async #run(pid: number, cpu: number | undefined, ...args: string[]): Promise<number> {
    return (JSON.parse(await this.#output(pid, cpu, ...args)) as { made: number }).made;
  }

  async #output(pid: number, cpu: number | undefined, ...args: string[]): Promise<string> {
    const program = [`${this.#directory}/producer`, `${this.#directory}/p.bpf.o`, pid.toString()];
    const pinned = cpu === undefined ? [] : ["taskset", "-c", cpu.toString()];
    return await output([...pinned, ...program, ...args], this.#templates);
  }
}

/**
 * Three execs to one exit, some 300 bytes each, as a shell makes them: the first record is its exec, and it is what
 * producer.bpf.c takes for one process, while every other record is another process that it began.
 */
function templates(cgroups: readonly bigint[]): Uint8Array {
  const shell = { startTimeNs: 1_000_000_000n, pid: FIRST_PID, run: 1 };
  const program = runKey(shell.startTimeNs, shell.pid, shell.run);
  const parts: Uint8Array[] = [];
  for (let index = 0; index < TEMPLATES; index++) {
    const pid = FIRST_PID + index;
    const process = {
      ...shell,
      pid,
      run: index === 0 ? shell.run : shell.run + 1,
      tid: pid,
      parentPid: shell.pid,
      cgroup: cgroups[index % cgroups.length] ?? 1n,
      command: COMMAND,
      origin: ORIGIN_OUTSIDE,
    };
    const script = `for f in /var/log/app-${index}/*.log; do gzip -9 "$f"; done; sync`;
    const record = index % 4 === 3 ? exitRecord(process) : execRecord({
      ...process,
      cwd: "/srv/app",
      args: ["/bin/sh", "-c", script, "sh", `--index=${index}`],
      ancestors: [{ ...shell, program }],
      vpid: pid,
      capabilities: 1n << BigInt(ALL_CAPABILITIES),
    });
    const length = new DataView(new ArrayBuffer(8));
    length.setBigUint64(0, BigInt(record.length), true);
    parts.push(new Uint8Array(length.buffer), record);
  }
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

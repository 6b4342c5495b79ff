import type { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { readSpecialText } from "#kernel/special_files.ts";
import type { Finding, Source } from "./finding.ts";
import { type MemoryEvents, memoryEvents } from "./memory_events.ts";
import { exitedText, signalText } from "./wording.ts";

/** Only with it an end is seen as it happens. */
export const RECORD_IT =
  "who sent a signal, and what came before, only a recording tells: 'critter record FILE'";

/** What the kernel still says of a process. */
interface Status {
  readonly command: string;
  readonly state: string;
  readonly parentPid: number;
  /** As wait(2) has it; means something for a zombie alone. */
  readonly waitStatus: number;
}

/** Places behind the command in /proc/PID/stat, see proc_pid_stat(5). */
const STATE = 0;
const PARENT = 1;
const EXIT_CODE = 49;
const ZOMBIE = "Z";

/** Whether there is such a process now, or what is left of one. */
export function isProcess(pid: number): boolean {
  return readStatus(pid) !== undefined;
}

/**
 * What the kernel says of a process: it lives, or its parent has not yet asked how it ended.
 *
 * @throws Error where there is none: nothing is kept of those that are gone.
 */
export function fromKernel(pid: number, cgroups: Cgroupfs): Finding {
  const status = readStatus(pid);
  if (status === undefined) {
    throw new Error(
      `Cannot tell why it ended as there is no such process any more, and the kernel keeps nothing of it: ${pid}; ${RECORD_IT}`,
    );
  }
  const { command, state, parentPid, waitStatus } = status;
  const common = {
    title: `process ${pid} (${command})`,
    pid,
    events: [],
    sources: [
      { kind: "kernel", text: `/proc/${pid}/stat: state ${state}` } as const,
      ...memorySources(memoryEvents(cgroups, { pid })),
    ],
  };
  if (state !== ZOMBIE) {
    return { ...common, state: "running", verdict: "it has not ended", notes: [] };
  }
  if (!isTold(textOf("self/status"), textOf(`${pid}/status`))) {
    return {
      ...common,
      state: "unknown",
      verdict: `it ended, and its parent ${parentPid} has not asked how`,
      notes: ["the kernel tells how to who may trace it: run critter as root"],
    };
  }
  const signal = waitStatus & 0x7f;
  const code = waitStatus >> 8 & 0xff;
  return {
    ...common,
    state: "ended",
    verdict: `${
      signal === 0
        ? exitedText(code)
        : `killed by ${signalText(signal)}${waitStatus & 0x80 ? ", core dumped" : ""}`
    }; its parent ${parentPid} has not asked yet`,
    exit: signal === 0 ? { code } : { signal },
    notes: signal === 0 ? [] : [RECORD_IT],
  };
}

/** What cgroups count, in words. */
export function memorySources(events: readonly MemoryEvents[]): Source[] {
  return events.map(({ file, killed, ofPod }) => {
    const processes = `${killed} ${killed === 1 ? "process" : "processes"}`;
    const text = `${file}: ${processes}${ofPod ? " of the pod" : ""} killed for want of memory`;
    return { kind: "kernel", text };
  });
}

/** CAP_SYS_PTRACE among the effective capabilities. */
const MAY_TRACE = 1n << 19n;

/**
 * Whether the kernel tells how a process ended: to others it says that all of them exited 0.
 *
 * @param own /proc/PID/status of who asks.
 * @param other That of the process.
 */
export function isTold(own: string, other: string): boolean {
  const [, capabilities = "0"] = /^CapEff:\s*([0-9a-f]+)$/m.exec(own) ?? [];
  const [ownUids, otherUids] = [own, other].map((text) => /^Uid:.*$/m.exec(text)?.[0]);
  return (BigInt(`0x${capabilities}`) & MAY_TRACE) !== 0n ||
    (ownUids !== undefined && ownUids === otherUids);
}

function textOf(file: string): string {
  try {
    return readSpecialText(`/proc/${file}`);
  } catch {
    return "";
  }
}

function readStatus(pid: number): Status | undefined {
  const text = textOf(`${pid}/stat`);
  if (text === "") return undefined;
  // The command stands in brackets, and may hold some.
  const [, command = "?", rest = ""] = /^\d+ \(([^]*)\) ([^]*)$/.exec(text) ?? [];
  const fields = rest.split(" ");
  return {
    command,
    state: fields[STATE] ?? "?",
    parentPid: Number(fields[PARENT] ?? 0),
    waitStatus: Number(fields[EXIT_CODE] ?? 0),
  };
}

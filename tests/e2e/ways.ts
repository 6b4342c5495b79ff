/** The ways in which containers die, each with the verdict that it must get. */
import { cgroupMount } from "#tests/host/cgroup.ts";
import { run, until } from "#tests/host/exec.ts";
import type { ContainerPlan, Engine } from "./engines.ts";

/** A container that began, and critter's word for it. */
export interface Begun {
  readonly engine: Engine;
  readonly id: string;
  /** Its first process's. */
  readonly pid: number;
  /** Its cgroup's path. */
  readonly path: string;
  /** The host's folder that it sees as /way. */
  readonly volume: string;
}

/** A way to die. */
export interface Way {
  readonly name: string;
  readonly plan: Pick<ContainerPlan, "command"> & Partial<ContainerPlan>;
  /** The runtimes that can do it; by default all. */
  readonly engines?: readonly Engine["name"][];
  /** What is done to it once it has begun; nothing where it dies by itself. */
  readonly act?: (begun: Begun) => Promise<void>;
  /** The whole verdict, PID standing for the killed process's. */
  readonly verdict: RegExp | string;
  readonly cause: string;
  /** Its program never begins: the runtime is to refuse. */
  readonly neverBegins?: true;
}

const DIE = "/way/die";
const LIMIT = 32 << 20;
/** Who sends what a runtime's client asks for; containerd's shim does by runc too. */
const RUNTIME = "runc \\(host\\)";
const byClient = (signal: string): RegExp =>
  new RegExp(`^${signal} from (?:${RUNTIME}|podman \\(host\\))$`);

/** All ways, but for those of one runtime only. */
export const WAYS: readonly Way[] = [
  {
    name: "exits with 0",
    plan: { command: [DIE, "exit", "0"] },
    verdict: "exited 0",
    cause: "exited",
  },
  {
    name: "exits with 3",
    plan: { command: [DIE, "exit", "3"] },
    verdict: "exited 3",
    cause: "exited",
  },
  {
    name: "aborts with a core",
    plan: {
      command: inShell(`ulimit -c unlimited; exec ${DIE} abort`),
      hostPid: true,
    },
    verdict: /^SIGABRT raised by itself(?:, core dumped)?$/,
    cause: "signal",
  },
  {
    name: "aborts as the first process of its namespace, which no SIGABRT ends",
    plan: { command: [DIE, "abort"] },
    verdict: /^SIGSEGV by a fault of its own(?:, core dumped)?$/,
    cause: "fault",
  },
  {
    name: "reads where nothing is",
    plan: { command: [DIE, "fault"] },
    verdict: /^SIGSEGV by a fault of its own(?:, core dumped)?$/,
    cause: "fault",
  },
  {
    name: "is killed by its child",
    plan: { command: [DIE, "sibling"], hostPid: true },
    verdict: "SIGKILL from die (same container)",
    cause: "signal",
  },
  {
    name: "is killed by what was exec'd into it",
    plan: { command: [DIE, "wait"], hostPid: true },
    act: async ({ engine, id, pid }) =>
      await engine.exec(id, ["/bin/kill", "-9", `${pid}`], { detached: true }),
    verdict: "SIGKILL from kill (same container)",
    cause: "signal",
  },
  {
    name: "is killed by the host's user",
    plan: { command: [DIE, "wait"] },
    act: async ({ pid }) => void await run("kill", ["-9", `${pid}`]),
    verdict: "SIGKILL from kill (host)",
    cause: "signal",
  },
  {
    name: "is stopped and honours SIGTERM",
    plan: { command: [DIE, "honour"] },
    act: ({ engine, id }) => engine.stop(id, 20),
    verdict: "exited 0",
    cause: "exited",
  },
  {
    name: "is stopped and SIGTERM ends it",
    plan: { command: [DIE, "wait"], hostPid: true },
    act: ({ engine, id }) => engine.stop(id, 20),
    verdict: byClient("SIGTERM"),
    cause: "signal",
  },
  {
    name: "is stopped and ignores SIGTERM",
    plan: { command: [DIE, "wait"] },
    act: ({ engine, id }) => engine.stop(id, 2),
    verdict: new RegExp(
      `^SIGKILL from (?:${RUNTIME}|podman \\(host\\)), [23]\\.\\d s after its SIGTERM$`,
    ),
    cause: "signal",
  },
  {
    name: "is killed by the runtime's client",
    plan: { command: [DIE, "wait"] },
    act: ({ engine, id }) => engine.kill(id),
    verdict: byClient("SIGKILL"),
    cause: "signal",
  },
  {
    name: "takes more memory than it may",
    plan: { command: [DIE, "memory"], memoryBytes: LIMIT },
    verdict: "out of memory: container limit 32 MiB; killed: die (pid PID)",
    cause: "out_of_memory",
  },
  {
    name: "calls what seccomp refuses",
    plan: { command: [DIE, "syscall", "ptrace"] },
    verdict: /^seccomp refused syscall ptrace(?:, core dumped)?$/,
    cause: "seccomp",
  },
  {
    name: "calls what has the number 0 and seccomp refuses",
    plan: { command: [DIE, "syscall", "read"] },
    verdict: /^seccomp refused syscall read(?:, core dumped)?$/,
    cause: "seccomp",
  },
  {
    name: "calls what the runtime's profile refuses",
    engines: ["docker", "podman"],
    plan: { command: [DIE, "call"], options: ["--security-opt", "seccomp=VOLUME/seccomp.json"] },
    verdict: /^seccomp refused syscall ptrace(?:, core dumped)?$/,
    cause: "seccomp",
  },
  {
    name: "uses more of the processor than it may",
    plan: { command: inShell('trap "" XCPU; ulimit -t 1; while :; do :; done') },
    verdict: "SIGKILL from the kernel",
    cause: "kernel",
  },
  neverBegins("has no such program", "/no/such"),
  neverBegins("has no interpreter", "/way/no-interpreter"),
  neverBegins("may not execute its program", "/way/not-executable"),
  {
    ...neverBegins("has no interpreter, in the node's pid namespace", "/way/no-interpreter"),
    plan: { command: ["/way/no-interpreter"], hostPid: true },
  },
  {
    name: "has a shell that finds no interpreter",
    plan: { command: inShell("/way/no-interpreter") },
    verdict: "exited 127, which shells say of a command that is not found",
    cause: "exited",
  },
  {
    name: "is killed with all of its cgroup",
    plan: { command: [DIE, "wait"] },
    act: ({ path }) => Deno.writeTextFile(`${cgroupMount("default")}${path}/cgroup.kill`, "1"),
    verdict: "SIGKILL from deno (host)",
    cause: "signal",
  },
];

/** The same ways where critter comes only once the container has begun. */
export const IN_MID_LIFE = WAYS.filter(({ act }) => act !== undefined);

/** Writes what the ways need into a folder that containers see as /way. */
export function furnish(volume: string): void {
  Deno.writeTextFileSync(`${volume}/no-interpreter`, "#!/no/such/interpreter\n", { mode: 0o755 });
  Deno.writeTextFileSync(`${volume}/not-executable`, "#!/bin/sh\n", { mode: 0o644 });
  Deno.writeTextFileSync(
    `${volume}/seccomp.json`,
    JSON.stringify({
      defaultAction: "SCMP_ACT_ALLOW",
      syscalls: [{ names: ["ptrace"], action: "SCMP_ACT_KILL_PROCESS" }],
    }),
  );
}

/** Waits until a container's first process has begun its program, by the kernel's own word. */
export async function firstProcess(path: string, program: string): Promise<number> {
  return await until(`${program} in ${path}`, 10_000, () => {
    const pids = Deno.readTextFileSync(`${cgroupMount("default")}${path}/cgroup.procs`).split("\n");
    return pids.filter((pid) => pid !== "").map(Number).find((pid) =>
      Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0")[0] === program
    );
  });
}

function inShell(script: string): string[] {
  return ["/bin/sh", "-c", script];
}

function neverBegins(name: string, program: string): Way {
  return {
    name,
    plan: { command: [program] },
    verdict: /^never began: runc:\[2:INIT\] exited 1$/,
    cause: "not_started",
    neverBegins: true,
  };
}

import { SYSCALLS_GENERIC, SYSCALLS_X86_64 } from "../../wasm/text/syscalls.ts";
import { type PlainContext, type PlainParty, plainScope } from "./plain_lineage.ts";
import { signalName } from "./plain_words.ts";

/** What an exit's record says. */
export interface PlainExit {
  readonly cause: number;
  readonly code: number;
  readonly signal: number;
  readonly coreDumped: boolean;
  readonly sender: PlainParty | undefined;
  readonly syscall: number;
  readonly arch: number;
  readonly stopAgoNs: bigint;
  readonly stopSignal: number;
  readonly oomScope: number;
  readonly oomLimitBytes: bigint;
  /** Of the process that ended. */
  readonly command: string;
  readonly pid: number;
  readonly startNs: bigint;
  readonly cgroup: bigint;
}

/** Why a process ended, as a sentence. */
export function plainVerdict(exit: PlainExit, context: PlainContext): string {
  const core = exit.coreDumped ? ", core dumped" : "";
  switch (exit.cause) {
    case 0:
      return exited(exit.code);
    case 3:
      return outOfMemory(exit, context);
    case 4:
      return `seccomp refused syscall ${syscallName(exit)}${core}`;
    case 7:
      return exit.signal === 0
        ? `never began: ${exit.command} exited ${exit.code}`
        : `never began: ${exit.command} was killed by ${signalName(exit.signal)}`;
    default:
      return signalName(exit.signal) + signalled(exit, context) + core;
  }
}

function exited(code: number): string {
  if (code === 126) return "exited 126, which shells say of a command that cannot be run";
  if (code === 127) return "exited 127, which shells say of a command that is not found";
  return `exited ${code}`;
}

function outOfMemory(exit: PlainExit, context: PlainContext): string {
  const scope = plainScope(exit.oomScope, context);
  const limit = sizeText(exit.oomLimitBytes);
  const whose: Readonly<Record<string, string>> = {
    node: ": the node has none left",
    container: `: container limit ${limit}`,
    pod: `: pod limit ${limit}`,
    cgroup: `: limit of its cgroup ${limit}`,
  };
  return `out of memory${whose[scope] ?? ""}; killed: ${exit.command} (pid ${exit.pid})`;
}

function sizeText(bytes: bigint): string {
  for (const [unit, shift] of [["GiB", 30n], ["MiB", 20n], ["KiB", 10n]] as const) {
    if (bytes % (1n << shift) === 0n) return `${bytes >> shift} ${unit}`;
  }
  return `${bytes} B`;
}

function syscallName({ syscall, arch }: PlainExit): string {
  const tables = new Map([[0xC000_003E, SYSCALLS_X86_64], [0xC000_00B7, SYSCALLS_GENERIC]]);
  const name = tables.get(arch)?.split(" ")[syscall];
  return name === undefined || name === "-" ? String(syscall) : name;
}

function signalled(exit: PlainExit, context: PlainContext): string {
  if (exit.cause === 2) return " by a fault of its own";
  if (exit.cause === 5) return " from the kernel";
  const { sender } = exit;
  if (exit.cause !== 1 || sender === undefined) return "; critter did not see from whom";
  if (sender.pid === exit.pid && sender.startNs === exit.startNs) return " raised by itself";
  const from = ` from ${sender.command} (${place(exit, sender.cgroup, context)})`;
  if (exit.stopAgoNs === 0n) return from;
  const tenths = BigInt.asUintN(64, exit.stopAgoNs + 50_000_000n) / 100_000_000n;
  return `${from}, ${tenths / 10n}.${tenths % 10n} s after its ${signalName(exit.stopSignal)}`;
}

function place(exit: PlainExit, cgroup: bigint, context: PlainContext): string {
  if (cgroup === exit.cgroup && context.inContainer) return "same container";
  const label = context.label(cgroup);
  if (label === undefined) return "of an unknown cgroup";
  if (label.host) return "host";
  return label.fragment === "" ? "of another container" : whose(label.fragment);
}

/** The names within a label fragment. */
interface Labels {
  readonly container?: { readonly name?: string };
  readonly k8s?: {
    readonly namespace?: { readonly name?: string };
    readonly pod?: { readonly name?: string };
  };
}

function whose(fragment: string): string {
  const { container, k8s } = JSON.parse(`{${fragment.slice(1)}`) as Labels;
  if (k8s?.pod?.name !== undefined) {
    const namespace = k8s.namespace?.name;
    return `pod ${namespace === undefined ? "" : `${namespace}/`}${k8s.pod.name}`;
  }
  return container?.name === undefined ? "another container" : `container ${container.name}`;
}

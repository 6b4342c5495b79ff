import { formatDuration } from "../duration.ts";
import type { EventLine, ProcessFields } from "./line.ts";
import { signalName } from "./signals.ts";
import { quoted, visible } from "../visible.ts";

/** The last column of a line: free text, and how urgent it is. */
export interface Detail {
  /** Nothing in it acts on a terminal. */
  readonly text: string;
  /** How it is coloured. */
  readonly tone: "plain" | "failure" | "loss";
}

const LOSS_KINDS: Readonly<Record<string, string>> = {
  ring: "the ring buffer was full",
  sink: "the reader of standard output was too slow",
};

/** What happened, in words. */
export function detailOf(line: EventLine): Detail {
  const process = line.process ?? {};
  switch (line.event) {
    case "process.exec":
      return { text: execText(process), tone: "plain" };
    case "process.exit":
      return exitDetail(process);
    case "loss":
      return { text: lossText(line), tone: "loss" };
    case "cgroup.mkdir":
    case "cgroup.rmdir":
      return {
        text: `${commandName(process)}: ${visible(line.cgroup?.path ?? "")}`,
        tone: "plain",
      };
    default:
      return { text: commandName(process), tone: "plain" };
  }
}

function commandName(process: ProcessFields): string {
  return quoted(process.command ?? "");
}

function execText(process: ProcessFields): string {
  const path = process.executable?.path ?? "";
  const args = process.command_args;
  if (args === undefined || args.length === 0) {
    return `${quoted(path)}${process.command_args_unreadable ? " (arguments unreadable)" : ""}`;
  }
  const [first = ""] = args;
  // A process names itself in its first argument; the path says what it really is, unless it only says "itself".
  const named = path === "/proc/self/exe" || basename(first) === basename(path);
  const really = named ? "" : `[${quoted(path)}] `;
  const words = args.map(quoted).join(" ");
  return `${really}${words}${process.command_args_truncated ? " (arguments cut)" : ""}`;
}

function basename(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.startsWith("-") ? name.slice(1) : name;
}

function exitDetail(process: ProcessFields): Detail {
  const { exit, duration_ns } = process;
  const after = duration_ns === undefined ? "" : ` after ${formatDuration(Number(duration_ns))}`;
  const name = commandName(process);
  if (exit?.signal !== undefined) {
    const core = exit.core_dumped ? ", core dumped" : "";
    return { text: `${name} killed by ${signalName(exit.signal)}${core}${after}`, tone: "failure" };
  }
  const code = exit?.code ?? 0;
  return { text: `${name} exited ${code}${after}`, tone: code === 0 ? "plain" : "failure" };
}

function lossText({ loss }: EventLine): string {
  const count = visible(loss?.count ?? "?");
  const kind = loss?.kind ?? "unknown";
  return `${count} ${count === "1" ? "event" : "events"} lost: ${
    LOSS_KINDS[kind] ?? visible(kind)
  }`;
}

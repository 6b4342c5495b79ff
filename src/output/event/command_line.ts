import { quoted } from "../visible.ts";
import type { EventLine } from "./line.ts";

/** What was executed, as a shell would have it, and the requested path where the arguments name something else. */
export function commandLine({ process }: EventLine): string {
  const path = process?.executable?.requested ?? process?.executable?.path ?? "";
  const args = process?.command_args;
  if (args === undefined || args.length === 0) {
    return `${quoted(path)}${process?.command_args_unreadable ? " (arguments unreadable)" : ""}`;
  }
  const [first = ""] = args;
  // A process names itself in its first argument; the path says what it really is, unless it only says "itself".
  const named = path === "/proc/self/exe" || basename(first) === basename(path);
  const really = named ? "" : `[${quoted(path)}] `;
  const words = args.map(quoted).join(" ");
  return `${really}${words}${process?.command_args_truncated ? " (arguments cut)" : ""}`;
}

function basename(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.startsWith("-") ? name.slice(1) : name;
}

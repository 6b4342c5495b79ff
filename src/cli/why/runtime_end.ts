import type { Exit, Finding } from "./finding.ts";
import { exitedText, signalOfCode, signalText } from "./wording.ts";

/** What a runtime says of a container's last state. */
export interface LastState {
  readonly state: "created" | "running" | "exited" | "unknown";
  readonly exitCode: number;
  /** A word of the runtime's, as `OOMKilled`. */
  readonly reason: string;
  readonly message: string;
  /** Processes of its cgroup that the kernel killed for want of memory; undefined where nobody counts any more. */
  readonly killed: number | undefined;
}

/** The runtimes' words for a container whose first program never began. */
const NEVER_BEGAN: ReadonlySet<string> = new Set([
  "StartError",
  "ContainerCannotRun",
  "CreateContainerError",
  "RunContainerError",
]);
/** What runc and Docker give for it. */
const START_FAILED = 128;
const OOM_KILLED = "OOMKilled";
const SIGKILL = 9;

/** Why a container ended, from what its runtime says of it: how it ended is known, and who did it is not. */
export function runtimeEnd(last: LastState): Pick<Finding, "state" | "verdict" | "exit"> {
  const { state, reason, message, killed } = last;
  switch (state) {
    case "running":
      return {
        state,
        verdict: killed === undefined || killed === 0
          ? "it has not ended"
          : `it has not ended, though ${killed} of its processes ${
            killed === 1 ? "was" : "were"
          } killed for want of memory`,
      };
    case "created":
      return message === ""
        ? { state, verdict: "it was never started" }
        : { state: "ended", verdict: `never began: ${message}`, exit: { reason, message } };
    case "exited":
      return { state: "ended", verdict: endText(last), exit: exitOf(last) };
    case "unknown":
      return { state, verdict: "not known: its runtime does not know either" };
  }
}

function exitOf({ exitCode, reason, message }: LastState): Exit {
  return {
    code: exitCode,
    ...(reason === "" ? {} : { reason }),
    ...(message === "" ? {} : { message }),
  };
}

function endText({ exitCode, reason, message, killed = 0 }: LastState): string {
  const said = message === "" ? "" : `: ${message}`;
  if (NEVER_BEGAN.has(reason) || (exitCode === START_FAILED && message !== "")) {
    return `never began${said}`;
  }
  const signal = signalOfCode(exitCode);
  const isStarved = reason === OOM_KILLED || killed > 0;
  if (isStarved && signal === SIGKILL) return `out of memory, with exit code ${exitCode}${said}`;
  const starved = isStarved ? "; processes of it were killed for want of memory" : "";
  const killing = signal === undefined
    ? ""
    : `, which stands for ${signalText(signal)} unless the program chose it`;
  return `${exitedText(exitCode)}${killing}${starved}${said}`;
}

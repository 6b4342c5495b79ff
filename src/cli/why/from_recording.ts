import { readLines } from "#pipeline/replay/read_lines.ts";
import type { PipelineIo } from "#pipeline/options.ts";
import { type EventLine, valueAt } from "#output/event/line.ts";
import { visible } from "#output/visible.ts";
import { chooseContainers, noSuch, titleOf } from "./candidates.ts";
import type { Finding } from "./finding.ts";
import { Recorded, type RecordedContainer, type RecordedProcess } from "./recorded.ts";
import { exitOf, type Life, verdictOf } from "./recorded_life.ts";
import type { Subject } from "./subject.ts";
import { counted, nanosecondsBetween } from "./wording.ts";

/** The cause of an end before the first program began. */
const NOT_STARTED = "not_started";
const IN_MID_LIFE = "the recording does not have its start: what came before is not known";
const NOT_OVER = "it had not ended when the recording did";

/**
 * Why something ended, as a recording tells.
 *
 * @param file The recording; `-` is standard input.
 * @throws Error where the recording has no such thing; AmbiguousError where several are meant.
 */
export async function fromRecording(
  file: string,
  subject: Subject,
  namespace: string | undefined,
  io: PipelineIo,
): Promise<readonly Finding[]> {
  const recorded = new Recorded(subject);
  await readLines(file, (json) => recorded.take(json), io);
  const context = { recorded, source: sourceText(file) };
  const [process, ...others] = recorded.processes;
  if (others.length > 0) throw severalProcesses(recorded.processes);
  if (process !== undefined) return [processFinding(process, context)];
  if (subject.kind === "process") {
    throw new Error(
      `Cannot tell why it ended as no process of the recording had this ${
        subject.execId === undefined ? "pid" : "process.exec_id"
      }: ${subject.execId ?? subject.pid}`,
    );
  }
  const chosen = chooseContainers(recorded.containers, subject, namespace);
  if (chosen.length === 0) {
    throw noSuch(recorded.containers, subject, namespace, {
      where: "the recording has",
      others: `it has ${
        counted(recorded.containers.filter(({ sandbox }) => !sandbox).length, "container")
      }`,
    });
  }
  return chosen.flatMap((container) => containerFindings(container, context));
}

function creationOf(line: EventLine | undefined): string | undefined {
  const time = line === undefined ? undefined : valueAt(line, "process.creation.time");
  return typeof time === "string" ? time : undefined;
}

interface Context {
  readonly recorded: Recorded;
  readonly source: string;
}

function sourceText(file: string): string {
  return file === "-" ? "the recording on standard input" : `the recording ${file}`;
}

function containerFindings(container: RecordedContainer, context: Context): Finding[] {
  const facts = factsOf(container);
  return container.lives.map((life): Finding => {
    const { start, end, lastExit } = life;
    const common = {
      title: titleOf(container),
      container: facts,
      ...commonOf(life, start?.time ?? creationOf(end), context),
    };
    if (end !== undefined) {
      const { cause } = exitOf(end);
      const isWhole = start !== undefined || cause === NOT_STARTED;
      return {
        ...common,
        ...endOf(end),
        notes: [...common.notes, ...(isWhole ? [] : [IN_MID_LIFE])],
      };
    }
    if (!context.recorded.tellsOfContainers && lastExit !== undefined) {
      return {
        ...common,
        state: "unknown",
        verdict: `not known; the last process to end in it was ${nameOf(lastExit)}: ${
          verdictOf(lastExit)
        }`,
        notes: [...common.notes, "recordings of critter 0.1 do not tell of containers' ends"],
      };
    }
    return { ...common, ...notOver(life, context) };
  });
}

/** A container's own members alone, not its methods'. */
function factsOf(container: RecordedContainer): Finding["container"] & object {
  const { id, sandbox, runtime, name, namespace, pod, podUid, image } = container;
  return {
    id,
    sandbox,
    runtime,
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(pod === undefined ? {} : { pod }),
    ...(podUid === undefined ? {} : { podUid }),
    ...(image === undefined ? {} : { image }),
  };
}

function processFinding({ pid, line, life }: RecordedProcess, context: Context): Finding {
  const { end } = life;
  return {
    title: `process ${pid} (${nameOf(line)})`,
    pid,
    ...commonOf(life, creationOf(line), context),
    ...(end === undefined ? notOver(life, context) : endOf(end)),
  };
}

function commonOf(life: Life, startedAt: string | undefined, { recorded, source }: Context) {
  const { end, events, lostAtStart, lostAtEnd = recorded.lost } = life;
  const lost = lostAtEnd - lostAtStart;
  const durationNs = nanosecondsBetween(startedAt, end?.time);
  return {
    sources: [{ kind: "recording", text: source }] as const,
    events,
    notes: lost > 0n
      ? [
        `${counted(lost, "event")} of that time ${
          lost === 1n ? "is" : "are"
        } lost: what led to it may be among them`,
      ]
      : [],
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(end?.time === undefined ? {} : { endedAt: end.time }),
    ...(durationNs === undefined ? {} : { durationNs }),
  };
}

function endOf(line: EventLine): Pick<Finding, "state" | "verdict" | "exit"> {
  return { state: "ended", verdict: verdictOf(line), exit: exitOf(line) };
}

function notOver({ lostAtStart }: Life, { recorded }: Context): Pick<Finding, "state" | "verdict"> {
  return recorded.lost > lostAtStart
    ? { state: "unknown", verdict: "not known: its end was not seen, and events were lost" }
    : { state: "running", verdict: NOT_OVER };
}

function nameOf(line: EventLine): string {
  const name = valueAt(line, "thread.name");
  return typeof name === "string" ? visible(name) : "?";
}

function severalProcesses(processes: readonly RecordedProcess[]): Error {
  const [{ pid } = { pid: 0 }] = processes;
  const named = processes.map(({ line, execIds }) =>
    `${execIds.at(-1) ?? String(valueAt(line, "process.creation.time"))} (${nameOf(line)})`
  );
  return new Error(
    `Cannot tell which process is meant as ${processes.length} had this pid: ${pid}: ${
      named.join(", ")
    }; give the process.exec_id of one`,
  );
}

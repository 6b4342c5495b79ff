import { KernelError } from "#kernel/errno.ts";
import { RootedFile } from "#kernel/rooted_file.ts";
import { runtime } from "#runtime/proto/cri.ts";
import type { CriQueries } from "#runtime/cri/queries.ts";
import { rootOfProcess } from "#runtime/discovery/host_root.ts";
import type { CliHost } from "../../host.ts";
import { UsageError } from "../../errors.ts";
import { Finder } from "../find.ts";
import { type EngineSource, type LogPart, printEngineLog } from "./engine.ts";
import { LineReader } from "./file.ts";
import { LogPrinter, parseLogLine } from "./line.ts";
import { LogOutput } from "./output.ts";
import { tailOffsets } from "./tail.ts";
import { repeat } from "../repeat.ts";
import type { Query } from "../../query/session.ts";
import { runQuery } from "../../query/run_query.ts";
import type { QueryFlags } from "../../query/flags.ts";

/** Flags of `critter logs`. */
export interface LogsFlags extends QueryFlags, LogPart {
  /** --previous. */
  readonly previous: boolean;
}

import v1 = runtime.v1;

/** The container whose log is wanted, and who runs it. */
interface LogSource {
  readonly cri: CriQueries;
  readonly id: string;
  /** Where the paths that the runtime tells begin. */
  readonly root: string;
  readonly path: string;
}

/** `critter logs CONTAINER`. */
export async function logs(this: CliHost, flags: LogsFlags, container: string): Promise<void> {
  await runQuery(this, flags, "read logs", async (query) => {
    if (flags.stream !== undefined && (flags.tail ?? Infinity) !== Infinity) {
      throw new UsageError(
        "Cannot use --stream and --tail together as the last lines are those of both streams; leave one of them out",
      );
    }
    query.requireQueries("read logs");
    const source = await findLog(query, container, flags);
    const output = new LogOutput(this);
    const write = output.write.bind(output);
    try {
      if ("cri" in source) {
        const strange = await printLog(this, source, flags, new LogPrinter(flags, write));
        output.end();
        if (strange > 0) {
          output.say((text) => query.say(text), strangeText(strange, source.path));
        }
      } else {
        const { since: _, ...selection } = flags;
        await printEngineLog(this, source, flags, new LogPrinter(selection, write));
      }
    } finally {
      output.end();
    }
  });
}

function strangeText(count: number, path: string): string {
  const lines = count === 1 ? "1 line" : `${count} lines`;
  return `${lines} of the log ${
    count === 1 ? "is" : "are"
  } left out, being neither CRI's nor Docker's: ${JSON.stringify(path)}`;
}

async function findLog(
  query: Query,
  container: string,
  { previous, hostRoot = "" }: LogsFlags,
): Promise<LogSource | EngineSource> {
  const finder = new Finder(query, {
    what: "container",
    ask: async (queries, id) => (await queries.containerStatus(id, false))?.status ?? undefined,
  });
  const [found] = await finder.find(container);
  if (found === undefined) throw noSuchLog(container, "the container");
  if ("record" in found) throw notKept(found.record.id);
  const { runtime: { cri, engine, identity }, value: status } = found;
  const id = status.id ?? container;
  if (engine !== undefined && previous) {
    throw new Error(
      `Cannot read an earlier run's log as Docker and Podman keep one log for all runs of a container: ${
        JSON.stringify(container)
      }`,
    );
  }
  if (engine !== undefined) {
    return { engine, id, countsParts: identity.name !== "podman" };
  }
  if (cri === undefined) throw notKept(id);
  const wanted = previous ? await previousOf(cri, status) : status;
  if (wanted === undefined || wanted === null) {
    throw noSuchLog(container, "a run before this one of the container");
  }
  if (!wanted.logPath) throw notKept(wanted.id ?? id);
  // A runtime within a container names the file as it sees it.
  const root = rootOfProcess(cri.endpoint) ?? hostRoot;
  return { cri, id: wanted.id ?? id, root, path: wanted.logPath };
}

function noSuchLog(container: string, what: string): Error {
  return new Error(
    `Cannot read the log as no runtime knows ${what}: ${JSON.stringify(container)}`,
  );
}

function notKept(id: string): Error {
  return new Error(
    `Cannot read the log as the runtime keeps none for the container: ${JSON.stringify(id)}`,
  );
}

/** The last container that ran in the same pod under the same name before this one. */
async function previousOf(
  cri: CriQueries,
  { id, metadata }: v1.ContainerStatus.$Properties,
): Promise<v1.ContainerStatus.$Properties | null | undefined> {
  const { containers } = await cri.lists();
  const own = containers.find((container) => container.id === id);
  const before = containers
    .filter((container) =>
      container.podSandboxId === own?.podSandboxId && container.metadata?.name === metadata?.name &&
      (container.metadata?.attempt ?? 0) < (metadata?.attempt ?? 0)
    )
    .sort((a, b) => (b.metadata?.attempt ?? 0) - (a.metadata?.attempt ?? 0))[0];
  return before === undefined
    ? undefined
    : (await cri.containerStatus(before.id ?? "", false))?.status;
}

/** Prints the log's file; gives how many of its lines are none of a log. */
async function printLog(
  host: CliHost,
  source: LogSource,
  flags: LogsFlags,
  printer: LogPrinter,
): Promise<number> {
  let strange = 0;
  let file = openLog(source);
  try {
    const { tail = Infinity } = flags;
    let from = tail === Infinity ? undefined : tailOffsets(file, tail);
    let reader = new LineReader(file, from === undefined ? 0 : Math.min(...Object.values(from)));
    const print = (line: Uint8Array) => {
      const entry = parseLogLine(line);
      // Among the last lines are parts of lines that are none of them.
      if (from !== undefined && reader.lineStart < from[entry?.stream ?? "strange"]) return;
      if (entry === undefined) strange++;
      else printer.print(entry);
    };
    await repeat(host, flags.follow, async ({ signal, end }) => {
      const ended = !flags.follow || await hasEnded(source);
      // Looked for before reading: what is in the old file then is all that will be.
      const next = flags.follow ? rotated(file, reader, source) : undefined;
      for await (const line of reader.lines()) {
        print(line);
        if (printer.done || signal.aborted || host.process.stdout.isBroken()) break;
      }
      if ((ended || next !== undefined) && !printer.done && !signal.aborted) {
        const last = reader.last();
        if (last !== undefined) print(last);
      }
      if (next !== undefined) {
        file[Symbol.dispose]();
        file = next;
        reader = new LineReader(file, 0);
        from = undefined;
      } else if (ended) {
        end();
      }
      if (printer.done) end();
    });
  } finally {
    file[Symbol.dispose]();
  }
  return strange;
}

function openLog({ root, path }: LogSource): RootedFile {
  try {
    return RootedFile.open(root, path);
  } catch (error) {
    const reason = error instanceof KernelError ? error.code : "it is no regular file";
    const file = `${JSON.stringify(path)}${root === "" ? "" : ` below ${JSON.stringify(root)}`}`;
    throw new Error(`Cannot read the log as its file can't be opened: ${file}: ${reason}`, {
      cause: error,
    });
  }
}

/** The kubelet moves a full log away and has a new one begun: that one, where it is there. */
function rotated(
  file: RootedFile,
  reader: LineReader,
  { root, path }: LogSource,
): RootedFile | undefined {
  let next: RootedFile;
  try {
    next = RootedFile.open(root, path);
  } catch {
    return undefined;
  }
  const [own, now] = [file.status(), next.status()];
  const isSame = own.inode === now.inode && own.device === now.device;
  if (!isSame || now.size < reader.position) return next;
  next[Symbol.dispose]();
  return undefined;
}

async function hasEnded({ cri, id }: LogSource): Promise<boolean> {
  const answer = await cri.containerStatus(id, false);
  const state = answer?.status?.state;
  return state !== v1.ContainerState.CONTAINER_RUNNING &&
    state !== v1.ContainerState.CONTAINER_CREATED;
}

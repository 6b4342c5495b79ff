import { eventNames } from "#events/kinds.ts";
import type { HookInUse } from "#kernel/bpf/hook_choice.ts";
import type { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { collectGarbage, GARBAGE_MS, ResidentMemory } from "#kernel/resident.ts";
import type { Notice } from "#hotpath/types.ts";
import { LabelPath } from "#labels/lookup/label_path.ts";
import { hookSentence } from "#output/hook_text.ts";
import type { EventThread } from "../event/event_thread.ts";
import { monitorHealth } from "../health/monitor.ts";
import { LabelDecisions } from "../label_decisions.ts";
import { MountWatch } from "./mount_watch.ts";
import { NoMatchNotice } from "./no_match_notice.ts";
import type { LiveOptions, PipelineIo, SourceOptions, WatchSummary } from "../options.ts";
import { Runtimes } from "./runtimes.ts";

/** By then everything that only starting up needs is done, in milliseconds. */
const STARTED_MS = 3_000;
/** How often memory that was needed once is given back, in milliseconds. */
const RELEASE_MS = 15_000;

/** What there is when the label path begins. */
export interface LiveParts {
  readonly thread: EventThread;
  readonly cgroups: Cgroupfs;
}

/** Gives the event path its labels, and looks after memory and probes, until it ends. */
export async function labelEvents(
  options: LiveOptions,
  io: PipelineIo,
  { thread, cgroups }: LiveParts,
): Promise<WatchSummary> {
  using memory = new ResidentMemory();
  const filter = await LabelDecisions.of(options.filter);
  const noMatch = new NoMatchNotice(options.filter.containers, () => filter.matched, io.stderr);
  let durationTimer: ReturnType<typeof setTimeout> | undefined;
  let startedTimer: ReturnType<typeof setTimeout> | undefined;
  let releaseTimer: ReturnType<typeof setInterval> | undefined;
  let garbageTimer: ReturnType<typeof setInterval> | undefined;
  let labels: LabelPath | undefined;
  let runtimes: Runtimes | undefined;
  let health: AsyncDisposable | undefined;
  try {
    if (options.health !== undefined) health = await monitorHealth(options.health, thread);
    // Without a kernel to read, there is less that the operator has to hear of.
    const say = (line: string): void => void thread.ready.then(() => io.stderr(line), () => {});
    runtimes = new Runtimes(options, {
      up: (endpoint) => void labels?.runtimeUp(endpoint).then(() => noMatch.listed()),
      told: (news) => labels?.told(news),
      say,
      verbose: options.verbose,
    });
    labels = new LabelPath({
      cgroups,
      source: runtimes,
      node: nodeLabels(options),
      send: (update) => thread.label(filter.decide(update)),
    });
    thread.listen((notices) => {
      if (labels !== undefined) tellLabels(labels, notices);
    });
    // The programs load meanwhile. What is listed needs no question of its own, and what nobody waits for can wait.
    let isTold = false;
    const listed = runtimes.start().then(() => isTold || labels?.scan());
    for (const line of hookLines(await thread.ready, options)) io.stderr(line);
    isTold = true;
    // Finds also what was made before the kernel told of it.
    void listed.then(() => labels?.scan());
    using _mounts = new MountWatch(cgroups, {
      chosen: (hierarchy) => thread.follow(hierarchy),
      mounted: () => labels?.mounted(),
      say,
    });
    if (options.durationMs !== undefined) {
      durationTimer = setTimeout(() => thread.stop("duration"), options.durationMs);
    }
    startedTimer = setTimeout(() => {
      collectGarbage();
      memory.shrink();
    }, STARTED_MS);
    releaseTimer = setInterval(() => memory.shrink(), RELEASE_MS);
    garbageTimer = setInterval(collectGarbage, GARBAGE_MS);
    return await thread.ended;
  } finally {
    clearTimeout(durationTimer);
    clearTimeout(startedTimer);
    clearInterval(releaseTimer);
    clearInterval(garbageTimer);
    noMatch.close();
    labels?.close();
    labels = undefined;
    await runtimes?.close();
    await health?.[Symbol.asyncDispose]();
  }
}

/** What the operator hears of the hooks: always of events that were asked for and are not caught, of others on request. */
function hookLines(
  hooks: readonly HookInUse[],
  { filter, verbose }: Pick<LiveOptions, "filter" | "verbose">,
): string[] {
  const asked = eventNames(filter.types);
  return hooks
    .filter(({ kind, program }) => verbose || program === undefined && asked.includes(kind))
    .map(hookSentence);
}

function tellLabels(labels: LabelPath, notices: readonly Notice[]): void {
  for (const { kind, cgroup, path } of notices) {
    // A path too long for the kernel's own buffer comes empty: it is read from the file system instead.
    if (kind === "mkdir" && path !== undefined && path !== "") labels.created(cgroup, path);
    else if (kind === "rmdir") labels.removed(cgroup);
    else labels.unknown(cgroup);
  }
}

function nodeLabels(options: SourceOptions): { clusterName?: string; nodeName?: string } {
  return {
    ...(options.clusterName === undefined ? {} : { clusterName: options.clusterName }),
    ...(options.nodeName === undefined ? {} : { nodeName: options.nodeName }),
  };
}

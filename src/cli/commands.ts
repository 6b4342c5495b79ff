import { completionCommand } from "./commands/completion.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { eventsCommand } from "./commands/events.ts";
import { explainCommand } from "./commands/explain.ts";
import { imagesCommand } from "./commands/images.ts";
import { infoCommand } from "./commands/info.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { inspectiCommand } from "./commands/inspecti.ts";
import { inspectpCommand } from "./commands/inspectp.ts";
import { installCommand } from "./commands/install.ts";
import { logsCommand } from "./commands/logs.ts";
import { podsCommand } from "./commands/pods.ts";
import { psCommand } from "./commands/ps.ts";
import { recordCommand } from "./commands/record.ts";
import { replayCommand } from "./commands/replay.ts";
import { runtimeConfigCommand } from "./commands/runtime_config.ts";
import { runtimesCommand } from "./commands/runtimes.ts";
import { statsCommand } from "./commands/stats.ts";
import { statspCommand } from "./commands/statsp.ts";
import { versionCommand } from "./commands/version.ts";
import { watchCommand } from "./commands/watch.ts";
import type { CommandDefinition } from "./define.ts";

/** Every command by its name, in the order that help lists them in. */
export const COMMANDS: Readonly<Record<string, CommandDefinition>> = {
  watch: watchCommand,
  record: recordCommand,
  replay: replayCommand,
  doctor: doctorCommand,
  explain: explainCommand,
  runtimes: runtimesCommand,
  ps: psCommand,
  pods: podsCommand,
  images: imagesCommand,
  inspect: inspectCommand,
  inspectp: inspectpCommand,
  inspecti: inspectiCommand,
  logs: logsCommand,
  stats: statsCommand,
  statsp: statspCommand,
  events: eventsCommand,
  info: infoCommand,
  "runtime-config": runtimeConfigCommand,
  install: installCommand,
  completion: completionCommand,
  version: versionCommand,
};

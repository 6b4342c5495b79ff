import { completionCommand } from "../completion/command.ts";
import { configCommand } from "../crictl/config/command.ts";
import { doctorCommand } from "../doctor/command.ts";
import { eventsCommand } from "../crictl/events/command.ts";
import { explainCommand } from "../explain/command.ts";
import { imageFsInfoCommand } from "../crictl/imagefsinfo/command.ts";
import { imagesCommand } from "../crictl/images/command.ts";
import { infoCommand } from "../crictl/info/command.ts";
import { inspectCommand } from "../crictl/inspect/command.ts";
import { inspectiCommand } from "../crictl/inspecti/command.ts";
import { inspectpCommand } from "../crictl/inspectp/command.ts";
import { installCommand } from "../install/command.ts";
import { logsCommand } from "../crictl/logs/command.ts";
import { metricdescsCommand } from "../crictl/metricdescs/command.ts";
import { metricspCommand } from "../crictl/metricsp/command.ts";
import { podsCommand } from "../crictl/pods/command.ts";
import { psCommand } from "../crictl/ps/command.ts";
import { recordCommand } from "../record/command.ts";
import { replayCommand } from "../replay/command.ts";
import { runtimeConfigCommand } from "../crictl/runtime_config/command.ts";
import { runtimesCommand } from "../runtimes/command.ts";
import { statsCommand } from "../crictl/stats/command.ts";
import { statspCommand } from "../crictl/statsp/command.ts";
import { versionCommand } from "../version/command.ts";
import { watchCommand } from "../watch/command.ts";
import { whyCommand } from "../why/command.ts";
import type { CommandDefinition } from "../define.ts";
import { type CommandModel, commandModel } from "../help/model.ts";

/** Every command by its name, in the order that help lists them in. */
export const COMMANDS: Readonly<Record<string, CommandDefinition>> = {
  watch: watchCommand,
  record: recordCommand,
  replay: replayCommand,
  doctor: doctorCommand,
  explain: explainCommand,
  why: whyCommand,
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
  metricsp: metricspCommand,
  metricdescs: metricdescsCommand,
  imagefsinfo: imageFsInfoCommand,
  events: eventsCommand,
  info: infoCommand,
  "runtime-config": runtimeConfigCommand,
  config: configCommand,
  install: installCommand,
  completion: completionCommand(allCommands),
  version: versionCommand,
};

/** What crictl calls a command besides. */
export const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["image", "images"],
  ["img", "images"],
]);

/** Every command, read from its definition, in the order of help. */
export function allCommands(): CommandModel[] {
  return Object.entries(COMMANDS).map(([name, definition]) => commandModel(name, definition));
}

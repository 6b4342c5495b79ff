import { completionCommand } from "./commands/completion.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { recordCommand } from "./commands/record.ts";
import { replayCommand } from "./commands/replay.ts";
import { versionCommand } from "./commands/version.ts";
import { watchCommand } from "./commands/watch.ts";
import type { CommandDefinition } from "./define.ts";

/** Every command by its name, in the order that help lists them in. */
export const COMMANDS: Readonly<Record<string, CommandDefinition>> = {
  watch: watchCommand,
  record: recordCommand,
  replay: replayCommand,
  doctor: doctorCommand,
  completion: completionCommand,
  version: versionCommand,
};

import { UsageError } from "../errors.ts";
import type { CliHost } from "../host.ts";
import { packedProgram, unitProgram } from "./program.ts";
import { systemdUnit } from "./systemd_unit.ts";
import { writeUnit } from "./write_unit.ts";
import { guarded } from "../guard.ts";
import type { CommonFlags } from "../common_flags.ts";

/** Flags of `critter install`. */
export interface InstallFlags extends CommonFlags {
  /** --systemd. */
  readonly systemd: boolean;
  /** --write. */
  readonly write: boolean;
  /** --path. */
  readonly path?: string;
  /** --force. */
  readonly force: boolean;
}

const UNIT_PATH = "/etc/systemd/system/critter.service";

/** `critter install`. */
export async function install(this: CliHost, flags: InstallFlags): Promise<void> {
  await guarded(this, flags, () => {
    refuseMisuse(flags);
    const { mainModule } = Deno;
    const { standalone } = Deno.build;
    const { path: program, note } = unitProgram(
      packedProgram({ mainModule, execPath: Deno.execPath(), standalone }),
    );
    const text = systemdUnit(program);
    const say = (line: string) => this.process.stderr.write(`critter: ${line}\n`);
    if (note !== undefined) say(note);
    if (flags.write) {
      const { path = UNIT_PATH, force } = flags;
      const written = writeUnit({ path, text, force });
      say(`${path} is ${written}; next: ${nextCommand(path)}`);
    } else this.process.stdout.write(text);
    return Promise.resolve(0);
  });
}

function refuseMisuse({ systemd, write, path, force }: InstallFlags): void {
  if (!systemd) {
    throw new UsageError("Cannot install as it must be said for what; give --systemd");
  }
  if (!write && (path !== undefined || force)) {
    const flag = path === undefined ? "--force" : "--path";
    throw new UsageError(`Cannot use ${flag} as nothing is written; give --write too`);
  }
}

/** Enabling by name works in systemd's own folder, elsewhere it takes the path. */
function nextCommand(path: string): string {
  const unit = path === UNIT_PATH ? "critter" : Deno.realPathSync(path);
  return `systemctl daemon-reload && systemctl enable --now ${unit}`;
}

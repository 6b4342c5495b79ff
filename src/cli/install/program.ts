import { USUAL_PROGRAM } from "./systemd_unit.ts";

/** The program that a unit names, and what has to be said about it. */
export interface UnitProgram {
  readonly path: string;
  /** Why it is not the running one; absent when it is. */
  readonly note?: string;
}

/** What the unit's ProtectHome and PrivateTmp hide from the service. */
const HIDDEN = ["/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"];
/** What means nothing else in a unit file: no blank, quote, backslash, % or $. */
const PLAIN = /^\/[\w/.+@-]+$/;

/** The running program's file; `undefined` when it is Deno that runs sources. */
export function packedProgram(
  { mainModule, execPath, standalone }: {
    readonly mainModule: string;
    readonly execPath: string;
    readonly standalone: boolean;
  },
): string | undefined {
  // A packed program's script is a file in memory.
  const packed = mainModule.startsWith("file:///proc/self/fd/") || standalone;
  return packed ? execPath : undefined;
}

/** The program that a unit can name: the running one if it can be, else {@link USUAL_PROGRAM}. */
export function unitProgram(running: string | undefined): UnitProgram {
  const usual = (why: string): UnitProgram => ({
    path: USUAL_PROGRAM,
    note: `the unit names ${USUAL_PROGRAM}, as ${why}; put the packed program there`,
  });
  if (running === undefined) return usual("critter runs from source");
  if (HIDDEN.some((folder) => running.startsWith(folder))) {
    return usual(`${JSON.stringify(running)} is in a folder that the unit hides from it`);
  }
  return PLAIN.test(running)
    ? { path: running }
    : usual(`${JSON.stringify(running)} has characters that mean something in a unit`);
}

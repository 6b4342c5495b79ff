import type { ProgramRuns } from "#kernel/bpf/bpf.ts";
import type { KernelPrograms } from "#kernel/bpf/programs.ts";
import { passCgroups } from "#kernel/cgroup/passing_cgroup.ts";
import { TinyProgram } from "#kernel/tiny_process.ts";
import { errorSentence } from "../errors.ts";

/** Processes that the load consists of; a fraction of a second. */
const PROCESSES = 400;
/** Cgroups that it makes and removes. */
const CGROUPS = 50;

/** What the programs cost, as far as it could be measured. */
export interface Costs {
  /** By program. */
  readonly runs: ReadonlyMap<string, ProgramRuns>;
  /** What could not be measured, and why, in one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Has the kernel measure the programs under a short load of processes and cgroups. Nobody reads meanwhile, so the
 * wake-up of a sleeping reader is not in it.
 *
 * @param mount Where the cgroup hierarchy is mounted; `undefined`: nowhere.
 */
export function measureCosts(programs: KernelPrograms, mount: string | undefined): Costs {
  const problems: string[] = [];
  const attempt = (load: () => void): void => {
    try {
      load();
    } catch (error) {
      problems.push(errorSentence(error));
    }
  };
  let runs: ReadonlyMap<string, ProgramRuns> = new Map();
  attempt(() => {
    runs = programs.measure(() => {
      attempt(runProcesses);
      if (mount !== undefined) attempt(() => passCgroups(mount, CGROUPS));
    });
  });
  return { runs, problems };
}

function runProcesses(): void {
  using program = new TinyProgram();
  for (let count = 0; count < PROCESSES; count++) program.run();
}

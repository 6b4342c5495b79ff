/** The scene, played on each kernel: what was told, put in order. */
import type { Line } from "#tests/e2e/critter.ts";
import { boot } from "../../scripts/kernels/qemu.ts";
import type { Configuration } from "./configurations.ts";
import type { GuestImage } from "./images.ts";
import type { Doctor, Machine, Report } from "./guest/report.ts";
import { play } from "./guest/scene.ts";

/** What one kernel told. */
export interface Outcome {
  readonly machine: Machine;
  readonly doctor: Doctor;
  readonly hooks: readonly string[];
  readonly lines: readonly Line[];
  readonly ending: { readonly code: number; readonly stderr: string };
}

/** Where the program is tried. */
export interface Trial {
  /** The packed critter, for this machine. */
  readonly program: string;
  /** A folder of its own. */
  readonly folder: string;
  /** What a guest boots. */
  readonly image: GuestImage | undefined;
}

/** How long a guest may run, in seconds: half a minute where nothing else does. */
const GUEST_LIMIT = 300;
/** How long one step may take on the tests' own kernel, in seconds. */
const HOST_LIMIT = 60;

/** Plays the scene on a kernel. */
export async function tryOn({ guest }: Configuration, trial: Trial): Promise<Outcome> {
  const { image, folder } = trial;
  if (guest === undefined || image === undefined) return inOrder(await playHere(trial));
  const { architecture, cgroup, commandLine = [] } = guest;
  const { results, consoleTail } = await boot({
    ...image,
    architecture,
    commandLine: [`critter.cgroup=${cgroup}`, ...commandLine],
    folder,
    limit: GUEST_LIMIT,
  });
  const reports = results.split("\n").filter((text) => text.trim() !== "");
  return inOrder(reports.map((text) => JSON.parse(text)), consoleTail);
}

async function playHere({ program, folder }: Trial): Promise<Report[]> {
  const reports: Report[] = [];
  const socket = `${folder}/cri.sock`;
  await play(
    { program: [program], socket, flags: ["--runtime-endpoint", socket], limit: HOST_LIMIT },
    (report) => reports.push(report),
  );
  return reports;
}

function inOrder(reports: readonly Report[], consoleTail = ""): Outcome {
  const failure = reports.find((report) => report.kind === "failure");
  const machine = reports.find((report) => report.kind === "machine")?.machine;
  const doctor = reports.find((report) => report.kind === "doctor")?.doctor;
  const ending = reports.find((report) => report.kind === "ending");
  if (failure !== undefined || !machine || !doctor || !ending) {
    const said = failure?.message ?? `only ${reports.map(({ kind }) => kind).join(", ")}`;
    throw new Error(`Cannot use what the scene told as it broke off: ${said}\n${consoleTail}`);
  }
  return {
    machine,
    doctor,
    hooks: reports.flatMap((report) => report.kind === "hooks" ? report.hooks : []),
    lines: reports.flatMap((report) => report.kind === "line" ? [report.line] : []),
    ending,
  };
}

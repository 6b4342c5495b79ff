/** What happens on every kernel: a pod comes that a runtime tells of, something of each kind happens in it, it goes. */
import { readFeatures } from "#kernel/bpf/features.ts";
import type { Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import { Critter } from "#tests/e2e/critter.ts";
import { FakeCri } from "#tests/fakes/fake_cri.ts";
import { cgroupMount, randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { attachedTo } from "./links.ts";
import { POD, SCRIPTS } from "./pod.ts";
import type { Doctor, Machine, Report } from "./report.ts";

type DoctorReport = Extract<Report, { readonly kind: "doctor" }>;

/** How long a line may wait for the runtime's answer; at the end, lines of others' containers wait as long. */
const HOLD_LIMIT = "10s";

/** Where the scene is played. */
export interface Stage {
  /** The command line of the program under test. */
  readonly program: readonly string[];
  /** Where the scripted runtime listens. */
  readonly socket: string;
  /** How the program is told of the runtime; nothing where it finds it by itself. */
  readonly flags: readonly string[];
  /** How long the program may take for one step, in seconds. */
  readonly limit: number;
}

/** Plays the scene and tells of it. */
export async function play(stage: Stage, tell: (report: Report) => void): Promise<void> {
  const machine = lookAround();
  tell({ kind: "machine", machine });
  const uid = crypto.randomUUID();
  const [id, sandboxId] = [randomId(), randomId()];
  await using _runtime = await FakeCri.start({
    socket: stage.socket,
    sandboxes: [{ ...POD, id: sandboxId, uid }],
    containers: [{ id, sandboxId, name: POD.container, image: POD.image }],
  });
  const answer = await askDoctor(stage);
  tell(answer);
  await using critter = startWatch(stage);
  if (await becomesReady(critter, stage.limit)) {
    tell({ kind: "hooks", hooks: attachedTo(critter.pid) });
    const comes = (event: string, cgroupId: string) =>
      critter.waitFor(
        `the ${event} of the container`,
        (lines) => lines.some((line) => line.event === event && line.cgroup?.id === cgroupId),
        stage.limit * 1000,
      );
    const cgroupId = await runPod(uid, id, machine.cgroup.hierarchy, async (cgroupId) => {
      // Where the kernel does not say the path, it can be looked up only while the cgroup is there.
      if (isPathLookedUp(answer.doctor)) await comes("cgroup.mkdir", cgroupId);
    });
    await comes("cgroup.rmdir", cgroupId);
    // by the kernel's number: path and labels may be what is missing
    for (const line of critter.lines.filter(({ cgroup }) => cgroup?.id === cgroupId)) {
      tell({ kind: "line", line });
    }
  }
  const { code, stderr } = await critter.stop("SIGINT", stage.limit * 1000);
  tell({ kind: "ending", code, stderr });
}

function lookAround(): Machine {
  const interfaces = [...Deno.readDirSync("/sys/class/net")].map(({ name }) => name);
  return { ...readFeatures(), interfaces };
}

/** Makes the container's cgroup, runs the scripts in it, and removes it after that; its id. */
async function runPod(
  uid: string,
  id: string,
  hierarchy: Hierarchy,
  beforeRemoval: (cgroupId: string) => Promise<void>,
): Promise<string> {
  using cgroup = TestCgroup.ofPod(uid, id, hierarchy);
  const cgroupId = String(Deno.statSync(cgroupMount(hierarchy) + cgroup.path).ino);
  for (const script of SCRIPTS) await cgroup.end(script);
  await beforeRemoval(cgroupId);
  return cgroupId;
}

function isPathLookedUp({ hooks }: Doctor): boolean {
  return hooks.some(({ kind, program }) =>
    kind === "cgroup.mkdir" && program === "cgroup_mkdir_typed"
  );
}

async function askDoctor({ program, flags }: Stage): Promise<DoctorReport> {
  const [command = "", ...args] = program;
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args, "doctor", "-o", "json", ...flags],
  }).output();
  const text = new TextDecoder().decode(stdout);
  try {
    return { kind: "doctor", code, doctor: JSON.parse(text) };
  } catch (cause) {
    const said = text + new TextDecoder().decode(stderr);
    throw new Error(`Cannot read what doctor wrote; it ended with ${code}: ${said}`, { cause });
  }
}

function startWatch({ program, flags }: Stage): Critter {
  return new Critter(
    ["watch", "-o", "json", "--event", "*", "--hold-limit", HOLD_LIMIT, ...flags],
    { program },
  );
}

/** False when it has ended instead: what it said is told with its end. */
async function becomesReady(critter: Critter, limit: number): Promise<boolean> {
  try {
    await critter.ready(limit * 1000);
    return true;
  } catch (error) {
    // one that was too slow was ended by us, and has that as its cause
    if (critter.ended && error instanceof Error && error.cause === undefined) return false;
    throw error;
  }
}

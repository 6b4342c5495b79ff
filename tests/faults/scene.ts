import { Critter, type Line, type StartOptions } from "#tests/e2e/critter.ts";
import { ScriptedPod } from "#tests/e2e/scripted_pod.ts";
import { ScriptedRuntime } from "#tests/e2e/scripted_runtime.ts";
import { sleep } from "#tests/host/exec.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import type { Outcome } from "./fault.ts";
import { type Excuse, Marks } from "./marks.ts";

/** A runtime that obeys, and the program under test, which asks it. */
export interface Scene {
  readonly dir: string;
  readonly socket: string;
  readonly runtime: ScriptedRuntime;
  readonly critter: Critter;
  readonly marks: Marks;
  readonly notes: string[];
  /** A pod that the runtime knows, with a cgroup; gone at the end. */
  pod(name: string): Promise<ScriptedPod>;
  /** Runs so many marked commands in a pod. */
  work(pod: ScriptedPod, count: number, excuse?: Excuse): Promise<void>;
}

/** What is special about a scene. */
export interface SceneOptions extends StartOptions {
  readonly args?: (dir: string) => readonly string[];
  /** Which socket the program is told of, if not the runtime's own. */
  readonly endpoint?: (dir: string) => string;
  /** How often the fault is tried in it. */
  readonly tried?: number;
  /**
   * How long events may wait for their labels.
   *
   * @default {"10s"}
   */
  readonly holdLimit?: string;
}

/** Not the program's own limit: how soon labels come on a busy machine is not what is tried here. */
export const PATIENT: readonly string[] = ["--hold-limit", "10s"];

const LAST_LINES_MS = 10_000;

/** Sets a scene, has something happen in it, and judges what became of the marks. */
export async function play(
  options: SceneOptions,
  act: (scene: Scene) => Promise<void>,
): Promise<Outcome> {
  const tried = options.tried ?? 1;
  const dir = makePlace("fault");
  await using stack = new AsyncDisposableStack();
  stack.defer(() => removePlace(dir));
  const socket = `${dir}/cri.sock`;
  const runtime = stack.use(await ScriptedRuntime.start({ socket }));
  const endpoint = options.endpoint?.(dir) ?? socket;
  const critter = stack.use(
    await Critter.watch([
      ...["--runtime-endpoint", endpoint],
      ...options.holdLimit === undefined ? PATIENT : ["--hold-limit", options.holdLimit],
      ...options.args?.(dir) ?? [],
    ], options),
  );
  const scene: Scene = {
    dir,
    socket,
    runtime,
    critter,
    marks: new Marks(),
    notes: [],
    pod: async (name) => stack.use(await ScriptedPod.create(runtime, name)),
    work: (pod, count, excuse) => work(scene.marks, pod, count, excuse),
  };
  let failure: string | undefined;
  try {
    await act(scene);
    await settle(critter, scene.marks);
    const { code, stderr } = await critter.stop();
    if (code !== 0 || !/^critter: [\d,]+ event/m.test(stderr)) failure = `exit ${code}: ${stderr}`;
  } catch (error) {
    failure = `${error}; stderr: ${critter.stderr}`;
  }
  const verdict = scene.marks.judge(critter.lines, countedLosses(critter.lines));
  return {
    ...verdict,
    tried,
    survived: failure === undefined ? tried : 0,
    notes: [...failure === undefined ? [] : [failure], ...verdict.notes, ...scene.notes],
  };
}

/** Runs so many marked commands in a pod. */
export async function work(
  marks: Marks,
  pod: ScriptedPod,
  count: number,
  excuse?: Excuse,
): Promise<void> {
  const words = Array.from({ length: count }, () => marks.add(pod.labels, excuse));
  await pod.run(words.map((word) => `/bin/true ${word}`).join("\n"));
}

/** Gives the last lines time to come. */
export async function settle(critter: Critter, marks: Marks): Promise<void> {
  for (const end = Date.now() + LAST_LINES_MS; Date.now() < end; await sleep(50)) {
    if (critter.ended || marks.allIn(critter.lines)) return;
  }
}

/** What the stream itself says was lost. */
export function countedLosses(lines: readonly Line[], kind?: string): number {
  return lines.reduce((total, line) => {
    const { loss } = line as { loss?: { kind: string; count: string } };
    const counts = loss !== undefined && (kind === undefined || loss.kind === kind);
    return counts ? total + Number(loss.count) : total;
  }, 0);
}

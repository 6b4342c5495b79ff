import type { HookInUse } from "#kernel/bpf/hook_choice.ts";
import { hookSentence, isWhole } from "#output/hook_text.ts";
import type { HealthAddress } from "../options.ts";
import { Health } from "./health.ts";
import { HealthListener } from "./listener.ts";

const TICK_MS = 1_000;

/** A run whose health is watched. */
export interface WatchedRun {
  /** See `EventThread`. */
  readonly beats: number;
  /** See `EventThread`. */
  readonly ready: Promise<readonly HookInUse[]>;
}

/** Answers probes of a run's health until it is disposed of; rejects with an error of one sentence. */
export async function monitorHealth(
  address: HealthAddress,
  run: WatchedRun,
): Promise<AsyncDisposable> {
  const health = new Health({ now: () => performance.now(), beats: () => run.beats });
  const listener = await HealthListener.open(address, health);
  const timer = setInterval(() => health.tick(), TICK_MS);
  run.ready.then(
    (hooks) => health.catching(hooks.filter((hook) => !isWhole(hook)).map(hookSentence)),
    () => {},
  );
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await listener[Symbol.asyncDispose]();
    },
  };
}

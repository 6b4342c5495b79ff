import type { Plain } from "#output/yaml.ts";
import type { EngineEvent } from "#runtime/docker/events.ts";
import type { CliHost } from "../../host.ts";
import { type EventSink, followEvents } from "./container_events.ts";
import { detailWriter } from "../../query/details.ts";
import { followEngine } from "./engine_events.ts";
import { EventWriter } from "./event_writer.ts";
import { runQuery } from "../../query/run_query.ts";
import type { InspectFlags } from "../inspect_flags.ts";
import type { QueryFlags } from "../../query/flags.ts";

/** Flags of `critter events`. */
export interface EventsFlags extends QueryFlags, Pick<InspectFlags, "template"> {
  /** --output. */
  readonly output: "json" | "yaml" | "go-template";
  /** --max-events. */
  readonly maxEvents?: number;
  /** --duration in milliseconds. */
  readonly duration?: number;
}

/** `critter events`. */
export async function events(this: CliHost, flags: EventsFlags): Promise<void> {
  await runQuery(this, flags, "stream events", async (query) => {
    const format = await detailWriter(this, flags) ??
      ((value: Plain) => `${JSON.stringify(value)}\n`);
    query.requireQueries("stream events");
    const controller = new AbortController();
    const { signal } = controller;
    let overrun = false;
    let left = flags.maxEvents ?? Infinity;
    let written = 0;
    let refused = 0;
    const { stdout } = this.process;
    const writer = new EventWriter(stdout, () => {
      overrun = true;
      controller.abort();
    });
    using _listening = this.onSignal(() => {
      if (signal.aborted) this.exit(130);
      controller.abort();
    });
    const timer = flags.duration === undefined
      ? undefined
      : setTimeout(() => controller.abort(), flags.duration);
    const sink: EventSink = {
      event(json) {
        if (left <= 0) return;
        if (stdout.isBroken()) return controller.abort();
        try {
          writer.write(format(json));
          written++;
        } catch (error) {
          // An event that the template does not fit; the next may.
          query.say(error);
          refused++;
        }
        if (--left <= 0) controller.abort();
      },
      say: (text) => query.say(text),
    };
    const { runtimes } = query.runtimes;
    // That is what cri-dockerd calls itself.
    const hasCriDockerd = runtimes.some(({ cri, identity }) =>
      cri !== undefined && identity.name === "docker"
    );
    await Promise.all(runtimes.map(async ({ cri, engine, identity }) => {
      if (cri !== undefined) await followEvents(cri, identity, sink, signal);
      if (engine === undefined) return;
      const isTold = ({ kubernetes }: EngineEvent) => kubernetes && hasCriDockerd;
      await followEngine(engine, identity, sink, isTold, signal);
    }));
    clearTimeout(timer);
    if (overrun) {
      throw new Error("Cannot stream events any longer as what they are written to takes no more");
    }
    await writer.flush();
    if (refused > 0 && written === 0) {
      throw new Error(
        `Cannot stream events as the template fits none of them: ${refused} came; mend --template`,
      );
    }
  });
}

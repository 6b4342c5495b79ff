import { readFeatures } from "#kernel/bpf/features.ts";
import { hookSentence } from "#output/hook_text.ts";
import { protoJson } from "#runtime/proto/json.ts";
import { VERSION } from "../../version.ts";
import type { CliHost } from "../host.ts";
import { tryLoad } from "../trial.ts";
import { runtimeJson } from "../query/containers.ts";
import { printData, printLines } from "../query/print.ts";
import type { Query } from "../query/session.ts";
import type { PlainObject } from "../query/status.ts";
import { runQuery } from "../query/run_query.ts";
import type { QueryFlags } from "../query/flags.ts";

/** Flags of `critter version`. */
export interface VersionFlags extends QueryFlags {
  /** --output. */
  readonly output: "text" | "json" | "yaml";
}

/** `critter version`. */
export async function version(this: CliHost, flags: VersionFlags): Promise<void> {
  await runQuery(this, flags, undefined, async (query) => {
    const own = flags.verbose ? platformVersions() : {};
    const hooks = flags.verbose ? hooksInUse() : [];
    const runtimes = await runtimeVersions(query);
    if (flags.output !== "text") {
      await printData(this, flags.output, {
        version: VERSION,
        ...own,
        ...(flags.verbose ? { hooks } : {}),
        runtimes,
      });
      return;
    }
    printLines(this, [
      `critter ${VERSION}`,
      ...Object.entries(own).map(([name, version]) => `${name} ${version}`),
      ...hooks,
      ...runtimes.flatMap(textLines),
    ]);
  });
}

function platformVersions(): Readonly<Record<string, string>> {
  const { deno, v8, typescript } = Deno.version;
  return { deno, v8, typescript, target: Deno.build.target, kernel: kernelRelease() };
}

/** How events are caught here, a sentence a kind, or why they are not. */
function hooksInUse(): readonly string[] {
  const trial = tryLoad(readFeatures().cgroup.hierarchy);
  return "hooks" in trial ? trial.hooks.map(hookSentence) : [trial.refusal];
}

function kernelRelease(): string {
  try {
    return Deno.osRelease();
  } catch {
    return "unknown";
  }
}

/** What every runtime says; those without CRI in its form. */
async function runtimeVersions(query: Query): Promise<PlainObject[]> {
  const answers = await query.askCri((cri) => cri.version());
  return query.runtimes.runtimes.map(({ identity, info, cri }) => {
    const answer = answers.find(({ runtime }) => runtime.identity === identity)?.value;
    const version = answer === undefined
      ? { runtimeName: info.name, runtimeVersion: info.version ?? "" }
      : protoJson("VersionResponse", answer);
    return {
      ...version,
      ...(cri === undefined ? { runtimeApiVersion: info.api } : {}),
      runtime: runtimeJson(identity),
    };
  });
}

/** crictl's four lines, less what a runtime without CRI has no word for, below an empty one. */
function textLines(runtime: PlainObject): string[] {
  const lines: [title: string, key: string][] = [
    ["Version", "version"],
    ["RuntimeName", "runtimeName"],
    ["RuntimeVersion", "runtimeVersion"],
    ["RuntimeApiVersion", "runtimeApiVersion"],
  ];
  const said = lines.filter(([, key]) => runtime[key] !== undefined);
  return ["", ...said.map(([title, key]) => `${title}:  ${runtime[key]}`)];
}

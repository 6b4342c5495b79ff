import { limitOf, WAY_OUT } from "#labels/lookup/belief.ts";
import type { Discovered } from "#runtime/discovery/discovery.ts";
import {
  answersElsewhere,
  type EndpointReport,
  isEmptyPlace,
} from "#runtime/set/endpoint_report.ts";
import { RuntimeSet } from "#runtime/set/runtime_set.ts";
import { type Check, ok, warn } from "./check.ts";

/** Probes every candidate once, side by side, and tells of evidence that can't be used. */
export async function probeRuntimes({ candidates, problems }: Discovered): Promise<Check[]> {
  await using runtimes = new RuntimeSet({ candidates });
  await runtimes.start();
  return [...problems.map(problemCheck), ...runtimeChecks(runtimes.endpoints)];
}

function problemCheck(problem: string): Check {
  const [what = problem, ...fix] = problem.split("; ");
  return warn("R003", "Runtime evidence", what, fix.join("; "));
}

/** Judges what every candidate answered. */
export function runtimeChecks(reports: readonly EndpointReport[]): Check[] {
  const checks = reports.flatMap((report) => runtimeCheck(report, reports) ?? []);
  const answering = reports.filter(({ state }) => state.status === "up");
  if (answering.some(({ candidate }) => limitOf(candidate.trust)?.total !== true)) return checks;
  const none = answering.length === 0 ? "none answered" : "none that answers is believed";
  return [
    ...checks,
    warn(
      "R002",
      "Runtimes",
      `${none}: events still flow, those of containers are not named`,
      "Start the runtime, or name its socket with --runtime-endpoint",
    ),
  ];
}

function runtimeCheck(
  report: EndpointReport,
  reports: readonly EndpointReport[],
): Check | undefined {
  const { candidate: { path, source, trust }, state } = report;
  const title = "Runtime socket";
  switch (state.status) {
    case "up": {
      const { name, version, api } = state.info;
      const limit = limitOf(trust);
      const detail = [
        `${path} (${source}): ${[name, version].filter(Boolean).join(" ")}, ${api}`,
        ...(limit === undefined ? [] : [limit.text]),
      ].join("; ");
      return limit?.total
        ? warn("R001", title, detail, sentence(WAY_OUT))
        : ok("R001", title, detail);
    }
    case "down":
      if (isEmptyPlace(report) || answersElsewhere(report, reports) !== undefined) return undefined;
      return warn(
        "R001",
        title,
        `${path} (${source}): ${state.error.reason}`,
        state.error.fix === undefined ? undefined : sentence(state.error.fix),
      );
    case "duplicate":
    case "probing":
      return undefined;
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

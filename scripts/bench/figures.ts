import type { DecodeResult, DecodeWay } from "./decode/decode.ts";
import type { FilterCost } from "./decode/filters.ts";
import type { Growth } from "./decode/growth.ts";
import type { GrpcFigures } from "./grpc/grpc.ts";
import type { ContainerFigures } from "./live/containers.ts";
import type { LiveFigures } from "./live/live.ts";
import type { SickSocketFigures } from "./live/sick_sockets.ts";
import { losslessRate } from "./live/open_loop.ts";
import type { StartFigures } from "./start.ts";
import { ratiosOf, type Spread } from "./statistics.ts";
import type { WorkloadFigures } from "./workload/workload.ts";

/** All that was measured; what was not is absent. */
export interface Measured {
  readonly decode?: readonly DecodeResult[];
  readonly growth?: readonly Growth[];
  readonly filters?: readonly FilterCost[];
  readonly start?: StartFigures;
  readonly live?: LiveFigures;
  readonly containers?: ContainerFigures;
  readonly sockets?: SickSocketFigures;
  readonly grpc?: GrpcFigures;
  readonly workload?: WorkloadFigures;
}

/** Every figure by the name that `--json` gives it. */
export type Figures = Readonly<Record<string, number | null>>;

/** The figures as numbers; null for what was not measured. */
export function figuresOf(
  { decode, growth, start, live, containers, sockets, grpc, workload }: Measured,
): Figures {
  const ratio = (a: DecodeWay, b: DecodeWay) => ratioOf(decode, a, b)?.median ?? null;
  const wasm = decode?.find(({ way }) => way === "wasm");
  const many = (from: string) => growthOf(growth, from)?.ratio.median ?? null;
  const open = (rate: number) => live?.openLoop.find((run) => run.rate === rate)?.lost ?? null;
  return {
    decode_ratio_to_c: ratio("wasm", "c_copying"),
    decode_ratio_to_c_in_place: ratio("wasm", "c"),
    decode_ratio_to_c_narrow: ratio("wasm", "c_narrow_copying"),
    decode_ratio_to_go_optimised: ratio("go_optimised", "wasm"),
    decode_ratio_to_go_idiomatic: ratio("go_idiomatic", "wasm"),
    decode_ratio_scalar_to_simd: ratio("wasm_scalar", "wasm"),
    decode_ratio_10000_containers: many("60 of them"),
    decode_ratio_10000_containers_all_active: many("all"),
    decode_ns: wasm?.event.median ?? null,
    decode_events_per_second: wasm === undefined ? null : Math.round(1e9 / wasm.event.median),
    decode_mb_per_second: wasm === undefined ? null : Math.round(wasm.rate),
    start_deno_ms: start?.version.denoMs.median ?? null,
    start_packed_ms: start?.version.ms.median ?? null,
    start_packed_extra_ms: start?.version.extraMs.median ?? null,
    version_ratio: start?.version.ratio.median ?? null,
    packed_mb: start?.packedMb ?? null,
    lossless_events_per_second: live === undefined ? null : losslessRate(live.openLoop),
    open_loop_3m_lost: open(3_000_000),
    open_loop_5m_lost: open(5_000_000),
    closed_loop_events_per_second: live === undefined ? null : Math.round(live.closedLoop.median),
    wake_p50_ms: live?.wake.p50Ms ?? null,
    wake_p99_ms: live?.wake.p99Ms ?? null,
    nap_p50_ms: live?.nap.p50Ms ?? null,
    nap_p99_ms: live?.nap.p99Ms ?? null,
    idle_cpu_percent: live?.idleCpuPercent ?? null,
    rss_mib: live?.rssMiB ?? null,
    rss_anonymous_mib: live?.rssAnonymousMiB ?? null,
    first_line_ms: live?.firstLine.ms.median ?? null,
    first_line_ratio: live?.firstLine.ratio.median ?? null,
    first_line_200_containers_ms: containers?.firstLine.ms.median ?? null,
    first_line_200_containers_ratio: containers?.firstLine.ratio.median ?? null,
    containers: containers?.containers ?? null,
    label_lookups_per_second: containers === undefined
      ? null
      : Math.round(containers.lookupsPerSecond.median),
    first_line_sick_sockets_ms: sockets?.besideMs.median ?? null,
    first_line_ratio_sick_sockets: sockets?.ratio.median ?? null,
    grpc_cpu_ratio_one_after_another: grpc?.one.ratio.median ?? null,
    grpc_cpu_ratio_100_at_once: grpc?.many.ratio.median ?? null,
    grpc_rss_ratio_10000_calls: grpc?.rss.ratio.median ?? null,
    grpc_first_answer_ms: grpc?.first.now.median ?? null,
    workload_ratio: workload?.wallRatio.critter.median ?? null,
    workload_ratio_execsnoop: workload?.wallRatio.execsnoop.median ?? null,
    workload_processor_ratio: workload?.processorRatio.critter.median ?? null,
    workload_processor_ratio_execsnoop: workload?.processorRatio.execsnoop.median ?? null,
    exec_program_ns: programNs(workload, "process_exec"),
    exit_program_ns: programNs(workload, "process_exit"),
  };
}

/** Round by round one way's time to another's; `undefined` when one of them was not measured. */
export function ratioOf(
  decode: readonly DecodeResult[] | undefined,
  a: DecodeWay,
  b: DecodeWay,
): Spread | undefined {
  const roundsOf = (way: DecodeWay) => decode?.find((result) => result.way === way)?.rounds;
  const [of, to] = [roundsOf(a), roundsOf(b)];
  return of === undefined || to === undefined ? undefined : ratiosOf(of, to);
}

/** Nanoseconds a run of the program in use whose name begins so. */
function programNs(workload: WorkloadFigures | undefined, name: string): number | null {
  const entries = Object.entries(workload?.programNs ?? {});
  return entries.find(([program]) => program.startsWith(name))?.[1] ?? null;
}

/** The case of 10,000 known containers whose events come from all of them, or from 60. */
function growthOf(growth: readonly Growth[] | undefined, from: string): Growth | undefined {
  return growth?.find((growth) => growth.known === 10_000 && growth.from === from);
}

/** What a figure is to reach. */
export interface Bar {
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** The figures that have one. */
export const BARS: Readonly<Record<string, Bar>> = {
  decode_ratio_to_c: { atMost: 1.2 },
  decode_ratio_to_go_optimised: { atLeast: 3.5 },
  decode_ratio_to_go_idiomatic: { atLeast: 40 },
  decode_ratio_10000_containers: { atMost: 1.15 },
  start_packed_extra_ms: { atMost: 100 },
  version_ratio: { atMost: 3.5 },
  lossless_events_per_second: { atLeast: 3_000_000 },
  wake_p99_ms: { atMost: 0.25 },
  nap_p99_ms: { atMost: 0.25 },
  idle_cpu_percent: { atMost: 0.3 },
  rss_mib: { atMost: 80 },
  first_line_ms: { atMost: 300 },
  first_line_ratio: { atMost: 10 },
  first_line_200_containers_ms: { atMost: 600 },
  first_line_200_containers_ratio: { atMost: 16 },
  first_line_ratio_sick_sockets: { atMost: 1.1 },
  grpc_cpu_ratio_one_after_another: { atMost: 0.6 },
  grpc_cpu_ratio_100_at_once: { atMost: 0.6 },
  grpc_rss_ratio_10000_calls: { atMost: 1 },
  workload_ratio: { atMost: 1.05 },
  workload_processor_ratio: { atMost: 1.05 },
};

/** A figure against its bar, as in "<= 1.3, met"; empty for a figure without one. */
export function verdict(name: string, figures: Figures): string {
  const bar = BARS[name];
  const value = figures[name];
  if (bar === undefined || value === undefined || value === null) return "";
  const { atMost, atLeast } = bar;
  if (atMost !== undefined) return `<= ${atMost}, ${value <= atMost ? "met" : "MISSED"}`;
  if (atLeast === undefined) return "";
  return `>= ${atLeast}, ${value >= atLeast ? "met" : "MISSED"}`;
}

import type { DecodeResult, DecodeWay } from "./decode/decode.ts";
import type { FilterCost } from "./decode/filters.ts";
import type { Growth } from "./decode/growth.ts";
import { type Figures, type Measured, ratioOf, verdict } from "./figures.ts";
import type { Compared, GrpcFigures } from "./grpc/grpc.ts";
import type { ContainerFigures } from "./live/containers.ts";
import type { LiveFigures } from "./live/live.ts";
import type { SickSocketFigures } from "./live/sick_sockets.ts";
import type { InDenoStarts } from "./deno_start.ts";
import type { StartFigures } from "./start.ts";
import type { Spread } from "./statistics.ts";
import { table } from "./table.ts";
import { WATCHERS, type WorkloadFigures } from "./workload/workload.ts";

const HEAD = ["what", "median", "range", "ratio", "range", "bar"];
const NAMES: Readonly<Record<DecodeWay, string>> = {
  c: "C -O3 AVX2, in place",
  c_copying: "C -O3 AVX2, from 256 KiB copies",
  c_narrow_copying: "the same with 128-bit vectors",
  wasm: "critter: wasm SIMD, from 256 KiB copies",
  wasm_scalar: "its scalar twin, from 256 KiB copies",
  go_optimised: "Go optimised, from 256 KiB copies",
  go_idiomatic: "Go idiomatic, from 256 KiB copies",
};

type Row = readonly string[];

/** Everything in one table. */
export function report(measured: Measured, figures: Figures): string {
  const { decode, filters, growth, start, live, containers, sockets, grpc, workload } = measured;
  return table(HEAD, [
    ...(decode === undefined ? [] : decodeRows(decode, figures)),
    ...(growth === undefined ? [] : growthRows(growth, figures)),
    ...(filters === undefined ? [] : filterRows(filters)),
    ...(start === undefined ? [] : packedRows(start, figures)),
    ...(live === undefined ? [] : liveRows(live, figures)),
    ...(containers === undefined ? [] : containerRows(containers, figures)),
    ...(sockets === undefined ? [] : socketRows(sockets, figures)),
    ...(grpc === undefined ? [] : grpcRows(grpc, figures)),
    ...(workload === undefined ? [] : workloadRows(workload, figures)),
  ]);
}

function decodeRows(decode: readonly DecodeResult[], figures: Figures): Row[] {
  const ratioRow = (name: string, a: DecodeWay, b: DecodeWay, figure: string): Row[] => {
    const ratio = ratioOf(decode, a, b);
    return ratio === undefined ? [] : [
      [name, "", "", ratio.median.toFixed(2), range(ratio, 2), verdict(figure, figures)],
    ];
  };
  return [
    title("decode + label + NDJSON, ns/event of one core; ratio to C from copies, or in place"),
    ...decode.map(({ way, event, ratio }) => [
      `  ${NAMES[way]}`,
      event.median.toFixed(1),
      range(event, 1),
      ratio.median.toFixed(2),
      range(ratio, 2),
    ]),
    ...ratioRow("  critter to C, both from copies", "wasm", "c_copying", "decode_ratio_to_c"),
    ...ratioRow(
      "  critter to C with 128-bit vectors",
      "wasm",
      "c_narrow_copying",
      "decode_ratio_to_c_narrow",
    ),
    ...ratioRow("  critter to C in place", "wasm", "c", "decode_ratio_to_c_in_place"),
    ...ratioRow(
      "  Go optimised to critter",
      "go_optimised",
      "wasm",
      "decode_ratio_to_go_optimised",
    ),
    ...ratioRow(
      "  Go idiomatic to critter",
      "go_idiomatic",
      "wasm",
      "decode_ratio_to_go_idiomatic",
    ),
  ];
}

const FILTERS: Readonly<Record<FilterCost["variant"], string>> = {
  none: "no filter",
  labels: "labels decide, all pass (bar: <= 1.02)",
  records: "three comparisons on each record, all pass (bar: <= 1.15)",
  away: "three comparisons, all turned away (bar: <= 0.33)",
  redaction: "secrets are masked (bar: <= 1.10)",
};

function filterRows(filters: readonly FilterCost[]): Row[] {
  return [
    title("filters and redaction, ns/event; ratio to none of them"),
    ...filters.map(({ variant, event, ratio }) => [
      `  ${FILTERS[variant]}`,
      event.median.toFixed(1),
      range(event, 1),
      ratio.median.toFixed(2),
      range(ratio, 2),
    ]),
  ];
}

function growthRows(growth: readonly Growth[], figures: Figures): Row[] {
  return [
    title("the same by known containers, ns/event; ratio to 60"),
    ...growth.flatMap(({ known, from, event, ratio, c, cRatio }) => [
      [
        `  critter, ${known}, events from ${from}`,
        event.median.toFixed(1),
        range(event, 1),
        ratio.median.toFixed(2),
        range(ratio, 2),
        known === 10_000 && from !== "all" ? verdict("decode_ratio_10000_containers", figures) : "",
      ],
      [
        `  C, ${known}, events from ${from}`,
        c.median.toFixed(1),
        range(c, 1),
        cRatio.median.toFixed(2),
        range(cRatio, 2),
      ],
    ]),
  ];
}

function packedRows(
  { version, packedMb, addedMb }: StartFigures,
  figures: Figures,
): Row[] {
  return [
    title("start to end of a program that does nothing, ms, in turn with Deno on an empty script"),
    ...startRows(
      "the packed program, --version",
      version,
      ["start_packed_ms", "version_ratio"],
      figures,
    ),
    spreadRow("  longer by, round by round", version.extraMs, "start_packed_extra_ms", figures),
    ["  its size, MB; of that not Deno", `${packedMb.toFixed(1)}, ${addedMb.toFixed(2)}`],
  ];
}

function liveRows(live: LiveFigures, figures: Figures): Row[] {
  const one = (name: string, value: string, figure = ""): Row => [
    `  ${name}`,
    value,
    "",
    "",
    "",
    verdict(figure, figures),
  ];
  const million = ({ median, least, greatest }: Spread): Spread => ({
    median: median / 1e6,
    least: least / 1e6,
    greatest: greatest / 1e6,
  });
  const closed = million(live.closedLoop);
  return [
    title("the whole program on the live kernel, output to /dev/null, 16 MiB ring"),
    ...live.openLoop.map(({ rate, seconds, made, lost }) =>
      one(`open loop, ${rate / 1e6} M/s for ${seconds} s: made, lost`, `${made}, ${lost}`)
    ),
    one(
      "highest lossless rate, events/s",
      String(figures.lossless_events_per_second),
      "lossless_events_per_second",
    ),
    ["  closed loop, M events/s", closed.median.toFixed(2), range(closed, 2)],
    one("submit to line read, 1 kHz, p50 ms", live.wake.p50Ms.toFixed(3)),
    one("submit to line read, 1 kHz, p99 ms", live.wake.p99Ms.toFixed(3), "wake_p99_ms"),
    one("submit to line read, 5 kHz, p50 ms", live.nap.p50Ms.toFixed(3)),
    one("submit to line read, 5 kHz, p99 ms", live.nap.p99Ms.toFixed(3), "nap_p99_ms"),
    one("idle CPU, % of one core", live.idleCpuPercent.toFixed(2), "idle_cpu_percent"),
    one("RSS after 10 M events, MiB", live.rssMiB.toFixed(1), "rss_mib"),
    one("  of that not backed by files", live.rssAnonymousMiB.toFixed(1)),
    ...startRows(
      "start to first line, no runtime, ms",
      live.firstLine,
      ["first_line_ms", "first_line_ratio"],
      figures,
    ),
  ];
}

function containerRows(containers: ContainerFigures, figures: Figures): Row[] {
  return [
    title(`with containerd and ${containers.containers} containers`),
    ...startRows(
      "start to first labelled line, ms",
      containers.firstLine,
      ["first_line_200_containers_ms", "first_line_200_containers_ratio"],
      figures,
    ),
    spreadRow("label look-ups/s", containers.lookupsPerSecond, "label_lookups_per_second", figures),
  ];
}

function socketRows(sockets: SickSocketFigures, figures: Figures): Row[] {
  const { dead, hung, aloneMs, besideMs, ratio } = sockets;
  return [
    title("start to first labelled line, containerd, ms; ratio to that without sick sockets"),
    ["  containerd alone", aloneMs.median.toFixed(0), range(aloneMs, 0)],
    [
      `  beside ${dead} dead sockets and ${hung} hung ones`,
      besideMs.median.toFixed(0),
      range(besideMs, 0),
      ratio.median.toFixed(2),
      range(ratio, 2),
      verdict("first_line_ratio_sick_sockets", figures),
    ],
  ];
}

function grpcRows({ one, many, rss, first }: GrpcFigures, figures: Figures): Row[] {
  const rows = (name: string, { before, now, ratio }: Compared, figure = ""): Row[] => [
    [`  ${name}, 0.1's client`, before.median.toFixed(0), range(before, 0)],
    [
      `  ${name}, critter`,
      now.median.toFixed(0),
      range(now, 0),
      ratio.median.toFixed(2),
      range(ratio, 2),
      verdict(figure, figures),
    ],
  ];
  return [
    title("gRPC on a unix socket, server in Node; ratio to the client of 0.1, over fetch"),
    ...rows("CPU a call, one after another, us", one, "grpc_cpu_ratio_one_after_another"),
    ...rows("CPU a call, 100 at once, us", many, "grpc_cpu_ratio_100_at_once"),
    ...rows("memory after 10,000 calls, MiB", rss, "grpc_rss_ratio_10000_calls"),
    ...rows("first answer, loading the client, ms", first),
  ];
}

function workloadRows(workload: WorkloadFigures, figures: Figures): Row[] {
  const { wallUs, wallRatio, processorUs, processorRatio, programNs } = workload;
  const rows = (
    time: WorkloadFigures["wallUs"],
    ratio: WorkloadFigures["wallRatio"],
    what: string,
    figure: string,
  ): Row[] =>
    WATCHERS.map((watcher) => [
      `  ${what}, watched by ${watcher}`,
      time[watcher].median.toFixed(0),
      range(time[watcher], 0),
      ratio[watcher].median.toFixed(3),
      range(ratio[watcher], 3),
      watcher === "critter" ? verdict(figure, figures) : "",
    ]);
  return [
    title("vfork, exec and exit of a static program, us a process; ratio to nobody's watching"),
    ...rows(wallUs, wallRatio, "by the clock", "workload_ratio"),
    ...rows(processorUs, processorRatio, "processor time", "workload_processor_ratio"),
    ...Object.entries(programNs).map(([name, ns]) => [`  ${name}, ns a run`, ns.toFixed(0)]),
  ];
}

function spreadRow(name: string, spread: Spread, figure: string, figures: Figures): Row {
  return [
    `  ${name}`,
    spread.median.toFixed(0),
    range(spread, 0),
    "",
    "",
    verdict(figure, figures),
  ];
}

/** Something that was measured in turn with Deno's own start; each of the two figures has a bar. */
function startRows(
  name: string,
  { ms, ratio, denoMs }: InDenoStarts,
  [msFigure, ratioFigure]: readonly [string, string],
  figures: Figures,
): Row[] {
  const deno = `    Deno's own start, ${denoMs.median.toFixed(0)} ms (${
    range(denoMs, 0)
  }), as often`;
  return [
    spreadRow(name, ms, msFigure, figures),
    [deno, "", "", ratio.median.toFixed(2), range(ratio, 2), verdict(ratioFigure, figures)],
  ];
}

/** Wide as it may be, it does not make its column wide. */
function title(text: string): Row {
  return [text];
}

function range({ least, greatest }: Spread, digits: number): string {
  return `${least.toFixed(digits)}-${greatest.toFixed(digits)}`;
}

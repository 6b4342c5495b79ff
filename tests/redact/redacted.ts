import { HotPath } from "#hotpath/hot_path.ts";
import type { Redaction } from "#hotpath/types.ts";
import { drive, linesOf } from "#tests/hotpath/drive.ts";
import { execRecord, ringBytes } from "#tests/hotpath/record_builder.ts";

/** Arguments as a line has them, and which were touched. */
export interface RedactedLine {
  readonly args: readonly string[];
  readonly touched: readonly number[];
  readonly line: string;
}

/** The lines that execs with such arguments make. */
export function redactedLines(
  commands: readonly (readonly (string | Uint8Array)[])[],
  redaction: Redaction | "none" = { automata: [] },
  wasm?: string,
  flags = 0,
): RedactedLine[] {
  const hot = HotPath.create({
    holdLimitNs: 0n,
    types: 0b10,
    includeHost: true,
    ...(redaction === "none" ? {} : { redaction }),
  }, wasm);
  hot.apply({ kind: "final", cgroup: 1n, fragment: ',"label_state":"host"}\n', host: true });
  const ring = ringBytes(commands.map((args) => execRecord({ args, flags })));
  const { bytes } = drive(hot, ring);
  return linesOf(bytes).map((line) => {
    const { process } = JSON.parse(line);
    return { args: process.command_args, touched: process.command_args_redacted ?? [], line };
  });
}

import { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { UsageError } from "../errors.ts";
import { guarded } from "../guard.ts";
import { type CliHost, mayColor } from "../host.ts";
import type { QueryFlags } from "../query/flags.ts";
import { printData } from "../query/print.ts";
import { Query } from "../query/session.ts";
import { type Finding, isAnswered } from "./finding.ts";
import { fromKernel, isProcess } from "./kernel.ts";
import { dataReport, textReport } from "./report.ts";
import { parseSubject, type Subject } from "./subject.ts";

/** Flags of `critter why`. */
export interface WhyFlags extends QueryFlags {
  /** --recording: a file, or `-`. */
  readonly recording?: string;
  /** --namespace. */
  readonly namespace?: string;
  /** --output. */
  readonly output: "text" | "json" | "yaml";
}

/** `critter why WHAT`. */
export async function why(this: CliHost, flags: WhyFlags, what: string): Promise<void> {
  await guarded(this, flags, async () => {
    const subject = parseSubject(what, flags.namespace);
    const { findings, exitCode } = flags.recording === undefined
      ? await live(this, flags, subject)
      : { findings: await recorded(this, flags, flags.recording, subject), exitCode: 0 };
    if (flags.output === "text") {
      const terminal = this.terminal();
      const color = mayColor(terminal !== undefined, this.env);
      this.process.stdout.write(textReport(findings, { color, ...terminal }));
    } else await printData(this, flags.output, dataReport(findings));
    return findings.every(isAnswered) ? exitCode : 1;
  });
}

async function recorded(
  host: CliHost,
  flags: WhyFlags,
  file: string,
  subject: Subject,
): Promise<readonly Finding[]> {
  if (flags.runtimeEndpoint.length > 0) {
    throw new UsageError(
      "Cannot use --runtime-endpoint with --recording as no runtime is asked; leave one of them out",
    );
  }
  const { fromRecording } = await import("./from_recording.ts");
  return await fromRecording(file, subject, flags.namespace, {
    stderr: (line) => host.process.stderr.write(`critter: ${line}\n`),
    signal: new AbortController().signal,
  });
}

async function live(
  host: CliHost,
  flags: WhyFlags,
  subject: Subject,
): Promise<{ readonly findings: readonly Finding[]; readonly exitCode: number }> {
  using cgroups = Cgroupfs.detect();
  const process = subject.kind === "any" ? subject.process : subject;
  if (process?.kind === "process" && process.execId === undefined) {
    if (subject.kind === "process" || isProcess(process.pid)) {
      return { findings: [fromKernel(process.pid, cgroups)], exitCode: 0 };
    }
  }
  if (subject.kind === "process") {
    throw new UsageError(
      `Cannot tell why it ended as only a recording knows a process.exec_id: ${
        JSON.stringify(subject.execId)
      }; give one with --recording`,
    );
  }
  const { fromRuntimes } = await import("./from_runtimes.ts");
  await using query = await Query.open(flags, host);
  if (process?.kind === "process" && query.runtimes.runtimes.length === 0) {
    return { findings: [fromKernel(process.pid, cgroups)], exitCode: query.exitCode };
  }
  query.requireRuntime("tell why it ended");
  const findings = await fromRuntimes(query, cgroups, subject, flags.namespace);
  return { findings, exitCode: query.exitCode };
}

/** Command lines in this process, with scripted runtimes to ask. */
import { runCli } from "#cli/app/app.ts";
import { type TestHost, testHost, type TestHostOptions } from "#cli/testing.ts";
import type { CriScript } from "#tests/fakes/cri_script.ts";
import { FakeCriProcess } from "#tests/fakes/fake_cri_process.ts";

/** What a command line left behind. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test is given. */
export interface Rig {
  /** The fakes, in the order of their scripts. */
  readonly fakes: readonly FakeCriProcess[];
  /** Their sockets. */
  readonly sockets: readonly string[];
  /** A folder for the test's own files. */
  readonly folder: string;
  /** Runs a command line, with `-r` for every fake. */
  run(args: readonly string[], options?: TestHostOptions): Promise<Finished>;
  /** Starts one, to be told to end. */
  start(args: readonly string[]): { readonly host: TestHost; readonly end: Promise<Finished> };
}

/** Runs scripted runtimes for as long as `work` takes. */
export async function withFakes(
  scripts: readonly Partial<CriScript>[],
  work: (rig: Rig) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));

  const sockets = scripts.map((_, index) => `${folder}/${index}.sock`);
  const started = await Promise.allSettled(
    scripts.map((script, index) =>
      // Deno's own server aborts its process once some sessions have been closed.
      FakeCriProcess.start({ socket: sockets[index] ?? "", ...script }, "node")
    ),
  );
  const fakes = started.flatMap((result) =>
    result.status === "fulfilled" ? [stack.use(result.value)] : []
  );
  for (const result of started) if (result.status === "rejected") throw result.reason;
  const endpoints = sockets.flatMap((socket) => ["-r", socket]);
  const start = (args: readonly string[], options?: TestHostOptions) => {
    const [command = "", ...rest] = args;
    const host = testHost(options);
    const end = runCli([command, ...endpoints, ...rest], host)
      .then((code) => ({ code, ...host.output }));
    return { host, end };
  };
  await work({ fakes, sockets, folder, start, run: (args, options) => start(args, options).end });
}

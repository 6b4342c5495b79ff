const SCRIPT = "/usr/sbin/execsnoop.bt";
/** bpftrace looks for tracepoints there; mounted for itself only. */
const MOUNT = "mount -t debugfs d /sys/kernel/debug && " +
  "mount -t tracefs t /sys/kernel/debug/tracing && " +
  `exec bpftrace -B line ${SCRIPT}`;

/** What {@link Execsnoop} lacks here, in words; `undefined` for nothing. */
export function missingExecsnoop(): string | undefined {
  try {
    Deno.statSync(SCRIPT);
    return undefined;
  } catch {
    return "execsnoop.bt (apt-get install bpftrace)";
  }
}

/** A running execsnoop of Debian's bpftrace. */
export class Execsnoop implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #drained: Promise<void>;

  private constructor(child: Deno.ChildProcess, drained: Promise<void>) {
    this.#child = child;
    this.#drained = drained;
  }

  /** Starts it, and waits until its programs are attached. */
  static async start(): Promise<Execsnoop> {
    const child = new Deno.Command("unshare", {
      args: ["--mount", "--propagation", "private", "/bin/sh", "-c", MOUNT],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.getReader();
    // Its column titles come once it is attached.
    const { done } = await reader.read();
    if (done) throw new Error("Cannot measure execsnoop as it has ended by itself");
    const drain = async (): Promise<void> => {
      while (!(await reader.read()).done);
    };
    return new Execsnoop(child, drain());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGINT");
    await this.#child.status;
    await this.#drained;
  }
}

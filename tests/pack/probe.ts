/** Packs a script of the tests' own and asks it what it finds around it. */
import { packedInvocation, SEALED_FLAGS } from "../../scripts/pack/invocation.ts";
import { pack } from "../../scripts/pack/pack.ts";

/** What the packed script says. */
export interface Findings {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The script's own place. */
  readonly url: string;
  readonly executable: string;
  readonly commandLine: string;
  /** What a Worker of the same script says. */
  readonly worker: string;
  /** What the kernel says to who wants to change the script. */
  readonly change: string;
}

const SCRIPT = `
if ("WorkerGlobalScope" in globalThis) self.postMessage("from " + import.meta.url);
else {
  const worker = new Worker(import.meta.url, { type: "module" });
  const answer = await new Promise((resolve) => worker.onmessage = ({ data }) => resolve(data));
  worker.terminate();
  let change = "none";
  try {
    using file = Deno.openSync(new URL(import.meta.url), { write: true });
    file.writeSync(new Uint8Array(1));
  } catch (error) { change = error.name; }
  console.log(JSON.stringify({
    args: Deno.args, env: Deno.env.toObject(), url: import.meta.url, executable: Deno.execPath(),
    commandLine: Deno.readTextFileSync("/proc/self/cmdline"), worker: answer, change,
  }));
  Deno.exit(Deno.args.includes("--fail") ? 7 : 0);
}
`;

/** A folder with the packed probe in it, gone with the test. */
export class Probe implements Disposable {
  readonly folder: string = Deno.makeTempDirSync({ prefix: "critter-pack-" });
  readonly file: string = `${this.folder}/critter`;

  constructor() {
    // critter's own permissions do not let it look at itself through Deno
    const invocation = { ...packedInvocation(), args: ["run", ...SEALED_FLAGS, "-A", "--ext=js"] };
    const script = new TextEncoder().encode(SCRIPT);
    const program = pack(Deno.readFileSync(Deno.execPath()), script, invocation);
    Deno.writeFileSync(this.file, program, { mode: 0o755 });
  }

  /** Runs a command line in which `$0` is the probe, in an environment of these variables only. */
  async shell(commandLine: string, env: Record<string, string> = {}): Promise<Findings> {
    const { code, stdout, stderr } = await new Deno.Command("/bin/sh", {
      args: ["-c", commandLine, this.file],
      env,
      clearEnv: true,
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    if (code !== 0) throw new Error(`Cannot run ${commandLine}: ${code} ${decoder.decode(stderr)}`);
    return JSON.parse(decoder.decode(stdout)) as Findings;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

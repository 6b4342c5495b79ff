/** A machine that boots a kernel with a root file system in memory, without KVM and without a network. */

/** What it boots. */
export interface Machine {
  readonly kernel: string;
  readonly initramfs: string;
  /** The kernel's command line, besides where the console is. */
  readonly commandLine: readonly string[];
  /** Where the two serial ports write: a folder of its own. */
  readonly folder: string;
  /** When it is switched off, in seconds. */
  readonly limit: number;
}

/** What the machine wrote until it switched itself off. */
export interface Output {
  /** The first serial port: the kernel's messages, and init's. */
  readonly console: string;
  /** The second serial port: results. */
  readonly results: string;
  readonly seconds: number;
}

/** The command that emulates a machine. */
const QEMU = "qemu-system-x86_64";
const MEMORY_MIB = 1536;
const CONSOLE_TAIL = 30;

/** @throws {Error} With the end of the console, when it does not switch itself off in time. */
export async function boot(machine: Machine): Promise<Output> {
  const { kernel, initramfs, commandLine, folder, limit } = machine;
  const [console, results] = [`${folder}/console`, `${folder}/results`];
  const start = performance.now();
  const late = AbortSignal.timeout(limit * 1000);
  const { code, stderr } = await new Deno.Command(QEMU, {
    args: [
      ...["-accel", "tcg", "-cpu", "max", "-m", `${MEMORY_MIB}`, "-nic", "none", "-no-reboot"],
      ...["-display", "none", "-monitor", "none", "-nodefaults"],
      ...["-serial", `file:${console}`, "-serial", `file:${results}`],
      ...["-kernel", kernel, "-initrd", initramfs],
      // panic: a machine that breaks switches itself off
      ...["-append", ["console=ttyS0", "quiet", "panic=-1", ...commandLine].join(" ")],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    signal: late,
  }).output();
  const seconds = (performance.now() - start) / 1000;
  if (late.aborted || code !== 0) {
    const why = late.aborted ? `it runs for longer than ${limit} s` : `qemu ended with ${code}`;
    const words = new TextDecoder().decode(stderr) + tail(read(console));
    throw new Error(`Cannot boot ${kernel} as ${why}; its console ends:\n${words}`);
  }
  return { console: read(console), results: read(results), seconds };
}

function read(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return "";
  }
}

function tail(text: string): string {
  return text.trimEnd().split("\n").slice(-CONSOLE_TAIL).join("\n");
}

/** A machine that boots a kernel with a root file system in memory, without KVM and without a network. */

import { type Architecture, ARCHITECTURES } from "./architecture.ts";

/** What it boots. */
export interface Machine {
  readonly architecture: Architecture;
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
  /** The end of what came from the board's serial port: the kernel's messages, and init's. */
  readonly consoleTail: string;
  /** What came from the serial card. */
  readonly results: string;
}

/** The processor and its board, and how the kernel names the board's own serial port. */
const HARDWARE = {
  x86_64: { options: ["-cpu", "max"], console: "ttyS0" },
  aarch64: { options: ["-machine", "virt", "-cpu", "cortex-a72"], console: "ttyAMA0" },
} as const satisfies Record<Architecture, unknown>;

const MEMORY_MIB = 1536;
const CONSOLE_TAIL = 30;

/** @throws {Error} With the end of the console, when it does not switch itself off in time. */
export async function boot(machine: Machine): Promise<Output> {
  const { architecture, kernel, initramfs, commandLine, folder, limit } = machine;
  const hardware = HARDWARE[architecture];
  const [console, results] = [`${folder}/console`, `${folder}/results`];
  const late = AbortSignal.timeout(limit * 1000);
  const { code, stderr } = await new Deno.Command(ARCHITECTURES[architecture].qemu, {
    args: [
      ...["-accel", "tcg", "-m", `${MEMORY_MIB}`, "-nic", "none", "-no-reboot"],
      ...["-display", "none", "-monitor", "none", "-nodefaults"],
      ...["-chardev", `file,id=console,path=${console}`],
      ...["-chardev", `file,id=results,path=${results}`],
      ...hardware.options,
      // a card, whose interrupt stays until it is served: a board's own port can lose one, and is silent from then on
      ...["-serial", "chardev:console", "-device", "pci-serial,chardev=results"],
      ...["-kernel", kernel, "-initrd", initramfs],
      // panic: a machine that breaks switches itself off
      ...["-append", [`console=${hardware.console}`, "panic=-1", ...commandLine].join(" ")],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    signal: late,
  }).output();
  if (late.aborted || code !== 0) {
    const why = late.aborted ? `it runs for longer than ${limit} s` : `qemu ended with ${code}`;
    const words = new TextDecoder().decode(stderr) + tailOf(console);
    throw new Error(`Cannot boot ${kernel} as ${why}; its console ends:\n${words}`);
  }
  return { consoleTail: tailOf(console), results: read(results) };
}

function read(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return "";
  }
}

function tailOf(file: string): string {
  return read(file).trimEnd().split("\n").slice(-CONSOLE_TAIL).join("\n");
}

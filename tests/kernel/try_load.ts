/** Loads the programs, takes them away again and says what became of it. */
import { KernelPrograms } from "#kernel/bpf/programs.ts";

function attempt(): string {
  try {
    KernelPrograms.load({ ringBytes: 65536 })[Symbol.dispose]();
    return "loaded";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

Deno.stdout.writeSync(new TextEncoder().encode(`${attempt()}\n`));

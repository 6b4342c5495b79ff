/** Whether the kernel programs can be loaded here. */
import { KernelPrograms } from "#kernel/bpf/programs.ts";

const RING_BYTES = 65536;

function fault(): string | undefined {
  try {
    KernelPrograms.load({ ringBytes: RING_BYTES })[Symbol.dispose]();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Why tests that read the live kernel cannot run; undefined when they can. */
export const noKernel: string | undefined = fault();

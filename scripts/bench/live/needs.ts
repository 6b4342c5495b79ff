import { missingExecsnoop } from "../workload/execsnoop.ts";
import { unmet } from "#tests/host/requirements.ts";

const HEADER = "/usr/include/bpf/bpf.h";

/** One sentence that says what measuring on the live kernel lacks; `undefined` when it lacks nothing. */
export function missingForLive(): string | undefined {
  return sentence([
    ...(Deno.build.os === "linux" && Deno.uid() === 0 ? [] : ["root on Linux"]),
    ...["clang", "gcc", "taskset"].filter((command) => !inPath(command)),
    ...(exists(HEADER) ? [] : ["libbpf's headers (libbpf-dev)"]),
    ...(navigator.hardwareConcurrency >= 2 ? [] : ["a second processor"]),
  ]);
}

/** One sentence that says what measuring a watched workload lacks. */
export function missingForWorkload(): string | undefined {
  const execsnoop = missingExecsnoop();
  return sentence([
    ...(Deno.build.os === "linux" && Deno.uid() === 0 ? [] : ["root on Linux"]),
    ...(inPath("gcc") ? [] : ["gcc"]),
    ...(execsnoop === undefined ? [] : [execsnoop]),
  ]);
}

/** One sentence that says what measuring with containers lacks. */
export function missingForContainers(): string | undefined {
  const lacks = unmet("containerd", "ctr", "runc", "busybox");
  return lacks === undefined ? undefined : `No figures with containers: ${lacks}`;
}

/** The sentence for what is missing; `undefined` for nothing. */
export function sentence(missing: readonly string[]): string | undefined {
  return missing.length === 0
    ? undefined
    : `No figures of the live kernel: missing ${missing.join(", ")}`;
}

function inPath(command: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => exists(`${folder}/${command}`));
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

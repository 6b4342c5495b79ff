/**
 * Finds and runs the programs of Debian 12 that build the kernel side.
 *
 * @module
 */

const SEARCH = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"];

/** What the build takes from the system, and the Debian package that has it. */
const NEEDED = [
  { name: "clang", candidates: bins("clang-14", "clang"), debianPackage: "clang-14" },
  { name: "bpftool", candidates: bins("bpftool"), debianPackage: "bpftool" },
  {
    name: "bpf/bpf_helpers.h",
    candidates: ["/usr/include/bpf/bpf_helpers.h"],
    debianPackage: "libbpf-dev",
  },
  {
    name: "linux/bpf.h",
    candidates: ["/usr/include/linux/bpf.h"],
    debianPackage: "linux-libc-dev",
  },
] as const;

/** The paths of what {@linkcode findTools} found. */
export interface Tools {
  readonly clang: string;
  readonly bpftool: string;
}

/**
 * Finds the tools.
 *
 * @throws {Error} Naming the Debian packages to install when something is missing.
 */
export function findTools(): Tools {
  const found = new Map<string, string>();
  const missing: string[] = [];
  for (const { name, candidates, debianPackage } of NEEDED) {
    const path = candidates.find(exists);
    if (path === undefined) missing.push(debianPackage);
    else found.set(name, path);
  }
  if (missing.length > 0) {
    throw new Error(
      `Cannot build the kernel programs as tools are missing; apt-get install ${missing.join(" ")}`,
    );
  }
  return { clang: found.get("clang") ?? "", bpftool: found.get("bpftool") ?? "" };
}

/**
 * Runs a tool and returns its standard output.
 *
 * @throws {Error} With the tool's standard error when it does not exit with 0.
 */
export function run(tool: string, args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command(tool, {
    args,
    // Messages and sorting must not depend on who builds.
    env: { LC_ALL: "C" },
  }).outputSync();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(`Cannot run ${tool} ${args.join(" ")}: ${decoder.decode(stderr).trim()}`);
  }
  return decoder.decode(stdout);
}

function bins(...names: string[]): string[] {
  return names.flatMap((name) => SEARCH.map((folder) => `${folder}/${name}`));
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

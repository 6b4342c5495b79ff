/** A decoder in scripts/bench/decode/go. */
export type GoPeer = "optimised" | "idiomatic";

const SOURCES = new URL("go", import.meta.url).pathname;

/** Whether there is a Go toolchain. */
export async function goInstalled(): Promise<boolean> {
  return await goVersion() !== undefined;
}

/** As in "go1.22.1"; `undefined` without a Go toolchain. */
export async function goVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command("go", { args: ["version"] }).output();
    return new TextDecoder().decode(stdout).split(" ")[2];
  } catch {
    return undefined;
  }
}

/** Builds a decoder; the standard library is all it needs. */
export async function buildGo(peer: GoPeer, path: string): Promise<void> {
  const { success } = await new Deno.Command("go", {
    args: ["build", "-o", path, `./${peer}`],
    cwd: SOURCES,
    env: { GOTOOLCHAIN: "local", GOPROXY: "off", GOFLAGS: "-mod=mod" },
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot build the ${peer} Go peer as go build failed`);
}

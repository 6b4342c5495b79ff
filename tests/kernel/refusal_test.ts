import assert from "assert";
import { kernelTest } from "./declare.ts";

const LOAD = new URL("try_load.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** What try_load.ts says with a set of capabilities in setpriv's words. */
function loadWith(capabilities: string): string {
  const { stdout, stderr } = new Deno.Command("setpriv", {
    args: [
      `--bounding-set=${capabilities}`,
      "--inh-caps=-all",
      ...[Deno.execPath(), "run", "-A", "-q", "--no-check", "--config", CONFIG, LOAD],
    ],
  }).outputSync();
  const text = new TextDecoder();
  return text.decode(stdout).trim() + text.decode(stderr).trim();
}

kernelTest("load() needs CAP_BPF and CAP_PERFMON and nothing else", () => {
  assert.equal(loadWith("-all,+bpf,+perfmon"), "loaded");
});

for (
  const [capabilities, missing] of [
    ["-sys_admin,-bpf", "CAP_BPF"],
    ["-sys_admin,-perfmon", "CAP_PERFMON"],
    ["-all", "CAP_BPF and CAP_PERFMON"],
  ] as const
) {
  kernelTest(`load() without ${missing} says so`, () => {
    const said = loadWith(capabilities);
    assert.ok(said.startsWith(`Cannot load the kernel programs as ${missing} must be in`), said);
  });
}

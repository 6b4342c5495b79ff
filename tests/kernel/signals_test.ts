import assert from "assert";
import { kernelTest } from "./declare.ts";

const LOAD = new URL("try_load.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

kernelTest("load() works under a profiler, whose signals make the verifier give up", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const { stdout } = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "-q", "--no-check", "--config", CONFIG],
        ...["--cpu-prof", `--cpu-prof-dir=${folder}`, "--cpu-prof-interval=100", LOAD],
      ],
    }).outputSync();
    assert.equal(new TextDecoder().decode(stdout), "loaded\n");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

/** behave.c, compiled. */
import assert from "assert";
import { Capture, type CaptureOptions } from "./capture.ts";

/** Compiles behave.c and hands it to a test, with a capture. */
export function withBehave(
  test: (capture: Capture, program: string) => void,
  options: CaptureOptions = {},
): () => void {
  return () => {
    const folder = Deno.makeTempDirSync();
    try {
      const program = `${folder}/behave`;
      const source = new URL("behave.c", import.meta.url).pathname;
      const { success, stderr } = new Deno.Command("cc", {
        args: ["-O1", "-pthread", source, "-o", program],
      }).outputSync();
      assert.ok(success, new TextDecoder().decode(stderr));
      using capture = new Capture(options);
      test(capture, program);
    } finally {
      // A folder may be deeper than a path can say.
      new Deno.Command("rm", { args: ["-rf", folder] }).outputSync();
    }
  };
}

/** How tests of the live kernel are declared. */
import { isRoot } from "#tests/host/requirements.ts";

/**
 * Declares a test that needs root and the kernel. Without root it is ignored, with the reason in its name; in CI
 * it fails, so that it cannot go missing unnoticed.
 */
export function kernelTest(name: string, run: () => void | Promise<void>): void {
  const ignored = !isRoot() && Deno.env.get("CI") !== "true";
  Deno.test({
    name: ignored ? `${name} (ignored: it needs root)` : name,
    ignore: ignored,
    fn: run,
  });
}

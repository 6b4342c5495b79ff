/** How tests of the live kernel are declared. */
import { isRoot } from "#tests/host/requirements.ts";

/**
 * Declares a test that needs root and the kernel. Without root it is ignored, with the reason in its name; in CI
 * it fails, so that it cannot go missing unnoticed. `lacking` is what no privilege can give this host.
 */
export function kernelTest(
  name: string,
  run: () => void | Promise<void>,
  lacking?: string,
): void {
  const reason = lacking ??
    (!isRoot() && Deno.env.get("CI") !== "true" ? "it needs root" : undefined);
  Deno.test({
    name: reason === undefined ? name : `${name} (ignored: ${reason})`,
    ignore: reason !== undefined,
    fn: run,
  });
}

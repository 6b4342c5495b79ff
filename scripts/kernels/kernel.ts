import { type Architecture, ARCHITECTURES } from "./architecture.ts";
import { cached } from "./cache.ts";
import { DebianPackages } from "./debian.ts";

/**
 * The path of a stock kernel: that of the cache, or else Debian's newest of the series for virtual machines.
 *
 * @param series Such as "6.1".
 * @throws {Error} When it is not in the cache and cannot be fetched.
 */
export function stockKernel(series: string, architecture: Architecture): Promise<string> {
  return cached(`${architecture}/vmlinuz-${series}`, async (folder) => {
    const packages = await DebianPackages.open(architecture, folder);
    const flavour = `-cloud-${ARCHITECTURES[architecture].debian}`;
    const name = await packages.newest(
      `linux-image-${series}.`,
      new RegExp(`^\\d[^-]*(?:-\\d+)?${flavour}$`),
    );
    await packages.unpack([name], folder);
    return `${folder}/boot/vmlinuz-${name.slice("linux-image-".length)}`;
  });
}

/** The processors that guests have. */

/** A processor, as Deno names it, and as others do. */
export const ARCHITECTURES = {
  x86_64: { debian: "amd64", npm: "x64", qemu: "qemu-system-x86_64" },
  aarch64: { debian: "arm64", npm: "arm64", qemu: "qemu-system-aarch64" },
} as const;

/** Its name. */
export type Architecture = keyof typeof ARCHITECTURES;

/** crictl's options, in the order in which it lists them. */
export const OPTIONS = [
  "runtime-endpoint",
  "image-endpoint",
  "timeout",
  "debug",
  "pull-image-on-create",
  "disable-pull-on-run",
  "max-retries",
  "enable-streaming",
] as const;

/** One of {@link OPTIONS}. */
export type Option = (typeof OPTIONS)[number];

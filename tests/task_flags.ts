import manifest from "../deno.json" with { type: "json" };

/** V8's flags as critter is run with them, --expose-gc among them. */
export function taskV8Flags(): string {
  const [flags] = /--v8-flags=\S+/.exec(manifest.tasks.critter.command) ?? [];
  if (flags === undefined) throw new Error("Cannot find V8's flags in the task critter");
  return flags;
}

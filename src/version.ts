import manifest from "../deno.json" with { type: "json" };

/** critter's version; deno.json is its one source. */
export const VERSION: string = manifest.version;

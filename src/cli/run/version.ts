import { VERSION } from "../../version.ts";
import type { VersionFlags } from "../commands/version.ts";
import type { CliHost } from "../host.ts";
import { guarded } from "./guard.ts";

/** `critter version`. */
export async function version(this: CliHost, flags: VersionFlags): Promise<void> {
  await guarded(this, flags, async () => {
    const versions = { version: VERSION, ...(flags.verbose ? runtimeVersions() : {}) };
    this.process.stdout.write(await format(versions, flags.output));
    return 0;
  });
}

function runtimeVersions(): Readonly<Record<string, string>> {
  const { deno, v8, typescript } = Deno.version;
  return { deno, v8, typescript, target: Deno.build.target, kernel: kernelRelease() };
}

function kernelRelease(): string {
  try {
    return Deno.osRelease();
  } catch {
    return "unknown";
  }
}

async function format(
  versions: Readonly<Record<string, string>>,
  output: VersionFlags["output"],
): Promise<string> {
  switch (output) {
    case "json":
      return `${JSON.stringify(versions, null, 2)}\n`;
    case "yaml":
      return (await import("#output/yaml.ts")).formatYaml(versions);
    case "text":
      return Object.entries({ critter: versions["version"], ...versions })
        .filter(([name]) => name !== "version")
        .map(([name, version]) => `${name} ${version}\n`)
        .join("");
  }
}

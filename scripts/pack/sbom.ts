/**
 * The bill of materials of the bundle: which packages are in it, by what deno.lock pins them to.
 *
 * @module
 */

import manifest from "../../deno.json" with { type: "json" };
import { bundledModules } from "./bundle.ts";
import { DENO_VERSION } from "./run_deno.ts";

/** A package in the bundle. */
interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  /** SHA-512 of the archive, hexadecimal. */
  readonly sha512?: string;
}

/** How the bundler notes where the code after it comes from. */
const ORIGIN = /^\/\/ (\S*\/npm\/[^/]+\/((?:@[^/]+\/)?[^/@]+)\/(\d[^/]*)\/)/gm;

/** Makes the CycloneDX document, one text for one commit: it has no time and no serial number. */
export function sbom(): string {
  const { name, version, license } = manifest;
  const critter = {
    type: "application",
    "bom-ref": "critter",
    name: name.replace(/^.*\//, ""),
    version,
    licenses: [{ license: { id: license } }],
  };
  const deno = {
    type: "application",
    "bom-ref": `pkg:generic/deno@${DENO_VERSION}`,
    name: "deno",
    version: DENO_VERSION,
    purl: `pkg:generic/deno@${DENO_VERSION}`,
    licenses: [{ license: { id: "MIT" } }],
  };
  const components = [deno, ...packages().map(component)];
  return `${
    JSON.stringify(
      {
        bomFormat: "CycloneDX",
        specVersion: "1.5",
        version: 1,
        metadata: { component: critter },
        components,
        dependencies: [{ ref: "critter", dependsOn: components.map((part) => part["bom-ref"]) }],
      },
      undefined,
      2,
    )
  }\n`;
}

function component({ name, version, license, sha512 }: Package) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  return {
    type: "library",
    "bom-ref": purl,
    name,
    version,
    purl,
    ...(license === undefined ? {} : { licenses: [{ license: { id: license } }] }),
    ...(sha512 === undefined ? {} : { hashes: [{ alg: "SHA-512", content: sha512 }] }),
  };
}

/** What is in the bundle, by the notes in one that is not minified. */
function packages(): Package[] {
  const lock = JSON.parse(Deno.readTextFileSync("deno.lock")) as {
    npm: Record<string, { integrity: string }>;
  };
  const found = new Map<string, Package>();
  const notes = [...bundledModules().values()].flatMap((module) => [...module.matchAll(ORIGIN)]);
  for (const [, folder, name = "", version = ""] of notes) {
    const key = `${name}@${version}`;
    if (found.has(key)) continue;
    const { license } = JSON.parse(Deno.readTextFileSync(`${folder}package.json`)) as {
      license?: string;
    };
    const integrity = lock.npm[key]?.integrity.replace(/^sha512-/, "");
    found.set(key, {
      name,
      version,
      ...(license === undefined ? {} : { license }),
      ...(integrity === undefined ? {} : { sha512: Uint8Array.fromBase64(integrity).toHex() }),
    });
  }
  return [...found].sort(([a], [b]) => a < b ? -1 : 1).map(([, found]) => found);
}

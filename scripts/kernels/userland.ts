/** The programs that a guest has besides critter. */
import { DENO_VERSION } from "../pack/run_deno.ts";
import { type Architecture, ARCHITECTURES } from "./architecture.ts";
import { cached } from "./cache.ts";
import { DebianPackages } from "./debian.ts";
import { run } from "./run.ts";

/** Where they are on this machine. */
export interface Userland {
  readonly deno: string;
  readonly busybox: string;
  /** What Deno is linked to, by its path in the guest. */
  readonly libraries: ReadonlyMap<string, string>;
}

/** This machine's own, or for another architecture those of the cache, which are fetched once. */
export async function userland(architecture: Architecture): Promise<Userland> {
  if (architecture === Deno.build.arch) {
    const libraries = await ownLibraries(Deno.execPath());
    return { deno: Deno.execPath(), busybox: "/bin/busybox", libraries };
  }
  const system = await cached(`${architecture}/system`, async (folder) => {
    const packages = await DebianPackages.open(architecture, folder);
    const target = `${folder}/system`;
    await Deno.mkdir(target);
    await packages.unpack(["busybox-static", "libc6", "libgcc-s1"], target);
    return target;
  });
  return {
    deno: await otherDeno(architecture),
    busybox: `${system}/bin/busybox`,
    libraries: new Map(
      filesBelow(`${system}/lib`).map((path) => [path.slice(system.length), path]),
    ),
  };
}

/** What the dynamic linker loads for a program, itself included. */
async function ownLibraries(program: string): Promise<ReadonlyMap<string, string>> {
  const found = (await run("ldd", [program], "/")).matchAll(/(\/\S+) \(0x/g);
  return new Map([...found].map(([, path = ""]) => [path, path]));
}

function otherDeno(architecture: Architecture): Promise<string> {
  return cached(`${architecture}/deno-${DENO_VERSION}`, async (folder) => {
    const name = `@deno/linux-${ARCHITECTURES[architecture].npm}-glibc`;
    const args = ["cache", "--quiet", "--no-config", "--no-lock", `npm:${name}@${DENO_VERSION}`];
    await run(Deno.execPath(), args, folder, { DENO_DIR: folder });
    const file = filesBelow(folder).find((path) => path.endsWith(`${name}/${DENO_VERSION}/deno`));
    if (file === undefined) throw new Error(`Cannot find deno in the package ${name}`);
    return file;
  });
}

/** Files and what links lead to, with their whole paths. */
function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(`${folder}/${name}`) : [`${folder}/${name}`]
  );
}

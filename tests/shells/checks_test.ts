import assert from "assert";
import { bashCompletion } from "#cli/completion/bash.ts";
import { manPage } from "#cli/help/man.ts";
import { allCommands } from "#cli/app/commands.ts";
import { which } from "#tests/host/requirements.ts";
import { documents } from "../../scripts/smoke/manifest.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const SHEBANG = /^#!\/bin\/(?:ba)?sh\n/;
const FOLDERS = [".ci", "deploy", "scripts", "tests"];

/** Every script with a shell's first line. */
function* shellScripts(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(ROOT + folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* shellScripts(path);
    else if (!name.includes(".") && SHEBANG.test(Deno.readTextFileSync(ROOT + path))) yield path;
  }
}

/** What a checker says of a file. */
async function said(command: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(command, { args, cwd: ROOT }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

/** What a checker says of a text. */
async function saidOf(text: string, command: string, ...args: string[]): Promise<string> {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, text);
    return await said(command, ...args, file);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test({
  name: "shellcheck finds nothing in scripts, in what workflows run and in bash's completions",
  ignore: which("shellcheck") === undefined,
  async fn() {
    const scripts = FOLDERS.flatMap((folder) => [...shellScripts(folder)]);
    assert.ok(scripts.includes("scripts/kind-smoke") && scripts.includes(".ci/run"));
    assert.strictEqual(await said("shellcheck", ...scripts), "");
    const bash = ["--shell", "bash"];
    assert.strictEqual(await saidOf(bashCompletion(allCommands()), "shellcheck", ...bash), "");
    for (const name of ["ci", "release"]) {
      const [{ jobs }] = documents(`.github/workflows/${name}.yml`) as [
        { jobs: Record<string, { steps: { run?: string }[] }> },
      ];
      const steps = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? ""));
      // each step is a shell of its own
      const text = steps.map((run) => `(\n${run.replaceAll(/\$\{\{[^}]*\}\}/g, "value")}\n:\n)\n`);
      assert.strictEqual(await saidOf(text.join(""), "shellcheck", ...bash), "", name);
    }
    assert.match(await saidOf("rm -rf $1/lib", "shellcheck", ...bash), /SC2086/);
  },
});

Deno.test({
  name: "mandoc finds nothing in the manual page",
  ignore: which("mandoc") === undefined,
  async fn() {
    const lint = ["-T", "lint", "-W", "warning"];
    const found = (await saidOf(manPage(allCommands()), "mandoc", ...lint)).trim().split("\n");
    // a date would make two builds differ
    assert.deepEqual(found.filter((line) => !/ missing date, using "": TH$/.test(line)), []);
  },
});

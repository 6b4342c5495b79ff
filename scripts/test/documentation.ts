/**
 * Exit code 1 when something that src/ exports has no JSDoc. `deno doc --lint` is meant for packages:
 * of what it finds, members of documented types and names of other packages' types are no fault here.
 */
import { sourceFiles } from "#tests/source_tree.ts";

const FINDING = /^error\[missing-jsdoc\].*\n\s*--> (\S+?):(\d+):\d+/gm;

const modules = [...sourceFiles(["src"], [".ts"])]
  .filter(({ path }) => !path.endsWith("_test.ts"));
const { stderr } = await new Deno.Command(Deno.execPath(), {
  args: ["doc", "--lint", ...modules.map(({ path }) => path)],
  env: { NO_COLOR: "1" },
  stdout: "null",
  stderr: "piped",
}).output();

const text = new TextDecoder().decode(stderr);
const found: string[] = [];
for (const [, file = "", line = ""] of text.matchAll(FINDING)) {
  const source = modules.find(({ path }) => file.endsWith(`/${path}`));
  const code = source?.text.split("\n")[Number(line) - 1] ?? "";
  if (code.startsWith("export ")) found.push(`${source?.path}:${line}: ${code}`);
}
if (!/documentation lint errors?/.test(text) && !/^Checked/m.test(text)) found.push(text);
if (found.length > 0) {
  await Deno.stderr.write(new TextEncoder().encode(`Cannot find JSDoc at\n${found.join("\n")}\n`));
  Deno.exit(1);
}

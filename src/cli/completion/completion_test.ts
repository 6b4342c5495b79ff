import assert from "assert";
import { manPage } from "../help/man.ts";
import { allCommands } from "../app/commands.ts";
import { bashCompletion } from "./bash.ts";
import { fishCompletion } from "./fish.ts";
import { zshCompletion } from "./zsh.ts";

/** What bash would offer for the last of these words. */
async function offers(...words: string[]): Promise<string[]> {
  const script = `${bashCompletion(allCommands())}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _critter; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const command = new Deno.Command("bash", {
    args: ["-c", script, "bash", "critter", ...words],
    cwd: import.meta.dirname ?? ".",
  });
  const { code, stdout, stderr } = await command.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

async function hasBash(): Promise<boolean> {
  try {
    return (await new Deno.Command("bash", { args: ["-c", "exit"] }).output()).success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "bashCompletion() offers commands, flags, values and files",
  ignore: !await hasBash(),
  async fn() {
    assert.deepEqual(await offers("w"), ["watch", "why"]);
    assert.deepEqual(await offers("watch", "--no-"), [
      "--no-trunc",
      "--no-headers",
      "--no-host",
      "--no-redact",
    ]);
    assert.deepEqual(await offers("watch", "-o", "w"), ["wide"]);
    assert.deepEqual(await offers("watch", "--output", "=", "j"), ["json"]);
    assert.deepEqual(await offers("watch", "--color", "="), ["auto", "always", "never"]);
    assert.deepEqual(await offers("watch", "-e", "process.exe"), ["process.exec"]);
    assert.deepEqual(await offers("watch", "-e", "co"), ["container.start", "container.exit"]);
    assert.deepEqual(await offers("watch", "x"), []);
    assert.deepEqual(await offers("replay", "fish"), ["fish.ts"]);
    assert.deepEqual(await offers("completion", "z"), ["zsh"]);
    assert.deepEqual(await offers("help", "doc"), ["doctor"]);
  },
});

Deno.test({
  name: "bashCompletion() knows flags before the command, letters behind one dash, and any case",
  ignore: !await hasBash(),
  async fn() {
    const all = await offers("ps", "-");
    assert.ok(all.includes("--state") && all.includes("-s"));
    const ways = [["-r", "x"], ["-r", "ps"], ["--runtime-endpoint", "=", "x"], ["-v"]];
    for (const way of ways) {
      assert.deepEqual(await offers(...way, "ps", "-"), all, way.join(" "));
    }
    assert.deepEqual(await offers("-r", "x", "w"), ["watch", "why"]);
    assert.deepEqual(await offers("-r", "fish"), ["fish.ts"]);
    assert.deepEqual(await offers("-v", "--ver"), ["--version"]);
    const formats = await offers("ps", "-o", "");
    assert.ok(formats.includes("json"));
    assert.deepEqual(await offers("ps", "-ao", ""), formats);
    assert.deepEqual(await offers("ps", "-a", "-vo", "js"), ["json"]);
    assert.deepEqual(await offers("ps", "-aojs"), ["-aojson"]);
    assert.deepEqual(await offers("ps", "-ojson", ""), []);
    assert.deepEqual(await offers("ps", "-av", ""), []);
    assert.deepEqual(await offers("ps", "-s", "R"), ["running"]);
    assert.deepEqual(await offers("pods", "--state", "=", "NOT"), ["notready"]);
    assert.deepEqual(await offers("inspect", "-as", "Ex"), ["exited"]);
    assert.deepEqual(await offers("ps", "-o", "JS"), ["json"]);
    assert.deepEqual(await offers("ps", "-s", "x"), []);
    assert.deepEqual(await offers("ps", "-X"), []);
  },
});

Deno.test("zshCompletion(), fishCompletion() and manPage() name every command and flag", () => {
  const commands = allCommands();
  const [zsh, fish, man] = [zshCompletion(commands), fishCompletion(commands), manPage(commands)];
  for (const { name, flags } of commands) {
    assert.ok(zsh.includes(`\n    ${name})\n`) && fish.includes(` -a ${name} `), name);
    assert.ok(man.includes(`.SS "critter ${name.replaceAll("-", "\\-")} `), name);
    for (const flag of flags) {
      assert.ok(zsh.includes(`--${flag.name}`) && fish.includes(` -l ${flag.name}`), flag.name);
      assert.ok(man.includes(`\\fB\\-\\-${flag.name.replaceAll("-", "\\-")}\\fR`), flag.name);
    }
  }
});

Deno.test("manPage() begins no line of text like a request", () => {
  const known = /^\.(TH|SH|SS|TP|PP|B|nf|fi|RS 4|RE)\b/;
  for (const line of manPage(allCommands()).split("\n")) {
    assert.ok(!/^[.']/.test(line) || known.test(line), line);
  }
});

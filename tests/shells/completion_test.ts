import assert from "assert";
import { fishCompletion } from "#cli/completion/fish.ts";
import { spellings } from "#cli/completion/words.ts";
import { zshCompletion } from "#cli/completion/zsh.ts";
import { type CommandModel, HELP_COMMAND } from "#cli/help/model.ts";
import { allCommands } from "#cli/app/commands.ts";
import { run } from "#tests/host/exec.ts";
import { which } from "#tests/host/requirements.ts";

const HERE = new URL(".", import.meta.url).pathname;

/** What a shell offers for command lines whose last words are being typed. */
type Shell = (lines: readonly string[]) => Promise<string[]>;

/** Shells, each by the folder that holds critter's completions. A text a line. */
const SHELLS: Readonly<Record<"fish" | "zsh", (folder: string) => Shell>> = {
  fish: (folder) => (lines) => {
    const script = "source $argv[1]; for line in $argv[2..]; complete -C $line; echo END; end";
    return texts("fish", ["--no-config", "-c", script, `${folder}/critter.fish`, ...lines]);
  },
  zsh: (folder) => (lines) =>
    texts("zsh", ["-f", `${HERE}capture.zsh`, folder, `${folder}/found`, ...lines]),
};

async function texts(command: string, args: string[]): Promise<string[]> {
  return (await run(command, args)).split("END\n").slice(0, -1);
}

/** Offers by line, without descriptions. */
async function offersOf(shell: Shell, lines: readonly string[]): Promise<Map<string, string[]>> {
  const found = await shell(lines);
  return new Map(lines.map((line, index) => {
    const offers = (found[index] ?? "").split("\n").filter((offer) => offer !== "")
      .map((offer) => offer.replace(/\t.*/, "").replace(/^--[a-z-]+=/, ""));
    return [line, [...new Set(offers)].sort()];
  }));
}

/** What has to be typed to be offered every flag: fish hides long names behind one dash. */
function flagLines(shell: string, { name }: CommandModel): string[] {
  return [`critter ${name} -`, ...(shell === "fish" ? [`critter ${name} --`] : [])];
}

for (const [name, shellIn] of Object.entries(SHELLS)) {
  Deno.test({
    name: `${name} offers every command and its flags, values and files`,
    ignore: which(name) === undefined,
    async fn() {
      const commands = allCommands();
      const names = [...commands, HELP_COMMAND].map(({ name }) => name).sort();
      const expected = {
        "critter ": names,
        "critter wa": ["watch"],
        "critter help doc": ["doctor"],
        "critter -": ["--help", "--version", "-h"],
        "critter -r x wa": ["watch"],
        "critter -r x watch -o ": ["json", "text", "wide"],
        "critter watch -o ": ["json", "text", "wide"],
        "critter watch --output=j": ["json"],
        "critter watch -e process.ex": ["process.exec", "process.existing", "process.exit"],
        "critter watch --cluster-name ": [],
        "critter completion ": ["bash", "fish", "zsh"],
      };
      const files = `critter replay ${HERE}capture`;
      const folder = await Deno.makeTempDir({ prefix: "critter-completion-" });
      try {
        await Deno.writeTextFile(`${folder}/critter.fish`, fishCompletion(commands));
        await Deno.writeTextFile(`${folder}/_critter`, zshCompletion(commands));
        const lines = [
          ...Object.keys(expected),
          files,
          ...commands.flatMap((command) => flagLines(name, command)),
        ];
        const offers = await offersOf(shellIn(folder), lines);
        for (const [line, words] of Object.entries(expected)) {
          assert.deepEqual(offers.get(line), words, line);
        }
        assert.match(offers.get(files)?.join() ?? "", /^\S*capture\.zsh$/);
        for (const command of commands) {
          const found = flagLines(name, command).flatMap((line) => offers.get(line) ?? []);
          const flags = command.flags.flatMap(spellings);
          assert.deepEqual([...new Set(found)].sort(), flags.sort(), command.name);
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

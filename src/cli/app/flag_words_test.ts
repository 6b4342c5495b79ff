import assert from "assert";
import { COMMANDS } from "./commands.ts";
import { flagWords } from "./flag_words.ts";

function words(command: string, line: readonly string[]): readonly string[] {
  const parameters = COMMANDS[command]?.command.parameters;
  assert.ok(parameters !== undefined, command);
  return flagWords(line, parameters);
}

const check = (command: string, table: readonly (readonly [string, string])[]) => {
  for (const [line, expected] of table) {
    assert.equal(words(command, line.split(" ")).join(" "), expected, `${command} ${line}`);
  }
};

Deno.test("flagWords() lets the last letter of a group take a value", () => {
  check("ps", [
    ["-qo json", "--quiet --output json"],
    ["-ao table", "--all --output table"],
    ["-lqo yaml", "--latest --quiet --output yaml"],
    ["-ojson", "--output json"],
    ["-qojson x", "--quiet --output json x"],
    ["-o=json", "--output json"],
    ["-qo=json", "--quiet --output json"],
    ["-an1", "--all --last 1"],
    ["-aq=false", "--all --quiet=false"],
    [
      "-qr /run/x.sock -r/run/y.sock",
      "--quiet --runtime-endpoint /run/x.sock --runtime-endpoint /run/y.sock",
    ],
  ]);
  check("pods", [["-qn 1", "--quiet --last 1"], ["-n-1", "--last=-1"]]);
  check("images", [["-qf dangling=true", "--quiet --filter dangling=true"]]);
  check("watch", [["-vn shop -lapp=web", "--verbose --namespace shop --selector app=web"]]);
  check("logs", [["-ft id", "--follow --timestamps id"]]);
});

Deno.test("flagWords() takes a value with a dash, though no flag", () => {
  check("ps", [
    ["-n -1", "--last=-1"],
    ["--last -1 -q", "--last=-1 --quiet"],
    ["--name -web --all", "--name=-web --all"],
    ["-o -q", "--output --quiet"],
    ["-o --no-trunc", "--output --no-trunc"],
    ["-o -h", "--output -h"],
    ["-o -- x", "--output -- x"],
    ["-qo", "--quiet --output"],
    ["--name -", "--name=-"],
  ]);
});

Deno.test("flagWords() counts the last of a flag, and every one that is repeatable", () => {
  check("ps", [
    ["-a -a", "--all"],
    ["-aa", "--all"],
    ["-o wide -o json", "--output json"],
    ["-o wide --output=json", "--output json"],
    ["--quiet=false -q", "--quiet"],
    ["-q --quiet=false", "--quiet=false"],
    ["-q --no-quiet", "--no-quiet"],
    ["--no-trunc --noTrunc=false", "--noTrunc=false"],
    ["--label a=b --label c=d", "--label a=b --label c=d"],
    ["-o -o json", "--output --output json"],
    ["-o json -- -o wide", "--output json -- -o wide"],
  ]);
  check("watch", [["--no-host --host", "--host"], [
    "--hold-limit=1s --hold-limit 2s",
    "--hold-limit 2s",
  ]]);
});

Deno.test("flagWords() leaves alone what it does not know", () => {
  for (
    const line of [
      "",
      "x -",
      "-qx",
      "-1",
      "--nothing=1",
      "--no-output",
      "---",
      "--constructor",
      "-h",
      "-- -qo",
    ]
  ) {
    assert.deepEqual(words("ps", line.split(" ")), line.split(" "));
  }
});

Deno.test("flagWords() keeps values as they are, empty ones and those of several lines", () => {
  assert.deepEqual(words("ps", ["--template=a\nb", "--name=", "-o", ""]), [
    ...["--template", "a\nb", "--name", "", "--output", ""],
  ]);
  assert.deepEqual(words("ps", ["--template", "-a\nb=c"]), ["--template", "-a\nb=c"]);
});

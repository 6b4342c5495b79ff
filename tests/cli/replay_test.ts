import assert from "assert";
import { critter } from "./critter.ts";

Deno.test("critter replay --sample prints NDJSON when nothing is a terminal", async () => {
  const { code, stdout, stderr } = await critter(["replay", "--sample"]);
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.ok(lines.length > 10);
  for (const line of lines) {
    assert.match(line.event, /^(process\.(exec|exit|signal)|container\.(start|exit))$/);
  }
  assert.match(stderr, /^critter: \d+ events \(.*\), none lost\n$/);
});

Deno.test("critter replay obeys --event, --max-events and --output", async () => {
  const exec = await critter(["replay", "--sample", "-e", "*.exec", "--max-events", "3"]);
  const events = exec.stdout.trimEnd().split("\n").map((line) => JSON.parse(line).event);
  assert.deepEqual(events, ["process.exec", "process.exec", "process.exec"]);

  const text = await critter(["replay", "--sample", "-o", "text", "--max-events", "2"]);
  const [header, first] = text.stdout.split("\n");
  assert.match(header ?? "", /^TIME +EVENT +POD +CONTAINER +PID +COMMAND$/);
  assert.match(first ?? "", /^\d\d:\d\d:\d\d\.\d{3} {2}ex/);
  assert.doesNotMatch(text.stdout.replaceAll("\n", ""), /\p{Cc}/u);

  const bare = await critter([
    "replay",
    "--sample",
    "-o",
    "wide",
    "--no-headers",
    "--color=always",
  ]);
  assert.doesNotMatch(bare.stdout, /^TIME/);
  assert.match(bare.stdout, /\p{Cc}\[/u);
});

Deno.test("critter replay filters by namespace, pod, container and labels", async () => {
  const args = ["-n", "shop", "-c", "nginx", "-c", "met*,!metrics", "-l", "app"];
  const { stdout } = await critter(["replay", "--sample", ...args]);
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.ok(lines.length > 5);
  for (const { k8s, container } of lines) {
    assert.equal(k8s.namespace.name, "shop");
    assert.equal(container.name, "nginx");
  }
  const none = await critter(["replay", "--sample", "-n", "!*"]);
  assert.deepEqual(none, {
    code: 0,
    stdout: "",
    stderr: `critter: no container of the recording matches --namespace "!*"\n` +
      "critter: 0 events, none lost\n",
  });
});

Deno.test("critter replay gives a recording of 0.1 with the labels that 0.1 wrote", async () => {
  const file = new URL("../recordings/0.1.critter", import.meta.url).pathname;
  const { code, stdout } = await critter(["replay", file]);
  assert.equal(code, 0);
  const images = stdout.trimEnd().split("\n").flatMap((line) =>
    JSON.parse(line).container.image ?? []
  );
  assert.ok(images.length > 10);
  const id = "sha256:caf932e751eb05dd78d5a6daf700ef6d5cf04b945dc3f1fddb437849f5887c79";
  for (const image of images) assert.deepEqual(image, { name: "localhost/busybox:1", id });

  const wide = await critter(["replay", file, "-o", "wide"]);
  assert.match(wide.stdout, / localhost\/busybox:1 /);
});

Deno.test("critter replay says what is wrong with a file, without a stack trace", async () => {
  const missing = await critter(["replay", "/nonexistent/recording"]);
  assert.deepEqual(missing, {
    code: 1,
    stdout: "",
    stderr: "critter: Cannot open '/nonexistent/recording': No such file or directory\n",
  });
  const other = await critter(["replay", "/proc/self/status"]);
  assert.equal(other.code, 1);
  assert.match(other.stderr, /^critter: Cannot replay .*\n$/);
});

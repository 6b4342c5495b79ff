import assert from "assert";
import manifest from "../../deno.json" with { type: "json" };
import { DENO_VERSION } from "../../scripts/pack/run_deno.ts";
import { documents } from "../../scripts/smoke/manifest.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const FOLDER = ".github/workflows";

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly needs?: string;
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, string>>;
  }[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = [...Deno.readDirSync(ROOT + FOLDER)].map(({ name }) => {
  const [workflow] = documents(`${FOLDER}/${name}`) as [Workflow];
  return { name, workflow, text: Deno.readTextFileSync(`${ROOT}${FOLDER}/${name}`) };
});

/** All that a workflow's steps run. */
function commands({ jobs }: Workflow): string {
  return Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? "")).join("\n");
}

Deno.test("workflows pin each action by its commit, and say which release that is", () => {
  for (const { name, text } of workflows) {
    const used = [...text.matchAll(/^ +-? ?uses: (.*)$/gm)].map(([, action = ""]) => action);
    assert.ok(used.length > 0, name);
    for (const action of used) {
      assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  }
});

Deno.test("workflows may read the sources; only a release's last job may write", () => {
  const writers = workflows.flatMap(({ name, workflow: { permissions, jobs } }) => {
    assert.deepEqual(permissions, { contents: "read" }, name);
    return Object.entries(jobs).flatMap(([job, { permissions }]) =>
      permissions === undefined ? [] : [`${name} ${job}`]
    );
  });
  assert.deepEqual(writers, ["release.yml release"]);
});

Deno.test("workflows run tasks and scripts that are there, with the pinned Deno", () => {
  for (const { name, workflow } of workflows) {
    assert.strictEqual(workflow.env["DENO_VERSION"], DENO_VERSION, name);
    const run = commands(workflow);
    for (const [, task = ""] of run.matchAll(/deno task (?:-q )?([a-z][\w:]*)/g)) {
      assert.ok(task in manifest.tasks, task);
    }
    const paths = [...run.matchAll(/(?<![\w/-])(?:\.ci|scripts|tests|deploy)\/[\w./-]+/g)];
    assert.ok(paths.length > 0, name);
    for (const [path] of paths) assert.ok(Deno.statSync(ROOT + path), path);
  }
});

Deno.test("ci runs every test, both programs and both smoke tests on each push", () => {
  const ci = workflows.find(({ name }) => name === "ci.yml");
  assert.match(ci?.text ?? "", /^on:\n {2}push:\n/m);
  assert.match(ci?.text ?? "", /make: pack, .*\n.*make: compile, /);
  const run = ci === undefined ? "" : commands(ci.workflow);
  for (const part of [".ci/run", "tests/e2e", "scripts/kind-smoke\n", "--runtime local"]) {
    assert.ok(`${run}\n`.includes(part), part);
  }
});

Deno.test("a release has both programs for both processors, images, SBOM, sums and provenance", () => {
  const release = workflows.find(({ name }) => name === "release.yml");
  const { build, release: publish } = release?.workflow.jobs ?? {};
  assert.match(release?.text ?? "", /x86_64-unknown-linux-gnu .*\n.*aarch64-unknown-linux-gnu /);
  const run = build?.steps.map((step) => step.run ?? "").join("\n") ?? "";
  const named = [
    "release/critter-packed-${{ matrix.target }}",
    "mv dist/critter-${{ matrix.target }} release/",
    "release/critter-${{ matrix.target }}.cdx.json",
    "release/critter-image-",
    "release/critter.1",
  ];
  for (const part of named) assert.ok(run.includes(part), part);
  assert.deepEqual([publish?.needs, publish?.permissions?.["attestations"]], ["build", "write"]);
  const steps = publish?.steps ?? [];
  const at = (part: string) =>
    steps.findIndex(({ uses, run }) => (uses ?? run ?? "").includes(part));
  const order = [at("download-artifact"), at("sha256sum"), at("attest-build"), at("gh release")];
  assert.ok(order.every((place) => place >= 0), order.join());
  assert.deepEqual(order, order.toSorted((a, b) => a - b));
  assert.strictEqual(steps[at("attest-build")]?.with?.["subject-path"], "release/*");
});

import assert from "assert";
import { isDeepStrictEqual } from "node:util";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { unmet } from "#tests/host/requirements.ts";
import {
  type Configuration,
  CONFIGURATION_NAMES,
  type ConfigurationName,
  CONFIGURATIONS,
} from "./configurations.ts";
import { EXPECTATIONS, expectedHook, keysWithout } from "./expectations.ts";
import { flatten } from "./flatten.ts";
import { type GuestImage, GuestImages, PROGRAM } from "./images.ts";
import { type Outcome, tryOn } from "./outcome.ts";

/** As many as there are processors on the smallest machine that tests. */
const SIDE_BY_SIDE = 2;
const ignore = unmet("qemu-system-x86_64", "qemu-system-aarch64", "busybox") !== undefined;
const outcomes = new Map<ConfigurationName, Promise<Outcome>>();
let folder = "";

/** What a kernel told; throws what kept it from telling. */
function outcomeOf(name: ConfigurationName): Promise<Outcome> {
  const outcome = outcomes.get(name);
  assert.ok(outcome !== undefined, `${name} was not tried`);
  return outcome;
}

/** The tests' own kernel may be another: what it tells by is not known then. */
function isExpectedRelease(release: string, { series }: Configuration): boolean {
  return release.startsWith(`${series}.`);
}

Deno.test.beforeAll(async () => {
  if (ignore) return;
  folder = makePlace("kernels");
  const images = new GuestImages(folder);
  const trials: [ConfigurationName, GuestImage | undefined][] = [];
  for (const name of CONFIGURATION_NAMES) {
    const { series, guest }: Configuration = CONFIGURATIONS[name];
    trials.push([name, guest && await images.make(series, guest.architecture)]);
  }
  const tryNext = async () => {
    for (let trial = trials.shift(); trial !== undefined; trial = trials.shift()) {
      const [name, image] = trial;
      const own = `${folder}/${name}`;
      await Deno.mkdir(own);
      const outcome = tryOn(CONFIGURATIONS[name], { program: PROGRAM, folder: own, image });
      outcomes.set(name, outcome);
      await outcome.catch(() => {}); // its tests fail by it
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, tryNext));
});

Deno.test.afterAll(async () => {
  if (!ignore) await removePlace(folder);
});

for (const name of CONFIGURATION_NAMES) {
  const configuration: Configuration = CONFIGURATIONS[name];
  const { title, guest } = configuration;

  Deno.test({
    name: `${title}: critter doctor finds nothing amiss, and watch loses nothing`,
    ignore,
    async fn() {
      const { doctor, ending, machine } = await outcomeOf(name);
      if (guest !== undefined) {
        assert.ok(isExpectedRelease(machine.release, configuration), machine.release);
        assert.deepEqual(machine.interfaces, ["lo"]);
        assert.strictEqual(machine.cgroup.mode, guest.cgroup === 2 ? "unified" : "legacy");
      }
      assert.deepEqual(doctor.checks.filter(({ status }) => status === "fail"), []);
      assert.ok(doctor.ok);
      assert.strictEqual(ending.code, 0, ending.stderr);
      assert.match(ending.stderr, /, none lost\n$/);
    },
  });

  for (const [kind, { fields, values, programs }] of Object.entries(EXPECTATIONS)) {
    const expected = expectedHook(kind, name);
    Deno.test({
      name: `${title}: ${kind} is caught by ${expected.program} and comes with its fields`,
      ignore,
      async fn() {
        const { doctor, hooks, lines, machine } = await outcomeOf(name);
        const used = doctor.hooks.find((row) => row.kind === kind);
        assert.ok(hooks.includes(expected.attach), `attached: ${hooks.join(", ")}`);
        if (isExpectedRelease(machine.release, configuration)) {
          const { program, attach, missing = [] } = expected;
          const { program: chosen, hook: at, missing: lacking } = used ?? {};
          assert.deepEqual({ chosen, at, lacking }, {
            chosen: program,
            at: attach,
            lacking: missing,
          });
        } else {
          assert.ok(Object.values(programs).includes(used?.program ?? ""));
        }
        const own = lines.filter(({ event }) => event === kind).map((line) => flatten(line));
        const isTold = (key: string) => used?.missing.includes(key) !== true;
        const keys = new Set(own.flatMap((line) => Object.keys(line)));
        const nameless = doctor.hooks.find((row) => row.kind === "process.exec")?.missing ?? [];
        assert.deepEqual([...keys].sort(), keysWithout(nameless, fields.filter(isTold)).sort());
        for (const wanted of values) {
          const told = Object.entries(wanted).filter(([key]) => isTold(key));
          const found = own.some((line) =>
            told.every(([key, value]) => isDeepStrictEqual(line[key], value))
          );
          assert.ok(found, `${JSON.stringify(told)} in ${JSON.stringify(own)}`);
        }
      },
    });
  }
}

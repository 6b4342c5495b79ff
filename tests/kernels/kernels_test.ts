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
import { EXPECTATIONS } from "./expectations.ts";
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
    name: `${title}: critter doctor says whether this kernel can be watched, and watch keeps to it`,
    ignore,
    async fn() {
      const { doctor, ending, machine } = await outcomeOf(name);
      if (guest !== undefined) {
        assert.ok(isExpectedRelease(machine.release, configuration), machine.release);
        assert.deepEqual(machine.interfaces, ["lo"]);
        assert.strictEqual(machine.cgroup.mode, guest.cgroup === 2 ? "unified" : "legacy");
      }
      const failed = doctor.checks.filter(({ status }) => status === "fail");
      assert.deepEqual(failed.map(({ code }) => code), configuration.failedChecks);
      assert.strictEqual(doctor.ok, failed.length === 0);
      assert.strictEqual(ending.code, failed.length === 0 ? 0 : 1, ending.stderr);
      assert.match(ending.stderr, failed.length === 0 ? /, none lost\n$/ : /^critter: Cannot /);
    },
  });

  for (const [kind, { fields, values, on }] of Object.entries(EXPECTATIONS)) {
    const expected = on[name];
    Deno.test({
      name: expected === undefined
        ? `${title}: ${kind} is not told`
        : `${title}: ${kind} comes by ${expected.hook} with its fields`,
      ignore,
      async fn() {
        const { hooks, lines, machine } = await outcomeOf(name);
        const own = lines.filter(({ event }) => event === kind).map((line) => flatten(line));
        if (expected === undefined) {
          assert.deepEqual(own, []);
          return;
        }
        const possible = isExpectedRelease(machine.release, configuration)
          ? [expected.hook]
          : CONFIGURATION_NAMES.map((other) => on[other]?.hook);
        assert.ok(hooks.some((hook) => possible.includes(hook)), `attached: ${hooks.join(", ")}`);
        const isTold = (key: string) => expected.missing?.includes(key) !== true;
        const keys = new Set(own.flatMap((line) => Object.keys(line)));
        assert.deepEqual([...keys].sort(), fields.filter(isTold).sort());
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

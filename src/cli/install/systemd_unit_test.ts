import assert from "assert";
import { CAPABILITY_USES } from "../doctor/capability_uses.ts";
import { systemdUnit, USUAL_PROGRAM } from "./systemd_unit.ts";

const DEPLOY = new URL("../../../deploy/", import.meta.url);

Deno.test("systemdUnit() is what deploy/systemd/critter.service holds", async () => {
  const file = await Deno.readTextFile(new URL("systemd/critter.service", DEPLOY));
  assert.equal(
    file,
    systemdUnit(USUAL_PROGRAM),
    "run: deno task critter install --systemd >deploy/systemd/critter.service",
  );
});

Deno.test("systemdUnit() runs the program with doctor's capabilities and no others, each with its reason", () => {
  const unit = systemdUnit("/opt/critter/critter");
  assert.match(unit, /^ExecStart=\/opt\/critter\/critter watch --output json$/m);
  const bounding = /^CapabilityBoundingSet=(.*)$/m.exec(unit)?.[1]?.split(" ");
  assert.deepEqual(bounding, CAPABILITY_USES.map(({ name }) => name));
  for (const { name, purpose } of CAPABILITY_USES) assert.ok(unit.includes(`${name} ${purpose}\n`));
});

Deno.test("the DaemonSet gives the same capabilities", async () => {
  const manifest = await Deno.readTextFile(new URL("kubernetes/daemonset.yaml", DEPLOY));
  const added = [...manifest.matchAll(/^ +- ([A-Z_]+) # /gm)].map(([, name]) => `CAP_${name}`);
  assert.deepEqual(added, CAPABILITY_USES.map(({ name }) => name));
});

import assert from "assert";
import { identifyCgroup } from "#labels/cgroup/cgroup_path.ts";
import { withKnownPlaces } from "../../scripts/docs/known_places.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/runtimes.md", import.meta.url));
const ID = "0123456789abcdef".repeat(4);
const UID = "0a1b2c3d-1111-2222-3333-444455556666";

Deno.test("docs/runtimes.md has the known places of the code", () => {
  assert.equal(PAGE, withKnownPlaces(PAGE), "run: deno run -A scripts/docs/runtimes.ts");
});

Deno.test("docs/runtimes.md says of each cgroup's path what identifyCgroup() says", () => {
  const rows = [...PAGE.matchAll(/^\| `([^`]*\bID\b[^`]*|[^`]*-ID[^`]*)` +\| ([a-z-]+) /gm)];
  assert.ok(rows.length > 12, `${rows.length} rows`);
  for (const [, path = "", runtime] of rows) {
    const uid = path.includes(".slice") ? UID.replaceAll("-", "_") : UID;
    const identity = identifyCgroup(path.replaceAll("UID", uid).replaceAll("ID", ID));
    assert.equal(identity.containerId, ID, path);
    assert.equal(identity.runtime ?? "any", runtime, path);
    if (path.includes("UID.slice/") || path.includes("/podUID/")) {
      assert.equal(identity.podUid, UID, path);
    }
  }
  for (const [, monitor = ""] of PAGE.matchAll(/`([a-z]+-conmon-ID\.scope)`/g)) {
    assert.equal(identifyCgroup(`/${monitor.replace("ID", ID)}`).containerId, undefined);
  }
});

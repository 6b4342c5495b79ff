import assert from "assert";
import { COMMANDS } from "#cli/app/commands.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import { FIELD_GROUPS } from "#events/tables/reference.ts";
import { pages } from "./pages.ts";

/** Keys as people write them, in sentences and in filters; names of files are none. */
const KEY =
  /(?<![\w/-])(?:(?:thread|process|container|k8s|cgroup|systemd|machine|loss|oom)(?:\.[a-z_]+)+|label_[a-z]+)(?!\.?\w*[\w/(-])/g;

/** What stands for an event's type, or belongs to something else that is called likewise. */
const OTHER = new Set([
  ...EVENT_KINDS.map(({ name }) => name),
  // OpenTelemetry's, which docs/events.md compares.
  "process.linux.cgroup",
  // A namespace of containerd's.
  "k8s.io",
]);

/** Every key of a line, and what leads to it. */
function knownKeys(): Set<string> {
  const names = FIELD_GROUPS.flatMap(({ fields }) => fields).map(({ name }) => name);
  return new Set(names.flatMap((name) => {
    const parts = name.replace(/\.<key>$/, "").split(".");
    return parts.map((_, index) => parts.slice(0, index + 1).join("."));
  }));
}

Deno.test("documents and --help name keys of lines that there are", () => {
  const keys = knownKeys();
  const texts = [
    ...pages(),
    ...Object.entries(COMMANDS).map(([name, { texts }]) => ({
      path: `critter ${name} --help`,
      text: JSON.stringify(texts),
    })),
  ];
  const named = texts.flatMap(({ path, text }) =>
    [...text.matchAll(KEY)].map(([key]) => ({ path, key }))
  ).filter(({ key }) => !OTHER.has(key));
  assert.ok(named.length > 40, `${named.length} keys`);
  const unknown = named.filter(({ key }) => !keys.has(key));
  assert.deepEqual(unknown, []);
});

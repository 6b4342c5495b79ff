import assert from "assert";
import {
  CONTAINER_EXIT,
  CONTAINER_START,
  OOM_KILL,
  PROCESS_EXEC,
  PROCESS_EXIT,
  PROCESS_SIGNAL,
} from "#wire";
import { matchEventKinds } from "#events/kinds.ts";
import type { OutputFlags, SourceFlags } from "./flags.ts";
import { lineFilter, outputOptions, sourceOptions } from "./options.ts";
import { parseNames, parseSelector } from "../parsers.ts";
import { testHost } from "../testing.ts";

const OUTPUT: OutputFlags = { noTrunc: false, noHeaders: false, color: "auto" };
const SOURCE: SourceFlags & { verbose: boolean } = {
  runtimeEndpoint: [],
  ancestors: 1,
  ringSize: 65536,
  holdLimit: 2000,
  verbose: false,
};

Deno.test("outputOptions() writes NDJSON unless it is asked for text or on a terminal", () => {
  assert.deepEqual(outputOptions(OUTPUT, testHost()), { format: "json" });
  assert.deepEqual(outputOptions({ ...OUTPUT, output: "json" }, testHost({ terminal: {} })), {
    format: "json",
  });
  assert.deepEqual(outputOptions(OUTPUT, testHost({ terminal: { columns: 120 } })), {
    format: "text",
    wide: false,
    color: true,
    truncate: true,
    header: true,
    columns: 120,
  });
  assert.deepEqual(outputOptions({ ...OUTPUT, output: "wide" }, testHost()), {
    format: "text",
    wide: true,
    color: false,
    truncate: false,
    header: true,
  });
});

Deno.test("outputOptions() obeys NO_COLOR and --color", () => {
  const color = (flags: Partial<OutputFlags>, env: Record<string, string>, terminal?: object) => {
    const options = outputOptions(
      { ...OUTPUT, output: "text", ...flags },
      testHost({ env, ...(terminal ? { terminal } : {}) }),
    );
    return options.format === "text" && options.color;
  };
  assert.equal(color({}, {}, {}), true);
  assert.equal(color({}, { NO_COLOR: "1" }, {}), false);
  assert.equal(color({ color: "always" }, { NO_COLOR: "1" }), true);
  assert.equal(color({ color: "never" }, {}, {}), false);
});

const DEFAULT = [
  PROCESS_EXEC,
  PROCESS_EXIT,
  PROCESS_SIGNAL,
  OOM_KILL,
  CONTAINER_START,
  CONTAINER_EXIT,
];

Deno.test("lineFilter() takes the default events unless some are named", () => {
  const filter = { event: [], namespace: [], pod: [], container: [], selector: [], host: true };
  assert.deepEqual(lineFilter(filter), {
    types: DEFAULT.reduce((mask, type) => mask | 1 << type, 0),
    includeHost: true,
  });
  assert.deepEqual(
    lineFilter({
      ...filter,
      event: [matchEventKinds("process.exec")],
      host: false,
      maxEvents: 3,
    }),
    { types: 1 << PROCESS_EXEC, includeHost: false, maxEvents: 3 },
  );
});

Deno.test("lineFilter() filters containers where there is something to filter by", () => {
  const filter = { event: [], namespace: [], pod: [], container: [], selector: [], host: true };
  const [shop, rest] = [parseNames("shop"), parseNames("web-*,!web-0")];
  const app = parseSelector("app");
  assert.deepEqual(
    lineFilter({ ...filter, namespace: [shop, rest], selector: [app] }).containers,
    { namespace: [...shop, ...rest], pod: [], container: [], selector: [app] },
  );
  assert.equal("containers" in lineFilter({ ...filter, selector: [parseSelector("")] }), false);
});

Deno.test("sourceOptions() takes the folder that runs share from RUNTIME_DIRECTORY, of several the first", () => {
  assert.equal(sourceOptions(SOURCE, testHost()).runtimeDirectory, "/run/critter");
  const directories = { RUNTIME_DIRECTORY: "/run/a:/run/b" };
  assert.equal(
    sourceOptions(SOURCE, testHost({ env: directories })).runtimeDirectory,
    "/run/a",
  );
});

Deno.test("sourceOptions() takes the node's name from the flag, else from NODE_NAME", () => {
  const host = testHost({ env: { NODE_NAME: "n1" } });
  assert.equal(sourceOptions(SOURCE, host).nodeName, "n1");
  assert.equal(sourceOptions({ ...SOURCE, nodeName: "n2" }, host).nodeName, "n2");
  assert.equal("nodeName" in sourceOptions(SOURCE, testHost()), false);
});

import assert from "assert";
import * as fc from "fast-check";
import { compileFilter } from "#filter/compile/compile_filter.ts";
import { ContainerVerdicts } from "#filter/decide/containers.ts";
import type { ContainerFilter } from "#labels/filter/container_filter.ts";
import { LabelFilter } from "#labels/filter/label_filter.ts";
import { parseNamePatterns } from "#labels/filter/names.ts";
import { parseSelector } from "#labels/filter/selector.ts";
import { flagsExpression } from "./flags_expression.ts";

const NAMES = ["shop", "kube-system", "web-0", "é", "a.b", "x\ny"];
const PATTERNS = [
  "shop",
  "!shop",
  "kube-*",
  "!kube-*",
  "?",
  "[a-w]*",
  "[!a-w]*",
  "!*-?",
  "web-0,!a.b",
  "*",
];
const SELECTORS = [
  "app=web",
  "app!=web",
  "app in (web,api)",
  "app notin (web)",
  "app",
  "!app",
  "n>3",
  "n<3",
  "",
];

Deno.test("flagsExpression() means what the flags mean, for every container whose labels are known", () => {
  const names = fc.array(fc.constantFrom(...PATTERNS), { maxLength: 2 })
    .map((texts) => texts.flatMap(parseNamePatterns));
  const filters = fc.record<ContainerFilter>({
    namespace: names,
    pod: names,
    container: names,
    selector: fc.array(fc.constantFrom(...SELECTORS).map(parseSelector), { maxLength: 2 }),
  });
  const name = fc.option(fc.constantFrom(...NAMES), { nil: undefined });
  const label = fc.constantFrom("web", "api", "", "5", "3", "2", "x");
  const container = fc.record({
    state: fc.constantFrom("resolved", "resolved", "host", "unresolved"),
    namespace: name,
    pod: name,
    name,
    labels: fc.dictionary(fc.constantFrom("app", "n", "z"), label, { maxKeys: 3 }),
  });
  fc.assert(
    fc.property(
      filters,
      fc.array(container, { minLength: 4, maxLength: 8 }),
      (filter, containers) => {
        const expression = flagsExpression(filter, true);
        const flags = new LabelFilter(filter);
        const verdicts = new ContainerVerdicts(compileFilter([expression]));
        containers.forEach(({ state, namespace, pod, name, labels }, index) => {
          const known = state === "resolved"
            ? {
              container: { name },
              k8s: { namespace: { name: namespace }, pod: { name: pod, label: labels } },
            }
            : {};
          const cgroup = BigInt(index + 1);
          const fragment = `,${JSON.stringify({ ...known, label_state: state }).slice(1)}\n`;
          const host = state === "host";
          const update = flags.decide({ kind: "final", cgroup, fragment, host });
          const passes = update.kind !== "forget" && update.pass !== false;
          const verdict = verdicts.decide({ cgroup, fragment, open: false });
          assert.equal(verdict.kind, passes ? "all" : "none", `${expression} of ${fragment}`);
        });
      },
    ),
    { numRuns: 300 },
  );
});

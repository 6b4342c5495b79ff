import assert from "assert";
import fc from "fast-check";
import { TemplateError } from "./error.ts";
import { GoTemplate } from "./go_template.ts";

const DATA = {
  status: {
    id: "abc",
    metadata: { name: "web front", attempt: 0 },
    labels: { app: "web", "example.org/tier": "x<y" },
    mounts: [{ path: "/a" }, { path: "/b" }],
    empty: [],
    none: null,
  },
  info: { pid: 42 },
};

const render = (template: string) => new GoTemplate(template).render(DATA);

const CASES: readonly (readonly [template: string, text: string])[] = [
  ["{{.status.id}}", "abc"],
  ["pid={{ .info.pid }}!", "pid=42!"],
  ["{{json .status.labels}}", '{"app":"web","example.org/tier":"x\\u003cy"}\n'],
  ["{{.status.labels | json}}", '{"app":"web","example.org/tier":"x\\u003cy"}\n'],
  ["{{range .status.mounts}}{{.path}},{{end}}", "/a,/b,"],
  ["{{range $i, $m := .status.mounts}}{{$i}}={{$m.path}} {{end}}", "0=/a 1=/b "],
  ["{{range $k, $v := .status.labels}}{{$k}}:{{$v}};{{end}}", "app:web;example.org/tier:x<y;"],
  ["{{range .status.empty}}x{{else}}none{{end}}", "none"],
  ['{{range .status.mounts}}{{if eq .path "/b"}}{{break}}{{end}}{{.path}}{{end}}', "/a"],
  ['{{range .status.mounts}}{{if eq .path "/a"}}{{continue}}{{end}}{{.path}}{{end}}', "/b"],
  ["{{if .status.none}}a{{else if .status.id}}b{{else}}c{{end}}", "b"],
  ["{{with .status.metadata}}{{.name}} of {{$.status.id}}{{end}}", "web front of abc"],
  ['{{index .status.labels "example.org/tier"}}', "x<y"],
  ["{{(index .status.mounts 1).path}}", "/b"],
  ["{{len .status.mounts}} {{len .status.id}}", "2 3"],
  ['{{title .status.metadata.name}} {{upper .status.id}} {{"AB" | lower}}', "Web Front ABC ab"],
  ["{{.status.metadata}}", "map[attempt:0 name:web front]"],
  ["{{.status.mounts}} {{.status.none}}", "[map[path:/a] map[path:/b]] <nil>"],
  ['{{$x := .status.id}}{{$x}}{{$x = "new"}}{{$x}}', "abcnew"],
  ["{{eq .status.metadata.attempt 0}} {{ne .status.id `abc`}}", "true false"],
  ['{{and .status.id (not .status.none)}} {{or .status.none "or"}}', "true or"],
  ['{{printf "%s:%d %-4s|%q" .status.id .info.pid "x" "y"}}', 'abc:42 x   |"y"'],
  ['{{printf "%.2s|%05d" .status.id .info.pid}}', "ab|00042"],
  ['{{print 1 2}} {{print "a" 1 2 "b" "c"}} {{print true .status.none}}', "1 2 a1 2bc true <nil>"],
  ['{{println "a" 1}}', "a 1\n"],
  ["a  {{- .status.id -}}  b", "aabcb"],
  ["a{{/* a }} comment */}}b", "ab"],
  ["{{if .status.metadata.attempt}}a number is always true{{end}}", "a number is always true"],
];

Deno.test("GoTemplate writes data as Go's templates do", () => {
  for (const [template, text] of CASES) assert.equal(render(template), text, template);
  assert.equal(new GoTemplate("{{.}}").render({ a: [1, true] }), "map[a:[1 true]]");
});

const REFUSED: readonly (readonly [template: string, message: RegExp])[] = [
  ["{{.status.nothing}}", /there is no key "nothing": {{.status.nothing}}/],
  ["{{.status.id.x}}", /there is no key "x"/],
  ["{{if .status}}", /it needs an {{end}}/],
  ["{{end}}", /nothing that this would end/],
  ["{{else}}", /nothing that this would end/],
  ["{{.status", /must end in }}/],
  ['{{"open}}', /must end in }}/],
  ["{{}}", /must say something/],
  ['{{template "x"}}', /template is not supported/],
  ["{{nothing .}}", /there is no function nothing/],
  ["{{$x}}", /there is no variable \$x/],
  ["{{$x = 1}}", /there is no variable \$x/],
  ["{{.status .info}}", /only functions take arguments/],
  ["{{range .status.id}}{{end}}", /range needs a list or a map/],
  ["{{index .status.mounts 7}}", /the list has no item 7/],
  ["{{len .info.pid}}", /len needs/],
  ["{{(.status}}", /a bracket is not closed/],
  ["{{.status | }}", /a value is missing/],
  ["{{.status )}}", /a word too many/],
  ["{{break}}", /within range/],
  ['{{printf "%c" 1}}', /printf does not support %c for 1: {{printf "%c" 1}}/],
  ["{{printf 1}}", /printf needs a text first, not 1/],
  ["{{json}}", /json needs a value/],
  ["{{#}}", /not understood/],
  ["{{.a.b.__proto__}}", /there is no key "a"/],
  ["{{.constructor}}", /there is no key "constructor"/],
];

Deno.test("GoTemplate refuses in one sentence what it cannot do", () => {
  for (const [template, message] of REFUSED) {
    assert.throws(
      () => render(template),
      (error) => error instanceof TemplateError && message.test(error.message),
      template,
    );
  }
});

Deno.test("GoTemplate ends on any text, with output or a TemplateError", () => {
  const piece = fc.constantFrom(
    "{{",
    "}}",
    "{{- ",
    " -}}",
    "if",
    "else",
    "end",
    "range",
    "with",
    ".status",
    ".id",
    "$",
    "$x",
    ":=",
    "=",
    "(",
    ")",
    "|",
    '"',
    "`",
    " ",
    "json",
    "index",
    "/*",
    "*/",
    "0",
    ",",
    "\n",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      try {
        assert.equal(typeof render(pieces.join("")), "string");
      } catch (error) {
        assert.ok(error instanceof TemplateError, String(error));
      }
    }),
    { numRuns: 3000 },
  );
});

import assert from "assert";
import fc from "fast-check";
import type { Operator } from "./requirement.ts";
import { matchesSelector, parseSelector } from "./selector.ts";
import { FilterSyntaxError } from "./syntax_error.ts";

type Requirements = readonly (readonly [string, Operator, ...string[]])[];

const VALID: readonly (readonly [text: string, requirements: Requirements])[] = [
  ["", []],
  [" \t\r\n", []],
  ["x", [["x", "exists"]]],
  ["\rx", [["x", "exists"]]],
  ["a ", [["a", "exists"]]],
  ["!x", [["x", "absent"]]],
  [" ! x ", [["x", "absent"]]],
  ["x=a", [["x", "in", "a"]]],
  ["x==a", [["x", "in", "a"]]],
  ["x!=a", [["x", "notin", "a"]]],
  ["x =\ta", [["x", "in", "a"]]],
  ["x=", [["x", "in", ""]]],
  ["x==", [["x", "in", ""]]],
  ["x!=", [["x", "notin", ""]]],
  ["x=,y!=b", [["x", "in", ""], ["y", "notin", "b"]]],
  ["x=a,y!=b,!z,w", [["x", "in", "a"], ["y", "notin", "b"], ["z", "absent"], ["w", "exists"]]],
  ["x in (a)", [["x", "in", "a"]]],
  ["x in (a,b)", [["x", "in", "a", "b"]]],
  ["x in ( a , b )", [["x", "in", "a", "b"]]],
  ["x in(a)", [["x", "in", "a"]]],
  ["x notin\n (a)", [["x", "notin", "a"]]],
  ["x  notin   \t (a,b),y", [["x", "notin", "a", "b"], ["y", "exists"]]],
  ["x in (a,)", [["x", "in", "a", ""]]],
  ["x in (,a)", [["x", "in", "", "a"]]],
  ["x in ()", [["x", "in", ""]]],
  ["x notin ( )", [["x", "notin", ""]]],
  ["x notin (a,,b),z in (),w", [["x", "notin", "a", "", "b"], ["z", "in", ""], ["w", "exists"]]],
  ["x in (a,a)", [["x", "in", "a"]]],
  ["a in (x,y,notin, z,in)", [["a", "in", "x", "y", "notin", "z", "in"]]],
  ["in", [["in", "exists"]]],
  ["in in (in)", [["in", "in", "in"]]],
  ["notin notin (notin)", [["notin", "notin", "notin"]]],
  ["!in", [["in", "absent"]]],
  ["x=notin", [["x", "in", "notin"]]],
  ["x>1", [["x", "greater", "1"]]],
  ["x < 007,y", [["x", "less", "007"], ["y", "exists"]]],
  ["0.1.2.domain/99 notin (10.10.100.1, tick.tack)", [
    ["0.1.2.domain/99", "notin", "10.10.100.1", "tick.tack"],
  ]],
  ["app.kubernetes.io/name=web", [["app.kubernetes.io/name", "in", "web"]]],
  ["A_b.C-d=E_f.G-h", [["A_b.C-d", "in", "E_f.G-h"]]],
  [`${"k".repeat(63)}=${"v".repeat(63)}`, [["k".repeat(63), "in", "v".repeat(63)]]],
  [`${"p".repeat(253)}/k`, [[`${"p".repeat(253)}/k`, "exists"]]],
];

const INVALID: readonly (readonly [text: string, message: RegExp])[] = [
  [",", /^it must have a key or "!" at character 1, not ","$/],
  ["x,", /^it must have a key or "!" at character 3, not its end$/],
  ["x,,y", /^it must have a key or "!" at character 3, not ","$/],
  [",x,y", /at character 1, not ","$/],
  ["=", /at character 1, not "="$/],
  ["!", /^it must have a key at character 2, not its end$/],
  ["!!x", /^it must have a key at character 2, not "!"$/],
  ["!x=a", /^it must have a "," or its end at character 3, not "="$/],
  ["x nott in (y)", /^it must have =, ==, .* at character 3, not "nott"$/],
  ["x y", /at character 3, not "y"$/],
  ["x !y", /at character 3, not "!"$/],
  ["x(", /at character 2, not "\("$/],
  ["(", /at character 1, not "\("$/],
  ["x=a b", /^it must have a "," or its end at character 5, not "b"$/],
  ["x=(a)", /^it must have a value at character 3, not "\("$/],
  ["x===a", /^it must have a value at character 4, not "="$/],
  ["x=!a", /^it must have a value at character 3, not "!"$/],
  ["x in", /^it must have a "\(" at character 5, not its end$/],
  ["x in a", /^it must have a "\(" at character 6, not "a"$/],
  ["x notin(", /^it must have a value, a "," or a "\)" at character 9, not its end$/],
  ["x in (a", /^it must have a "," or a "\)" at character 8, not its end$/],
  ["x in (a b)", /^it must have a "," or a "\)" at character 9, not "b"$/],
  ["x in (a=b)", /at character 8, not "="$/],
  ["x in (a)b notin ()", /^it must have a "," or its end at character 9, not "b"$/],
  ["x in ((a))", /at character 7, not "\("$/],
  ["-x", /^its key at character 1 must have a name of letters, .* at both ends$/],
  ["x.", /^its key at character 1 must have a name of letters/],
  ["y, é", /^its key at character 4 must have a name of letters/],
  ["a/b/c", /^its key at character 1 must be a name, or a prefix and a name/],
  ["/x", /^its key at character 1 must have a DNS name/],
  ["x/", /^its key at character 1 must have a name/],
  ["Example.com/x", /^its key at character 1 must have a DNS name in lower case/],
  ["a..b/x", /must have a DNS name/],
  [`${"p".repeat(254)}/k`, /of at most 253 characters before its "\/"$/],
  ["k".repeat(64), /^its key at character 1 must have a name of at most 63 characters$/],
  [`x=${"v".repeat(64)}`, /^its value at character 3 must have at most 63 characters$/],
  ["x=-a", /^its value at character 3 must be made of letters/],
  ["x=a/b", /^its value at character 3 must be made of letters/],
  ["x in (a,b_)", /^its value at character 9 must be made of letters/],
  ["x>a", /^its value at character 3 must be a whole number of 64 bits$/],
  ["x>", /^its value at character 3 must be a whole number/],
  ["x<1.5", /^its value at character 3 must be a whole number/],
  ["x<9223372036854775808", /must be a whole number of 64 bits$/],
];

Deno.test("parseSelector() reads Kubernetes' whole language", () => {
  for (const [text, expected] of VALID) {
    const { requirements } = parseSelector(text);
    const found = requirements.map(({ key, operator, values }) => [key, operator, ...values]);
    assert.deepEqual(found, expected, text);
  }
});

Deno.test("parseSelector() says which rule is broken and where", () => {
  for (const [text, message] of INVALID) {
    assert.throws(
      () => parseSelector(text),
      (error) => error instanceof FilterSyntaxError && message.test(error.message),
      `${text} ${message}`,
    );
  }
});

const LABELS = { app: "web", tier: "", rank: "10", big: "9223372036854775807", low: "-5" };
const MATCHES: readonly (readonly [text: string, matches: boolean])[] = [
  ["", true],
  ["app", true],
  ["tier", true],
  ["missing", false],
  ["!missing", true],
  ["!app", false],
  ["!tier", false],
  ["app=web", true],
  ["app=we", false],
  ["app=Web", false],
  ["app=", false],
  ["tier=", true],
  ["missing=", false],
  ["missing=web", false],
  ["app!=web", false],
  ["app!=db", true],
  ["missing!=web", true],
  ["missing!=", true],
  ["tier!=", false],
  ["app in (web,db)", true],
  ["app in (db)", false],
  ["missing in (web)", false],
  ["tier in ()", true],
  ["app notin (web,db)", false],
  ["app notin (db)", true],
  ["missing notin (web)", true],
  ["app=web,tier", true],
  ["app=web,missing", false],
  ["app=web,app=db", false],
  ["rank>9", true],
  ["rank>10", false],
  ["rank<11", true],
  ["rank<010", false],
  ["app>1", false],
  ["tier<1", false],
  ["missing<1", false],
  ["missing>1", false],
  ["big>9223372036854775806", true],
  ["low<0", true],
  ["toString", false],
  ["!constructor", true],
];

Deno.test("matchesSelector() matches as Kubernetes does: != and notin match absent labels", () => {
  for (const [text, expected] of MATCHES) {
    assert.equal(matchesSelector(parseSelector(text), LABELS), expected, text);
  }
});

const letter = fc.constantFrom(..."abzAZ09");
const word = fc.tuple(
  letter,
  fc.string({ unit: fc.constantFrom(..."aZ0-_."), maxLength: 5 }),
  letter,
)
  .map((parts) => parts.join(""));
const key = fc.oneof(
  word,
  fc.constantFrom("in", "notin", "example.com/x", "a-b.c/in"),
);
const value = fc.oneof(word, fc.constantFrom("", "in", "notin"));
const blank = fc.constantFrom("", " ", "\t", " \n ");
const gap = fc.constantFrom(" ", "\t ", "\r\n");

/** One requirement, as text with blanks where they may be, and what it means. */
const requirement: fc.Arbitrary<{
  readonly text: string;
  readonly means: (labels: ReadonlyMap<string, string>) => boolean;
}> = fc.oneof(
  key.map((key) => ({
    text: key,
    means: (labels: ReadonlyMap<string, string>) => labels.has(key),
  })),
  fc.tuple(blank, key).map(([space, key]) => ({
    text: `!${space}${key}`,
    means: (labels: ReadonlyMap<string, string>) => !labels.has(key),
  })),
  fc.tuple(key, blank, fc.constantFrom("=", "==", "!="), blank, value).map(
    ([key, before, operator, after, value]) => ({
      text: `${key}${before}${operator}${after}${value}`,
      means: (labels: ReadonlyMap<string, string>) =>
        (labels.get(key) === value) !== (operator === "!="),
    }),
  ),
  fc.tuple(
    key,
    gap,
    fc.constantFrom("in", "notin"),
    blank,
    fc.array(value, { minLength: 1 }),
    blank,
  )
    .map(([key, before, operator, after, values, inside]) => ({
      text: `${key}${before}${operator}${after}(${inside}${values.join(`${inside},`)})`,
      means: (labels: ReadonlyMap<string, string>) => {
        const label = labels.get(key);
        return (label !== undefined && values.includes(label)) !== (operator === "notin");
      },
    })),
);

Deno.test("parseSelector() and matchesSelector() agree with the meaning of any selector", () => {
  const labels = fc.array(fc.tuple(key, value), { maxLength: 6 });
  const selector = fc.array(fc.tuple(requirement, blank), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(selector, labels, (parts, entries) => {
    const text = parts.map(([{ text }, space]) => `${space}${text}${space}`).join(",");
    const map = new Map(entries);
    const expected = parts.every(([{ means }]) => means(map));
    assert.equal(
      matchesSelector(parseSelector(text), Object.fromEntries(entries)),
      expected,
      JSON.stringify(text),
    );
  }));
});

const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) =>
  String.fromCodePoint(code)
);

Deno.test("parseSelector() reads any text or throws a FilterSyntaxError with a position in it", () => {
  const piece = fc.constantFrom(
    "a",
    "b/c",
    " ",
    ",",
    "(",
    ")",
    "=",
    "!",
    "in",
    "notin",
    "<",
    "1",
    "-",
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
    fc.string({ unit: anyCharacter }),
  );
  fc.assert(fc.property(text, (text) => {
    try {
      parseSelector(text);
    } catch (error) {
      assert.ok(error instanceof FilterSyntaxError);
      const position = Number(/ at character (\d+)/.exec(error.message)?.[1]);
      assert.ok(position >= 1 && position <= text.length + 1, error.message);
    }
  }));
});

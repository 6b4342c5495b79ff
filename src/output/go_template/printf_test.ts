import assert from "assert";
import type { Plain } from "../yaml.ts";
import { FunctionError } from "./error.ts";
import { formatted } from "./printf.ts";

type Case = readonly [text: string, format: string, ...args: Plain[]];

function check(cases: readonly Case[]): void {
  for (const [text, format, ...args] of cases) {
    assert.equal(formatted(format, args), text, `${format} ${JSON.stringify(args)}`);
  }
}

// What Go 1.19 gives for the same.
Deno.test("formatted() pads, cuts and quotes texts as Go does", () => {
  check([
    ["0123456789ab", "%.12s", "0123456789abcdef"],
    ["[  hé]", "[%4.2s]", "héllo"],
    ["[hé  ]", "[%-4.2v]", "héllo"],
    ["000x", "%04s", "x"],
    ['"a\\"\\n\\x00\\u200bé\\U000e0001"', "%q", 'a"\n\0\u200bé\u{e0001}'],
    ['"\\u00e9"', "%+q", "é"],
    ["`a\tb`", "%#q", "a\tb"],
    ['"a`b"', "%#q", "a`b"],
    ['"x"', "%#v", "x"],
    ["68c3a9 68C3A9 0x68c3a9 68 c3", "%x %X %#x % .2x", "hé", "hé", "hé", "hé"],
    ["string", "%T", "x"],
  ]);
});

Deno.test("formatted() signs and fills numbers as Go does", () => {
  check([
    ["00042|   42|42   |+42| 42", "%05d|%5d|%-5d|%+d|% d", 42, 42, 42, 42, 42],
    ["-0042|  007|  ", "%05d|%5.3d|%2.0d", -42, 7, 0],
    ["2a 2A 0x2a 101010 52 052 0o52", "%x %X %#x %b %o %#o %O", 42, 42, 42, 42, 42, 42, 42],
    [
      "  3.14|003.14|-3.1 |+3.141590",
      "%6.2f|%06.2f|%-5.1f|%+f",
      3.14159,
      3.14159,
      -3.14159,
      3.14159,
    ],
    ["0 2 2 4", "%.0f %.0f %.0f %.0f", 0.5, 1.5, 2.5, 3.5],
    ["2.67 1.000000e-07 1.5E+00", "%.2f %e %.1E", 2.675, 1e-7, 1.5],
    ["1.5 1e-07 0.0001 3.14 1.2e+05", "%g %g %g %.3g %.2g", 1.5, 1e-7, 0.0001, 3.14159, 123456],
    ["9.9999999999999995e-08", "%.16e", 1e-7],
    ["-0001 42", "%05v %s", -1, 42],
  ]);
});

Deno.test("formatted() formats what lists and maps are made of", () => {
  check([
    ["[a 1 <nil>] map[a:1 b:x]", "%v %v", ["a", 1, null], { b: "x", a: 1 }],
    ["[001 002]", "%03d", [1, 2]],
    ["[%!d(string=a)]", "%d", ["a"]],
    ['[]interface {}{"a", interface {}(nil)}', "%#v", ["a", null]],
    ['map[string]interface {}{"a":1}', "%#v", { a: 1 }],
  ]);
});

Deno.test("formatted() takes widths, precisions and arguments by their place", () => {
  check([
    ["   42|42   |3.14", "%*d|%*d|%.*f", 5, 42, -5, 42, 2, 3.14159],
    ["b a", "%[2]s %[1]s", "a", "b"],
    ["a a b", "%[1]s %[1]s %s", "a", "b"],
    [" 12.00", "%[3]*.[2]*[1]f", 12, 2, 6],
    ["100%", "%d%%", 100],
  ]);
});

Deno.test("formatted() remarks like Go on arguments that do not fit", () => {
  check([
    ["%!d(string=x) %!d(string=  x)", "%d %3d", "x", "x"],
    ["%!s(bool=true) %!t(int=1) %!d(<nil>)", "%s %t %d", true, 1, null],
    ["%!d(float64=1.5) %!z(string=x)", "%d %z", 1.5, "x"],
    ["a%!(EXTRA string=b, int=1, <nil>)", "%s", "a", "b", 1, null],
    ["a %!d(MISSING)", "%s %d", "a"],
    ["%!d(BADINDEX)", "%[5]d", 1],
    ["%!d(BADINDEX)", "%[x]d", 1],
    ["%!(BADWIDTH)x", "%*s", "w", "x"],
    ["%!(BADPREC)1.500000", "%.*f", -1, 1.5],
    ["%!(NOVERB)", "%"],
    ["%!(NOVERB)%!(EXTRA int=1)", "%5", 1],
    ["%!.(int=1)", "%.", 1],
    ["%!(NOVERB)", "%9999999d"],
  ]);
});

Deno.test("formatted() names the directive that it does not support", () => {
  const table: readonly (readonly [string, Plain, RegExp])[] = [
    ["a%-5c", 65, /^printf does not support %-5c for 65$/],
    ["%q", 65, /%q for 65/],
    ["%U", 65, /%U/],
    ["%x", 1.5, /%x for 1\.5/],
    ["%#g", 1.5, /%#g/],
    ["%.2s", 15, /%\.2s for 15/],
    ["%p", [1], /%p for \[1\]/],
  ];
  for (const [format, value, message] of table) {
    assert.throws(
      () => formatted(format, [value]),
      (error) => error instanceof FunctionError && message.test(error.message),
      format,
    );
  }
});

import assert from "assert";
import fc from "fast-check";
import { isImageId, isOnlyId, parseImageReference, repoDigestsOf } from "./image_reference.ts";

const HEX = "0123456789abcdef".repeat(4);
const DIGEST = `sha256:${HEX}`;

const REFERENCES: readonly (readonly [string, string, (string | undefined)?, string?])[] = [
  ["busybox", "busybox"],
  ["busybox:1.36", "busybox", "1.36"],
  ["library/busybox:latest", "library/busybox", "latest"],
  ["docker.io/library/busybox:1", "docker.io/library/busybox", "1"],
  ["localhost/busybox", "localhost/busybox"],
  // A port is no tag.
  ["localhost:5000/busybox", "localhost:5000/busybox"],
  ["localhost:5000/team/app:v1_2-rc.3", "localhost:5000/team/app", "v1_2-rc.3"],
  // Without a slash it is one.
  ["localhost:5000", "localhost", "5000"],
  ["registry.example:443/a/b/c/d:1", "registry.example:443/a/b/c/d", "1"],
  ["[2001:db8::1]:5000/app:1", "[2001:db8::1]:5000/app", "1"],
  ["[::1]/app", "[::1]/app"],
  ["192.0.2.1:5000/app:1", "192.0.2.1:5000/app", "1"],
  ["Registry.Example/app:1", "Registry.Example/app", "1"],
  ["my_app__x---y.z:V1", "my_app__x---y.z", "V1"],
  [`busybox@${DIGEST}`, "busybox", undefined, DIGEST],
  [`busybox:1@${DIGEST}`, "busybox", "1", DIGEST],
  [`r.example:1/a/b:t@${DIGEST}`, "r.example:1/a/b", "t", DIGEST],
  [`app@sha512:${HEX}${HEX}`, "app", undefined, `sha512:${HEX}${HEX}`],
  [`app@multihash+base58:${HEX}`, "app", undefined, `multihash+base58:${HEX}`],
  // Hexadecimal digits, but no id of an image.
  ["cafe", "cafe"],
  [`${HEX}:1`, HEX, "1"],
  [`library/${HEX}`, `library/${HEX}`],
  [HEX.slice(1), HEX.slice(1)],
  ["a".repeat(255), "a".repeat(255)],
  [`a:${"t".repeat(128)}`, "a", "t".repeat(128)],
];

for (const [text, name, tag, digest] of REFERENCES) {
  Deno.test(`parseImageReference("${text.slice(0, 60)}")`, () => {
    assert.deepEqual(parseImageReference(text), {
      name,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    });
  });
}

Deno.test("parseImageReference() takes no id and nothing beyond the grammar for a name", () => {
  const others = [
    "",
    HEX,
    DIGEST,
    "<none>",
    "<none>:<none>",
    "Busybox",
    "team/App:1",
    "busybox:",
    ":1",
    "busybox:-1",
    "busybox@",
    "busybox@sha256:123",
    "busybox:1:2",
    "-busybox",
    "busy..box",
    "/busybox",
    "busybox/",
    "a//b",
    "bus ybox:1",
    "busybox:1\n",
    "[::1:5000/app",
    "docker://busybox",
    `docker-pullable://busybox@${DIGEST}`,
    `@${DIGEST}`,
    `a:${"t".repeat(129)}`,
    "a".repeat(256),
    `a@sha256:${"0".repeat(2000)}`,
  ];
  for (const text of others) assert.equal(parseImageReference(text), undefined, text);
});

Deno.test("parseImageReference() puts together what it took apart", () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const name = fc.tuple(
    fc.constantFrom("", "localhost/", "r.example:5000/", "[::1]:1/"),
    fc.array(part, { minLength: 1, maxLength: 4 }),
  ).map(([host, parts]) => host + parts.join("/"));
  const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), {
    nil: undefined,
  });
  const digest = fc.option(fc.constant(DIGEST), { nil: undefined });
  fc.assert(fc.property(name, tag, digest, (name, tag, digest) => {
    const text = `${name}${tag === undefined ? "" : `:${tag}`}${
      digest === undefined ? "" : `@${digest}`
    }`;
    const taken = parseImageReference(text);
    assert.deepEqual([taken?.name, taken?.tag, taken?.digest], [name, tag, digest], text);
  }));
});

Deno.test("parseImageReference() is not slow with whatever a runtime may say", () => {
  const started = performance.now();
  for (const unit of ["a", "a-", "a.", "A-", "__", "a/", "[", ":", "a:1/"]) {
    for (const end of ["", "!", "@", ":"]) parseImageReference(unit.repeat(1 << 20) + end);
    parseImageReference(unit.repeat(1024 / unit.length - 1) + "!");
  }
  assert(performance.now() - started < 1000, `${performance.now() - started} ms`);
});

Deno.test("isImageId() knows whole ids alone", () => {
  assert.deepEqual(
    [HEX, DIGEST, HEX.slice(1), `sha512:${HEX}`, HEX.toUpperCase(), `a@${DIGEST}`].map(isImageId),
    [true, true, false, false, false, false],
  );
});

Deno.test("isOnlyId() knows ids and beginnings of the image's own id, and leaves names alone", () => {
  for (const id of [HEX, DIGEST]) {
    const ids = [
      HEX,
      DIGEST,
      HEX.slice(0, 12),
      `sha256:${HEX.slice(0, 8)}`,
      "0",
      HEX.slice(1),
    ];
    assert.deepEqual(ids.map((text) => isOnlyId(text, id)), [true, true, true, true, true, false]);
  }
  const names = ["cafe", "busybox", `${HEX.slice(0, 12)}:1`, `a/${HEX.slice(0, 12)}`, "0123:45"];
  for (const name of names) assert.equal(isOnlyId(name, DIGEST), false, name);
  // Whole ids name nothing, whosever they are; of others that can't be told.
  assert.deepEqual([isOnlyId("f".repeat(64), DIGEST), isOnlyId("0123", undefined)], [true, false]);
});

Deno.test("repoDigestsOf() gives digests with their repository, each once and without a tag", () => {
  assert.deepEqual(
    repoDigestsOf([`a@${DIGEST}`, `a:1@${DIGEST}`, DIGEST, "a:1", "", undefined, null]),
    [`a@${DIGEST}`],
  );
});

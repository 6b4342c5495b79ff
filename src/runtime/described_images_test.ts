import assert from "assert";
import { type DescribedImage, DescribedImages, type ImageQuestion } from "./described_images.ts";
import { RuntimeError } from "./runtime_error.ts";

const SECOND = 1_000_000_000n;

/** A runtime with images, a clock, and a container that asks. */
function scene() {
  const images = new Map<string, DescribedImage>([["one", { reference: "a:1" }]]);
  const asked: string[] = [];
  const state = { nowMs: 1_000_000, failure: undefined as RuntimeError | undefined };
  const described = new DescribedImages((key) => {
    asked.push(key);
    return state.failure === undefined
      ? Promise.resolve(images.get(key))
      : Promise.reject(state.failure);
  }, () => state.nowMs);
  const ask = async (key: string, createdAtNs?: bigint): Promise<DescribedImage | undefined> => {
    const question: ImageQuestion = { key, createdAtNs };
    return (await described.describe(new Map([["x", question]]))).get("x");
  };
  return { images, asked, state, described, ask };
}

Deno.test("DescribedImages asks once for an image that containers share, and each of several", async () => {
  const { asked, described } = scene();
  const questions = Array.from({ length: 50 }, (_, n) =>
    [
      n,
      { key: n % 2 === 0 ? "one" : `other-${n}` },
    ] as const);
  const answers = await described.describe(new Map(questions));
  assert.deepEqual([answers.size, answers.get(48), answers.get(1)], [50, { reference: "a:1" }, {}]);
  assert.deepEqual([asked.length, new Set(asked).size], [26, 26]);
});

Deno.test("DescribedImages tells what it heard for 10 s, then what the image is called now", async () => {
  const { images, asked, state, ask } = scene();
  await ask("one");
  images.set("one", { reference: "b:2" });
  state.nowMs += 9_999;
  assert.deepEqual(await ask("one"), { reference: "a:1" });
  state.nowMs += 1;
  assert.deepEqual(await ask("one"), { reference: "b:2" });
  images.delete("one");
  state.nowMs += 10_000;
  assert.deepEqual(await ask("one"), {}, "it has lost its name");
  assert.equal(asked.length, 3);
  // A clock that was set back makes nothing young again.
  state.nowMs -= 100_000;
  await ask("one");
  assert.equal(asked.length, 4);
});

Deno.test("DescribedImages tells nothing of a container that was made after it was heard", async () => {
  const { images, asked, state, ask } = scene();
  const now = () => BigInt(state.nowMs) * 1_000_000n;
  await ask("one", now() - 5n * SECOND);
  images.set("one", { reference: "b:2" });
  assert.deepEqual(await ask("one", now() - 5n * SECOND), { reference: "a:1" });
  state.nowMs += 3000;
  assert.deepEqual(await ask("one", now() - SECOND), { reference: "b:2" });
  images.set("one", { reference: "c:3" });
  // What was heard within the second in which the container was made may be older than it.
  state.nowMs += 1000;
  assert.deepEqual(await ask("one", now() - SECOND), { reference: "c:3" });
  assert.deepEqual(await ask("one", now() - 3n * SECOND), { reference: "c:3" });
  assert.equal(asked.length, 3);
});

Deno.test("DescribedImages asks again after an answer that was none, and passes an abort on", async () => {
  const { asked, state, ask } = scene();
  for (const kind of ["timeout", "failed", "refused"] as const) {
    state.failure = new RuntimeError(kind, "/x", "no");
    assert.equal(await ask("one"), undefined);
  }
  state.failure = new RuntimeError("aborted", "/x", "given up");
  await assert.rejects(ask("one"), { kind: "aborted" });
  state.failure = undefined;
  assert.deepEqual(await ask("one"), { reference: "a:1" });
  assert.equal(asked.length, 5);
});

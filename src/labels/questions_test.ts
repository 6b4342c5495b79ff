import assert from "assert";
import { Questions } from "./questions.ts";

/** Questions that are answered when the test says so. */
function asker(questions: Questions) {
  const order: string[] = [];
  const answers: (() => void)[] = [];
  return {
    order,
    ask: (name: string, isFirst: boolean): Promise<void> =>
      questions.ask(isFirst, () => {
        order.push(name);
        return new Promise<void>((resolve) => answers.push(resolve));
      }),
    answerAll: async () => {
      while (answers.length > 0) {
        answers.shift()?.();
        for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      }
    },
  };
}

Deno.test("Questions.ask() asks so many at once, first questions before repeated ones", async () => {
  const { order, ask, answerAll } = asker(new Questions(2));
  const all = [ask("a", true), ask("b", false), ask("c", false), ask("d", true), ask("e", true)];
  assert.deepEqual(order, ["a", "b"]);
  await answerAll();
  await Promise.all(all);
  assert.deepEqual(order, ["a", "b", "d", "e", "c"]);
});

Deno.test("Questions.ask() keeps half of the places free of repeated questions", async () => {
  const { order, ask, answerAll } = asker(new Questions(4));
  const all = ["a", "b", "c", "d"].map((name) => ask(name, false));
  all.push(ask("new", true));
  assert.deepEqual(order, ["a", "b", "new"]);
  await answerAll();
  await Promise.all(all);
  assert.deepEqual(order, ["a", "b", "new", "c", "d"]);
});

Deno.test("Questions.ask() goes on after a question that fails", async () => {
  const questions = new Questions(1);
  await assert.rejects(questions.ask(true, () => Promise.reject(new Error("no"))), /no/);
  assert.equal(await questions.ask(true, () => Promise.resolve(1)), 1);
});

Deno.test("Questions.stretch() makes pauses longer when very many are open", () => {
  const questions = new Questions(64);
  assert.equal(questions.stretch(10), 1);
  assert.equal(questions.stretch(640), 10);
});

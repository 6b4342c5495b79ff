import assert from "assert";
import { Questions } from "./questions.ts";

/** Questions that are answered when the test says so. */
function asker(questions: Questions) {
  const order: string[] = [];
  const answers: (() => void)[] = [];
  return {
    order,
    ask: (name: string, isFirst: boolean, giveUp?: AbortSignal): Promise<string | undefined> =>
      questions.ask(isFirst, () => {
        order.push(name);
        return new Promise<string>((resolve) => answers.push(() => resolve(name)));
      }, giveUp),
    answerAll: async () => {
      while (answers.length > 0) {
        answers.shift()?.();
        for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      }
    },
  };
}

Deno.test("Questions.ask() asks so many at once, first questions before repeated ones, the last of them first", async () => {
  const { order, ask, answerAll } = asker(new Questions(2));
  const all = [ask("a", true), ask("b", false), ask("c", false), ask("d", true), ask("e", true)];
  assert.deepEqual(order, ["a", "b"]);
  await answerAll();
  await Promise.all(all);
  assert.deepEqual(order, ["a", "b", "e", "d", "c"]);
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

Deno.test("Questions.ask() forgets a question that is given up before its turn", async () => {
  const { order, ask, answerAll } = asker(new Questions(1));
  const giveUp = new AbortController();
  const all = [ask("a", true), ask("b", true, giveUp.signal), ask("c", true)];
  giveUp.abort();
  assert.equal(await all[1], undefined);
  await answerAll();
  await Promise.all(all);
  assert.deepEqual(order, ["a", "c"]);
  assert.equal(await ask("d", true, giveUp.signal), undefined);
  assert.deepEqual(order, ["a", "c"]);
});

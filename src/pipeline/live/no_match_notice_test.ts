import assert from "assert";
import type { ContainerFilter } from "#labels/filter/container_filter.ts";
import { parseNamePatterns } from "#labels/filter/names.ts";
import { NoMatchNotice } from "./no_match_notice.ts";

const FILTER: ContainerFilter = {
  namespace: parseNamePatterns("shop"),
  pod: [],
  container: [],
  selector: [],
};

function setUp() {
  const state = { matched: false, said: [] as string[], timers: [] as (() => void)[] };
  const notice = new NoMatchNotice(
    FILTER,
    () => state.matched,
    (line) => state.said.push(line),
    (task, delayMs) => {
      assert.equal(delayMs, 5_000);
      state.timers.push(task);
      return () => state.timers.splice(state.timers.indexOf(task), 1);
    },
  );
  return { notice, state, fire: () => state.timers.splice(0).forEach((task) => task()) };
}

Deno.test("NoMatchNotice says once that nothing matches, 5 s after the first list", () => {
  const { notice, state, fire } = setUp();
  fire();
  assert.deepEqual(state.said, []);
  notice.listed();
  notice.listed();
  assert.equal(state.timers.length, 1);
  fire();
  notice.listed();
  fire();
  assert.deepEqual(state.said, ["no container matches --namespace shop; waiting for one"]);
});

Deno.test("NoMatchNotice is silent when something has matched, without a filter and after close()", () => {
  const matched = setUp();
  matched.notice.listed();
  matched.state.matched = true;
  matched.fire();
  const none = new NoMatchNotice(undefined, () => false, () => assert.fail());
  none.listed();
  none.close();
  const closed = setUp();
  closed.notice.listed();
  closed.notice.close();
  closed.notice.listed();
  assert.equal(closed.state.timers.length, 0);
  assert.deepEqual([matched, closed].flatMap(({ state }) => state.said), []);
});

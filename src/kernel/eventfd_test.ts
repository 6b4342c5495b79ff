import assert from "assert";
import { EventFd } from "./eventfd.ts";
import { Poller } from "./poller.ts";

Deno.test("EventFd.take() returns the signals since the last one", () => {
  using event = new EventFd();
  assert.equal(event.take(), 0n);
  event.signal();
  event.signal();
  assert.equal(event.take(), 2n);
  assert.equal(event.take(), 0n);
});

Deno.test("EventFd.borrow() shares the counter and leaves it open", () => {
  using event = new EventFd();
  {
    using borrowed = EventFd.borrow(event.fd);
    borrowed.signal();
  }
  assert.equal(event.take(), 1n);
});

Deno.test("Poller.wait() returns the tags of what is ready", () => {
  using first = new EventFd();
  using second = new EventFd();
  using poller = new Poller();
  poller.add(first.fd, 0);
  poller.add(second.fd, 30);
  assert.equal(poller.wait(0), 0);
  second.signal();
  assert.equal(poller.wait(-1), 1 << 30);
  first.signal();
  assert.equal(poller.wait(0), 1 | 1 << 30);
  second.take();
  poller.remove(first.fd);
  poller.remove(first.fd);
  assert.equal(poller.wait(0), 0);
});

Deno.test("Poller.wait() waits no longer than asked", () => {
  using poller = new Poller();
  const start = performance.now();
  assert.equal(poller.wait(20), 0);
  assert.ok(performance.now() - start >= 19);
});

Deno.test("Poller.add() waits for room to write on request and refuses bad tags", () => {
  using event = new EventFd();
  using poller = new Poller();
  poller.add(event.fd, 3, "write");
  assert.equal(poller.wait(0), 8);
  assert.throws(() => poller.add(event.fd, 31), RangeError);
  assert.throws(() => poller.add(event.fd, 3), { code: "EEXIST" });
});

Deno.test("Poller.nap() waits its time although something is ready, which wait() tells at once", () => {
  using event = new EventFd();
  using poller = new Poller();
  poller.add(event.fd, 3);
  event.signal();
  const began = performance.now();
  poller.nap(20_000);
  assert.ok(performance.now() - began >= 20);
  assert.equal(poller.wait(-1), 1 << 3);
});

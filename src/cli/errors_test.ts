import assert from "assert";
import { errorDetails, errorSentence, isKernelError } from "./errors.ts";

Deno.test("errorSentence() is one line without a stack trace", () => {
  assert.equal(errorSentence(new Error("a\n  at b\x1b[2J")), "a at b [2J");
  assert.equal(errorSentence("text"), "text");
  assert.equal(errorSentence(new Error()), "Error");
});

Deno.test("errorSentence() says what the operating system refused", () => {
  const sentence = (path: string) => {
    try {
      Deno.readTextFileSync(path);
    } catch (error) {
      return errorSentence(error);
    }
  };
  assert.equal(
    sentence("/nonexistent/x"),
    "Cannot read '/nonexistent/x': No such file or directory",
  );
  assert.equal(errorSentence(new Error("Is a directory (os error 21)")), "Is a directory");
});

Deno.test("errorSentence() calls a mistake in the program one", () => {
  const broken: { key?: { key: string } } = JSON.parse("{}");
  let sentence = "";
  try {
    Object.keys(broken.key as object);
  } catch (error) {
    sentence = errorSentence(error);
  }
  assert.match(sentence, /^Internal error: Cannot convert .*; --verbose shows where$/);
  assert.equal(
    errorSentence(new TypeError("Cannot replay this file as it is no recording")),
    "Cannot replay this file as it is no recording",
  );
});

Deno.test("errorDetails() shows the kernel's log, the stack and the causes", () => {
  const error = Object.assign(new Error("outer", { cause: new Error("inner") }), {
    log: "R1 invalid",
  });
  assert.match(
    errorDetails(error),
    /^R1 invalid\nError: outer\n {4}at .*caused by: Error: inner\n/s,
  );
});

Deno.test("isKernelError() knows the kernel's refusals by their name", () => {
  const error = new Error("no");
  assert.equal(isKernelError(error), false);
  error.name = "KernelError";
  assert.equal(isKernelError(error), true);
});

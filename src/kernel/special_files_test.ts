import assert from "assert";
import { KernelError } from "./errno.ts";
import { FILE_TYPES } from "./file_status.ts";
import {
  readSpecialFile,
  readSpecialText,
  specialFileExists,
  specialFileType,
} from "./special_files.ts";

Deno.test("readSpecialText() reads a file whose size is not known before", () => {
  assert.match(readSpecialText("/proc/self/status"), new RegExp(`^Pid:\\s+${Deno.pid}$`, "m"));
});

Deno.test("readSpecialFile() reads more than one call gives, and nothing of an empty file", () => {
  const file = Deno.makeTempFileSync();
  try {
    assert.deepEqual(readSpecialFile(file), new Uint8Array());
    const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
    Deno.writeFileSync(file, bytes);
    assert.deepEqual(readSpecialFile(file), bytes);
  } finally {
    Deno.removeSync(file);
  }
});

Deno.test("readSpecialFile() says which file it cannot read, and the kernel's reason", () => {
  const refused = (code: string) => (error: unknown) =>
    error instanceof KernelError && error.code === code && error.message.includes(code);
  assert.throws(() => readSpecialFile("/proc/nothing"), refused("ENOENT"));
  assert.throws(() => readSpecialFile("/proc"), refused("EISDIR"));
});

Deno.test("specialFileType() tells files, pipes and devices apart", () => {
  assert.strictEqual(specialFileType("/proc/self/status"), FILE_TYPES.regular);
  assert.ok(!Object.values(FILE_TYPES).some((type) => type === specialFileType("/dev/null")));
  assert.ok(specialFileExists("/sys"));
  assert.ok(!specialFileExists("/sys/nothing"));
});

import assert from "assert";
import { ClockFile } from "./clock_file.ts";
import type { ClockStep } from "./clock_steps.ts";

const BOOT = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
const OTHER_BOOT = "00000000-0000-4000-8000-000000000002";
const FIRST: ClockStep = { fromNs: 0n, offsetNs: 1_790_000_000_000_000_000n };
const SECOND: ClockStep = { fromNs: 5_000_000_000n, offsetNs: -3n };

function inFolder(test: (folder: string) => void): void {
  const parent = Deno.makeTempDirSync({ prefix: "critter-clock-" });
  try {
    test(`${parent}/critter`);
  } finally {
    Deno.removeSync(parent, { recursive: true });
  }
}

Deno.test("ClockFile.share() makes the file, and gives others what is in it", () => {
  inFolder((folder) => {
    assert.deepEqual(new ClockFile(folder).share([]), []);
    assert.deepEqual(new ClockFile(folder).share([FIRST]), [FIRST]);
    assert.deepEqual(new ClockFile(folder).share([]), [FIRST]);
    const near = { ...FIRST, offsetNs: FIRST.offsetNs + 24n };
    assert.deepEqual(new ClockFile(folder).share([near]), [FIRST]);
    assert.deepEqual(new ClockFile(folder).share([near, SECOND]), [FIRST, SECOND]);
    assert.equal(
      Deno.readTextFileSync(`${folder}/clock`),
      `${BOOT} 0 1790000000000000000\n${BOOT} 5000000000 -3\n`,
    );
    const { mode } = Deno.statSync(`${folder}/clock`);
    assert.equal((mode ?? 0) & 0o777 & ~0o644, 0);
  });
});

Deno.test("ClockFile.share() takes what this boot's runs wrote whole, and the first that tells of a step", () => {
  inFolder((folder) => {
    Deno.mkdirSync(folder);
    const lines = [
      `${OTHER_BOOT} 0 77`,
      "damaged",
      `${BOOT} 1 2 3`,
      `${BOOT} 0 1790000000000000000`,
      `${BOOT} 4 1790000000000000024`,
      `${BOOT} 5000000000 -3`,
      `${BOOT} 5100000000 20`,
      // Seen before the last step and written after it.
      `${BOOT} 4900000000 1790000000000000000`,
      `${BOOT} 99 1790`,
    ];
    Deno.writeTextFileSync(`${folder}/clock`, lines.join("\n"));
    assert.deepEqual(new ClockFile(folder).share([]), [FIRST, SECOND]);
  });
});

Deno.test("ClockFile.share() keeps the last 64 steps, of which the first holds from the beginning", () => {
  inFolder((folder) => {
    Deno.mkdirSync(folder);
    const lines = Array.from({ length: 70 }, (_, n) => `${BOOT} ${n} ${n}000000\n`);
    Deno.writeTextFileSync(`${folder}/clock`, lines.join(""));
    const steps = new ClockFile(folder).share([]) ?? [];
    assert.equal(steps.length, 64);
    assert.deepEqual(steps.slice(0, 2), [
      { fromNs: 0n, offsetNs: 6_000_000n },
      { fromNs: 7n, offsetNs: 7_000_000n },
    ]);
  });
});

const UNTRUSTED: Readonly<Record<string, (folder: string) => void>> = {
  "a folder that others may write to": (folder) => Deno.chmodSync(folder, 0o1777),
  "a folder that is a link": (folder) => {
    Deno.renameSync(folder, `${folder}-far`);
    Deno.symlinkSync(`${folder}-far`, folder);
  },
  "a file that a group may write to": (folder) => Deno.chmodSync(`${folder}/clock`, 0o664),
  "a file that is a link": (folder) => {
    Deno.renameSync(`${folder}/clock`, `${folder}/far`);
    Deno.symlinkSync(`${folder}/far`, `${folder}/clock`);
  },
  "a file with two names": (folder) => Deno.linkSync(`${folder}/clock`, `${folder}/far`),
  "a file that is too long": (folder) =>
    Deno.writeTextFileSync(`${folder}/clock`, `${"x".repeat(65_536)}\n`, { append: true }),
};

for (const [name, spoil] of Object.entries(UNTRUSTED)) {
  Deno.test(`ClockFile.share() takes nothing from ${name}, and adds nothing`, () => {
    inFolder((folder) => {
      new ClockFile(folder).share([FIRST]);
      spoil(folder);
      const before = Deno.readTextFileSync(`${folder}/clock`);
      assert.equal(new ClockFile(folder).share([SECOND]), undefined);
      assert.equal(Deno.readTextFileSync(`${folder}/clock`), before);
    });
  });
}

Deno.test("ClockFile.share() does without a folder that cannot be made", () => {
  assert.equal(new ClockFile("/dev/null").share([FIRST]), undefined);
  assert.equal(new ClockFile("/proc/critter").share([FIRST]), undefined);
});

import type { Random } from "#tests/faults/fuzz/random.ts";
import { execRecord, exitRecord, mkdirRecord, rmdirRecord } from "#tests/hotpath/record_builder.ts";
import { FRAGMENTS } from "./labels.ts";

const TEXTS: readonly (string | Uint8Array)[] = [
  ...[
    "/bin/sh",
    "/usr/bin/curl",
    "curl",
    "sh",
    "-c",
    "-s",
    "",
    "a",
    "é",
    "shop",
    "web-0",
    "app",
    "10.1.2.3",
  ],
  ...["/", "busybox", "/usr/é", "😀", "::1", "http://x/", "a\nb", "\u007f", "/x/", "x\ufffd"],
  ...[[0xff, 0x41], [0xc3], [0xe2, 0x82], [0x78, 0xf0, 0x9f], [0x80, 0x80]].map((bytes) =>
    Uint8Array.from(bytes)
  ),
];
/** Milliseconds only: the library's timestamps have no more. */
const MILLISECOND = 1_000_000n;

/** Records of every kind, with what expressions of the tests ask for; their pids count from 1. */
export function randomEvents(random: Random, count: number): Uint8Array[] {
  const one = <T>(from: readonly T[]): T => from[random.below(from.length)] as T;
  const text = () => one(TEXTS);
  return Array.from({ length: count }, (_, index) => {
    const common = {
      pid: index + 1,
      tid: random.below(5) + 1,
      parentPid: random.below(4),
      uid: one([0, 1, 1000, 0xffff_ffff]),
      cgroup: one([...FRAGMENTS.keys()]),
      timeNs: BigInt(random.below(100_000)) * MILLISECOND,
      startTimeNs: BigInt(random.below(100_000)) * MILLISECOND,
      command: text(),
      flags: one([0, 0, 0, random.below(512)]),
    };
    switch (random.below(5)) {
      case 0:
        return exitRecord({
          ...common,
          durationNs: one([0n, 7n, 10n ** 12n, 2n ** 64n - 1n]),
          code: one([0, 1, 3, 255]),
          signal: one([0, 0, 9]),
        });
      case 1:
        return one([mkdirRecord, rmdirRecord])({ ...common, path: "/x" });
      default:
        return execRecord({
          ...common,
          requested: text(),
          executable: text(),
          cwd: text(),
          args: Array.from({ length: random.below(5) }, text),
        });
    }
  });
}

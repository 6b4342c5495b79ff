import assert from "assert";
import { bootTimeNs, realtimeOffsetNs } from "#kernel/clock/clock.ts";
import { ClockFile } from "#kernel/clock/clock_file.ts";
import { isRoot } from "#tests/host/requirements.ts";

const NOBODY = 65_534;
const ignore = !isRoot();

Deno.test({
  name: "Clock reads the clocks of the records in a time namespace, too",
  ignore,
  async fn() {
    const url = new URL("../../src/kernel/clock/clock.ts", import.meta.url).href;
    const script = `import { Clock } from ${JSON.stringify(url)};
    using clock = new Clock();
    console.log(JSON.stringify([clock.bootTimeNs(), clock.realtimeOffsetNs()].map(String)));`;
    const before = bootTimeNs();
    const { stdout } = await new Deno.Command("unshare", {
      args: [
        ...["--time", "--monotonic", "86400", "--boottime", "864000"],
        ...[Deno.execPath(), "eval", "--no-check", "--ext=ts", script],
      ],
    }).output();
    const after = bootTimeNs();
    const [boot = "", offset = ""] = JSON.parse(new TextDecoder().decode(stdout));
    assert.ok(BigInt(boot) >= before && BigInt(boot) <= after, `${before} ${boot} ${after}`);
    assert.equal(BigInt(offset), realtimeOffsetNs());
  },
});

for (const name of ["", "/clock"]) {
  Deno.test({
    name: `ClockFile.share() takes nothing from ${
      name === "" ? "a folder" : "a file"
    } of somebody else's, and adds nothing`,
    ignore,
    fn() {
      const folder = Deno.makeTempDirSync({ prefix: "critter-clock-" });
      try {
        new ClockFile(folder).share([{ fromNs: 0n, offsetNs: 1n }]);
        Deno.chownSync(`${folder}${name}`, NOBODY, NOBODY);
        const before = Deno.readTextFileSync(`${folder}/clock`);
        assert.equal(
          new ClockFile(folder).share([{ fromNs: 5n, offsetNs: 1_000_000n }]),
          undefined,
        );
        assert.equal(Deno.readTextFileSync(`${folder}/clock`), before);
      } finally {
        Deno.removeSync(folder, { recursive: true });
      }
    },
  });
}

import assert from "assert";
import type { QueryFlags } from "./flags.ts";
import { testHost } from "../testing.ts";
import { whereToLook } from "./session.ts";

const FLAGS: QueryFlags = { runtimeEndpoint: [], verbose: false };

async function withConfig(text: string, work: (file: string) => Promise<void>): Promise<void> {
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  try {
    await Deno.writeTextFile(file, text);
    await work(file);
  } finally {
    await Deno.remove(file);
  }
}

const CONFIG = `runtime-endpoint: unix:///run/config.sock
image-endpoint: unix:///run/images.sock
timeout: 7
debug: false
`;

Deno.test("whereToLook() takes flags before the environment before a named configuration", async () => {
  await withConfig(CONFIG, async (config) => {
    const look = async (flags: Partial<QueryFlags>, env: Record<string, string> = {}) => {
      using where = await whereToLook({ ...FLAGS, ...flags }, testHost({ env }));
      const { candidates, named, timeoutMs, imagePath } = where;
      return { candidates: candidates.map(({ path }) => path), named, timeoutMs, imagePath };
    };
    assert.deepEqual(await look({ config }), {
      candidates: ["/run/config.sock"],
      named: true,
      timeoutMs: 7000,
      imagePath: "/run/images.sock",
    });
    assert.deepEqual(await look({}, { CRI_CONFIG_FILE: config }), await look({ config }));
    const env = { CONTAINER_RUNTIME_ENDPOINT: "/run/env.sock", CRI_CONFIG_FILE: config };
    assert.deepEqual((await look({}, env)).candidates, ["/run/env.sock"]);
    const flags = { runtimeEndpoint: ["/run/a.sock", "unix:///run/b.sock"], timeout: 100 };
    assert.deepEqual((await look(flags, env)).candidates, ["/run/a.sock", "/run/b.sock"]);
    assert.equal((await look(flags, env)).timeoutMs, 100);
    assert.equal(
      (await look(
        { imageEndpoint: "/run/flag.sock" },
        { ...env, IMAGE_SERVICE_ENDPOINT: "/run/e.sock" },
      )).imagePath,
      "/run/flag.sock",
    );
  });
});

Deno.test("whereToLook() refuses a broken configuration", async () => {
  await withConfig("{{{", async (config) => {
    await assert.rejects(whereToLook({ ...FLAGS, config }, testHost()), {
      message: new RegExp(`^Cannot use crictl's configuration as .*: ${config}:1; `),
    });
  });
  await assert.rejects(
    whereToLook({ ...FLAGS, config: "/nowhere/crictl.yaml" }, testHost()),
    /there is no such file/,
  );
});

import assert from "assert";
import { Dockerd } from "./dockerd.ts";
import { Podman } from "./podman.ts";
import { unmet } from "./requirements.ts";

const SLEEPER = ["/bin/sh", "-c", "while :; do sleep 1000; done"];

Deno.test({
  name: "Dockerd runs containers and leaves nothing",
  ignore: unmet("dockerd", "docker", "busybox") !== undefined,
  async fn() {
    await using host = await Dockerd.start();
    const id = await host.run("web", SLEEPER, "--label", "app=web");
    assert.match(await host.docker("exec", id, "cat", "/proc/self/cgroup"), new RegExp(id));
  },
});

Deno.test({
  name: "Podman runs containers and leaves nothing",
  ignore: unmet("podman", "conmon", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Podman.start();
    const id = await host.run("web", SLEEPER, "--label", "app=web");
    assert.match(await host.podman("exec", id, "cat", "/proc/self/cgroup"), new RegExp(id));
  },
});

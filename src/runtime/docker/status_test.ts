import assert from "assert";
import { dockerRecord } from "./records.ts";
import { containerInfo, containerStatusOf, imageOf } from "./status.ts";
import { protoJson } from "../proto/json.ts";

const ID = "a".repeat(64);
const SHA = "1".repeat(64);
const IDENTITY = { name: "docker", endpoint: "/run/docker.sock" };

function status(inspection: object) {
  const record = dockerRecord(inspection, IDENTITY, () => undefined);
  assert(record !== undefined);
  const message = containerStatusOf(inspection, record);
  return JSON.parse(JSON.stringify(protoJson("ContainerStatus", message)));
}

Deno.test("containerStatusOf() says when and how a container ended, as CRI's runtimes do", () => {
  const ended = (state: object) =>
    status({
      Id: ID,
      Name: "/job",
      Created: "2023-11-14T22:13:20.5Z",
      Image: `sha256:${SHA}`,
      Config: { Image: "job:1" },
      State: {
        Status: "exited",
        StartedAt: "2023-11-14T22:13:21Z",
        FinishedAt: "2023-11-14T22:13:22.000000001Z",
        ...state,
      },
      Mounts: [
        { Source: "/srv", Destination: "/data", RW: false, Propagation: "rslave" },
        { Source: "/x", Destination: "/y", RW: true, Propagation: "" },
      ],
      LogPath: "/var/log/x.log",
    });
  const json = ended({ ExitCode: 3 });
  assert.deepEqual(
    [json.createdAt, json.startedAt, json.finishedAt],
    ["1700000000500000000", "1700000001000000000", "1700000002000000001"],
  );
  assert.deepEqual([json.exitCode, json.reason, json.state], [3, "Error", "CONTAINER_EXITED"]);
  assert.deepEqual([json.image.image, json.imageId], ["job:1", `sha256:${SHA}`]);
  assert.equal(json.logPath, "/var/log/x.log");
  const mounts = json.mounts.map((mount: Record<string, unknown>) => [
    mount["hostPath"],
    mount["containerPath"],
    mount["readonly"],
    mount["propagation"],
  ]);
  assert.deepEqual(mounts, [
    ["/srv", "/data", true, "PROPAGATION_HOST_TO_CONTAINER"],
    ["/x", "/y", false, "PROPAGATION_PRIVATE"],
  ]);
  assert.equal(ended({ ExitCode: 0 }).reason, "Completed");
  assert.equal(ended({ ExitCode: 137, OOMKilled: true }).reason, "OOMKilled");
});

Deno.test("containerStatusOf() takes the year 1 for a time that never came", () => {
  const json = status({
    Id: ID,
    State: { Status: "created", ExitCode: 5, StartedAt: "0001-01-01T00:00:00Z" },
    HostConfig: { LogConfig: { Path: "/podman/ctr.log" } },
  });
  assert.deepEqual(
    [json.state, json.startedAt, json.exitCode, json.reason, json.logPath],
    ["CONTAINER_CREATED", "0", 0, "", "/podman/ctr.log"],
  );
});

Deno.test("containerStatusOf() gives the signal that stops a container by its name in CRI", () => {
  const signal = (StopSignal?: unknown) =>
    status({ Id: ID, Name: "/web", Config: { Image: "web:1", StopSignal } }).stopSignal;
  const cases: readonly (readonly [unknown, string])[] = [
    [undefined, "RUNTIME_DEFAULT"],
    ["", "RUNTIME_DEFAULT"],
    ["SIGQUIT", "SIGQUIT"],
    ["quit", "SIGQUIT"],
    ["SIGRTMIN+3", "SIGRTMINPLUS3"],
    ["RTMAX-14", "SIGRTMAXMINUS14"],
    ["37", "SIGRTMINPLUS3"],
    ["9", "SIGKILL"],
    // Podman's are numbers.
    [15, "SIGTERM"],
    [31, "SIGSYS"],
    [34, "SIGRTMIN"],
    [49, "SIGRTMINPLUS15"],
    [50, "SIGRTMAXMINUS14"],
    [63, "SIGRTMAXMINUS1"],
    [64, "SIGRTMAX"],
    [0, "RUNTIME_DEFAULT"],
    [32, "RUNTIME_DEFAULT"],
    [99, "RUNTIME_DEFAULT"],
    ["constructor", "RUNTIME_DEFAULT"],
    [{}, "RUNTIME_DEFAULT"],
  ];
  for (const [given, wanted] of cases) assert.equal(signal(given), wanted, String(given));
});

Deno.test("containerInfo() has the process id where crictl's scripts look for it", () => {
  const { info = "" } = containerInfo({ Id: ID, State: { Pid: 12 } });
  assert.deepEqual(JSON.parse(info), { pid: 12, Id: ID, State: { Pid: 12 } });
  assert.equal(JSON.parse(containerInfo({ State: {} })["info"] ?? "").pid, 0);
});

Deno.test("imageOf() reads images of Docker and Podman, old and new", () => {
  const old = { Id: SHA, RepoTags: ["<none>:<none>"], RepoDigests: ["<none>@<none>"], Size: 12 };
  assert.deepEqual(JSON.parse(JSON.stringify(protoJson("Image", imageOf(old) ?? {}))), {
    id: `sha256:${SHA}`,
    repoTags: [],
    repoDigests: [],
    size: "12",
    username: "",
    pinned: false,
  });
  const user = (name: string) => imageOf({ Id: `sha256:${SHA}`, Config: { User: name } });
  assert.equal(user("1000:1000")?.uid?.value?.toString(), "1000");
  assert.equal(user("www-data")?.username, "www-data");
  assert.equal(user("")?.uid, undefined);
  assert.equal(imageOf({}), undefined);
});

/** Two scripted runtimes with a few containers, for tests of the commands that ask runtimes. */
import type { CriScript } from "#tests/fakes/cri_script.ts";

/** 64 times the same digit. */
export const id = (digit: string): string => digit.repeat(64);

export const UID = "0a1b2c3d-1111-2222-3333-444455556666";
export const IMAGE_ID = `sha256:${id("1")}`;

const labels = (pod: string, namespace: string, container: string) => ({
  "io.kubernetes.pod.name": pod,
  "io.kubernetes.pod.namespace": namespace,
  "io.kubernetes.pod.uid": UID,
  "io.kubernetes.container.name": container,
});

/** containerd with a pod that runs, and one whose container has ended. */
export const CONTAINERD: Partial<CriScript> = {
  runtime: { name: "containerd", version: "v2.1.0" },
  sandboxes: [
    {
      id: id("5"),
      name: "web-0",
      namespace: "shop",
      uid: UID,
      labels: { app: "web" },
      createdAtNs: "1700000000000000000",
    },
    {
      id: id("6"),
      name: "job",
      namespace: "batch",
      uid: UID,
      ready: false,
      createdAtNs: "1700000001000000000",
    },
  ],
  containers: [
    {
      id: id("a"),
      sandboxId: id("5"),
      name: "main",
      image: IMAGE_ID,
      imageRef: IMAGE_ID,
      attempt: 2,
      createdAtNs: "1700000000000000001",
      labels: { ...labels("web-0", "shop", "main"), tier: "front" },
      annotations: { note: "evil\x1b[31m" },
      pid: 42,
      cgroupsPath: `/kubepods/besteffort/pod${UID}/${id("a")}`,
    },
    {
      id: id("b"),
      sandboxId: id("6"),
      name: "run",
      image: "registry.example/job:1",
      state: "exited",
      createdAtNs: "1700000002000000000",
      labels: labels("job", "batch", "run"),
    },
  ],
  images: [
    { id: IMAGE_ID, repoTags: ["registry.example/web:1"], size: 4_673_530 },
    {
      id: `sha256:${id("2")}`,
      repoDigests: [`registry.example/old@sha256:${id("9")}`],
      size: 1000,
    },
  ],
};

/** CRI-O with one container that nobody labelled. */
export const CRIO: Partial<CriScript> = {
  runtime: { name: "cri-o", version: "1.31.0" },
  info: "cri-o",
  cgroupDriver: "SYSTEMD",
  sandboxes: [{
    id: id("7"),
    name: "Db_0",
    namespace: "shop",
    uid: "no-uid",
    createdAtNs: "1700000003000000000",
  }],
  containers: [{
    id: id("c"),
    sandboxId: id("7"),
    name: "db",
    image: `sha256:${id("3")}`,
    createdAtNs: "1700000004000000000",
    pid: 43,
    cgroupsPath: `kubepods.slice:crio:${id("c")}`,
  }],
  images: [{
    id: `sha256:${id("3")}`,
    repoTags: ["registry.example/db:2", "registry.example/db:x"],
  }],
};

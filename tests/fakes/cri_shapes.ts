/** What CRI-O and cri-dockerd tell of a pod, version by version: they cannot be had as packages. */
import type { CriScript, FakeContainer, FakeSandbox } from "./cri_script.ts";

/** A pod with one container, before any runtime puts it in words. */
export interface ShapedPod {
  readonly id: string;
  readonly sandboxId: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The image as the pod's author wrote it. */
  readonly image: string;
}

/** A runtime that holds one pod. */
export interface Shape {
  /** The runtime and its version, as people name them. */
  readonly title: string;
  readonly script: Omit<CriScript, "socket">;
  /** What the runtime calls itself. */
  readonly runtime: { readonly name: string; readonly version: string };
  /** Where the container's processes are. */
  readonly cgroup: string;
  /** Where the runtime says that they are; absent where it does not say. */
  readonly toldCgroup?: string;
}

const DIGEST = "1".repeat(64);
const CONTAINER_PID = 4_000_001;

/** CRI-O of the year 2023: runc, image references by digest, no ids of images yet. */
export function crio128(pod: ShapedPod): Shape {
  const slice = `kubepods-burstable-pod${pod.uid.replaceAll("-", "_")}.slice`;
  const scope = `/kubepods.slice/kubepods-burstable.slice/${slice}/crio-${pod.id}.scope`;
  return crio("1.28.11", pod, {
    container: {
      image: pod.image,
      imageRef: `${repository(pod.image)}@sha256:${DIGEST}`,
      cgroupsPath: `${slice}:crio:${pod.id}`,
    },
    cgroup: scope,
    toldCgroup: scope,
  });
}

/** CRI-O since 1.31: crun, whose processes are one level below the scope that the runtime tells of. */
export function crio131(pod: ShapedPod): Shape {
  const slice = `kubepods-pod${pod.uid.replaceAll("-", "_")}.slice`;
  const scope = `/kubepods.slice/${slice}/crio-${pod.id}.scope`;
  return crio("1.31.5", pod, {
    container: {
      image: DIGEST,
      userSpecifiedImage: pod.image,
      imageRef: DIGEST,
      imageId: DIGEST,
      cgroupsPath: `${slice}:crio:${pod.id}`,
    },
    cgroup: `${scope}/container`,
    toldCgroup: scope,
  });
}

/** CRI-O since 1.36: batched lists; here with the cgroupfs driver, and a process that was exec'd. */
export function crio136(pod: ShapedPod): Shape {
  const path = `/kubepods/besteffort/pod${pod.uid}/crio-${pod.id}`;
  return crio("1.36.0", pod, {
    container: {
      image: DIGEST,
      userSpecifiedImage: pod.image,
      imageRef: DIGEST,
      imageId: DIGEST,
      cgroupsPath: path,
    },
    cgroup: `${path}/container/exec`,
    toldCgroup: path,
    script: { batch: 1000, cgroupDriver: "CGROUPFS" },
  });
}

/** cri-dockerd, which calls itself Docker: no word of a sandbox's insides, only the pid of a container. */
export function criDockerd(pod: ShapedPod): Shape {
  const slice = `kubepods-besteffort-pod${pod.uid.replaceAll("-", "_")}.slice`;
  const runtime = { name: "docker", version: "27.5.1" };
  return {
    title: "cri-dockerd",
    runtime,
    cgroup: `/kubepods.slice/kubepods-besteffort.slice/${slice}/docker-${pod.id}.scope`,
    script: {
      runtime,
      info: "cri-dockerd",
      cgroupDriver: "SYSTEMD",
      sandboxes: [sandboxOf(pod, {})],
      containers: [containerOf(pod, { image: pod.image, imageRef: `sha256:${DIGEST}` })],
    },
  };
}

function crio(version: string, pod: ShapedPod, words: {
  readonly container: Partial<FakeContainer>;
  readonly cgroup: string;
  readonly toldCgroup: string;
  readonly script?: Partial<CriScript>;
}): Shape {
  const runtime = { name: "cri-o", version };
  return {
    title: `CRI-O ${version}`,
    runtime,
    cgroup: words.cgroup,
    toldCgroup: words.toldCgroup,
    script: {
      runtime,
      info: "cri-o",
      cgroupDriver: "SYSTEMD",
      // Its stream of events ends at once unless it is configured otherwise.
      events: [],
      // The infra container that it no longer starts has this name still.
      sandboxes: [sandboxOf(pod, { "io.kubernetes.container.name": "POD" })],
      containers: [containerOf(pod, words.container)],
      images: [{ id: DIGEST, repoTags: [pod.image] }],
      ...words.script,
    },
  };
}

function sandboxOf(pod: ShapedPod, labels: Readonly<Record<string, string>>): FakeSandbox {
  const { sandboxId: id, name, namespace, uid } = pod;
  return { id, name, namespace, uid, labels: { ...pod.labels, ...labels } };
}

function containerOf(pod: ShapedPod, words: Partial<FakeContainer>): FakeContainer {
  return {
    id: pod.id,
    sandboxId: pod.sandboxId,
    name: "main",
    pid: CONTAINER_PID,
    labels: {
      "io.kubernetes.container.name": "main",
      "io.kubernetes.pod.name": pod.name,
      "io.kubernetes.pod.namespace": pod.namespace,
      "io.kubernetes.pod.uid": pod.uid,
    },
    ...words,
  };
}

function repository(image: string): string {
  return image.slice(0, image.lastIndexOf(":"));
}

import assert from "assert";
import { type CgroupIdentity, identifyCgroup } from "./cgroup_path.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);
const C = "c".repeat(64);
const UID = "0a1b2c3d-1111-2222-3333-444455556666";
const UID_ = UID.replaceAll("-", "_");
const STATIC = "0123456789abcdef0123456789abcdef";

const container = (
  containerId: string,
  rest: Partial<CgroupIdentity> = {},
): CgroupIdentity => ({ containerId, ancestors: [], ...rest });
const host = (rest: Partial<CgroupIdentity> = {}): CgroupIdentity => ({ ancestors: [], ...rest });

const SHAPES: readonly (readonly [title: string, path: string, expected: CgroupIdentity])[] = [
  // containerd
  [
    "containerd, systemd driver, burstable",
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UID_}.slice/cri-containerd-${A}.scope`,
    container(A, { runtime: "containerd", podUid: UID }),
  ],
  [
    "containerd, systemd driver, guaranteed",
    `/kubepods.slice/kubepods-pod${UID_}.slice/cri-containerd-${A}.scope`,
    container(A, { runtime: "containerd", podUid: UID }),
  ],
  [
    "containerd, systemd driver, best effort",
    `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${UID_}.slice/cri-containerd-${A}.scope`,
    container(A, { runtime: "containerd", podUid: UID }),
  ],
  [
    "containerd, cgroupfs driver",
    `/kubepods/burstable/pod${UID}/${A}`,
    container(A, { podUid: UID }),
  ],
  [
    "containerd or cri-dockerd, cgroupfs driver, guaranteed",
    `/kubepods/pod${UID}/${A}`,
    container(A, { podUid: UID }),
  ],
  ["containerd, no cgroup parent", `/k8s.io/${A}`, container(A)],
  [
    "a systemd path taken literally",
    `/system.slice/containerd.service/kubepods-besteffort-pod${UID_}.slice:cri-containerd:${A}`,
    container(A, { runtime: "containerd" }),
  ],
  ["static pod", `/kubepods/pod${STATIC}/${A}`, container(A, { podUid: STATIC })],
  [
    "static pod, systemd driver",
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${STATIC}.slice/cri-containerd-${A}.scope`,
    container(A, { runtime: "containerd", podUid: STATIC }),
  ],
  // CRI-O and crun
  [
    "CRI-O with crun's child",
    `/kubepods.slice/kubepods-pod${UID_}.slice/crio-${A}.scope/container`,
    container(A, { runtime: "cri-o", podUid: UID }),
  ],
  [
    "CRI-O, an exec'd process",
    `/kubepods.slice/kubepods-pod${UID_}.slice/crio-${A}.scope/container/exec`,
    container(A, { runtime: "cri-o", podUid: UID }),
  ],
  [
    "CRI-O, cgroupfs",
    `/kubepods/besteffort/pod${UID}/crio-${A}`,
    container(A, { runtime: "cri-o", podUid: UID }),
  ],
  ["CRI-O, no parent", `/crio/crio-${A}`, container(A, { runtime: "cri-o" })],
  [
    "CRI-O with runc",
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UID_}.slice/crio-${A}.scope`,
    container(A, { runtime: "cri-o", podUid: UID }),
  ],
  [
    "CRI-O, an exec'd process beside crun's child",
    `/kubepods.slice/kubepods-pod${UID_}.slice/crio-${A}.scope/exec`,
    container(A, { runtime: "cri-o", podUid: UID }),
  ],
  [
    "CRI-O, systemd driver, no parent",
    `/system.slice/crio-${A}.scope`,
    container(A, { runtime: "cri-o" }),
  ],
  [
    "CRI-O's sandbox without an infra container: a folder, no scope",
    `/kubepods.slice/kubepods-pod${UID_}.slice/crio-${A}`,
    container(A, { runtime: "cri-o", podUid: UID }),
  ],
  [
    "CRI-O's conmon in the pod's slice",
    `/kubepods.slice/kubepods-pod${UID_}.slice/crio-conmon-${A}.scope`,
    host({ podUid: UID, systemdUnit: `crio-conmon-${A}.scope` }),
  ],
  [
    "CRI-O's conmon in the system slice",
    `/system.slice/crio-conmon-${A}.scope`,
    host({ systemdUnit: `crio-conmon-${A}.scope` }),
  ],
  [
    "CRI-O's conmon in the pod",
    `/kubepods/besteffort/pod${UID}/crio-conmon-${A}`,
    host({ podUid: UID }),
  ],
  // docker and cri-dockerd
  ["docker, systemd", `/system.slice/docker-${A}.scope`, container(A, { runtime: "docker" })],
  ["docker, cgroupfs", `/docker/${A}`, container(A, { runtime: "docker" })],
  [
    "cri-dockerd",
    `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${UID_}.slice/docker-${A}.scope`,
    container(A, { runtime: "docker", podUid: UID }),
  ],
  [
    "rootless docker",
    `/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${A}.scope`,
    container(A, { runtime: "docker" }),
  ],
  ["nerdctl", `/system.slice/nerdctl-${A}.scope`, container(A, { runtime: "containerd" })],
  ["nerdctl or ctr, cgroupfs", `/default/${A}`, container(A)],
  // podman
  [
    "podman with crun's child",
    `/machine.slice/libpod-${A}.scope/container`,
    container(A, { runtime: "podman" }),
  ],
  ["podman with runc", `/machine.slice/libpod-${A}.scope`, container(A, { runtime: "podman" })],
  [
    "rootless podman",
    `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${A}.scope/container`,
    container(A, { runtime: "podman" }),
  ],
  [
    "rootless podman's monitor",
    `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-conmon-${A}.scope`,
    host({ systemdUnit: `libpod-conmon-${A}.scope` }),
  ],
  ["podman, cgroupfs", `/libpod_parent/libpod-${A}`, container(A, { runtime: "podman" })],
  [
    "podman, cgroupfs, in a pod",
    `/libpod_parent/${B}/libpod-${A}`,
    container(A, { runtime: "podman" }),
  ],
  ["a pod of podman's, cgroupfs", `/libpod_parent/${B}`, host()],
  [
    "podman, systemd, in a pod",
    `/machine.slice/machine-libpod_pod_${B}.slice/libpod-${A}.scope/container`,
    container(A, { runtime: "podman" }),
  ],
  [
    "podman's monitor",
    `/machine.slice/libpod-conmon-${A}.scope`,
    host({ systemdUnit: `libpod-conmon-${A}.scope` }),
  ],
  ["podman's monitor, cgroupfs", "/libpod_parent/conmon", host()],
  [
    "podman split mode",
    `/system.slice/web.service/libpod-payload-${A}`,
    container(A, { runtime: "podman" }),
  ],
  [
    "podman split mode's monitor",
    "/system.slice/web.service/runtime",
    host({ systemdUnit: "web.service" }),
  ],
  // nested
  [
    "kind from the host, systemd",
    `/system.slice/docker-${A}.scope/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice/kubelet-kubepods-besteffort-pod${UID_}.slice/cri-containerd-${B}.scope`,
    container(B, { runtime: "containerd", ancestors: [A], podUid: UID }),
  ],
  [
    "kind from the host, cgroupfs",
    `/docker/${A}/kubelet/kubepods/burstable/pod${UID}/${B}`,
    container(B, { ancestors: [A], podUid: UID }),
  ],
  [
    "kind from the host, Docker with cgroupfs, the node with systemd",
    `/docker/${A}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod${UID_}.slice/cri-containerd-${B}.scope`,
    container(B, { runtime: "containerd", ancestors: [A], podUid: UID }),
  ],
  [
    "kind from the host, Docker with systemd, the node with cgroupfs",
    `/system.slice/docker-${A}.scope/kubelet/kubepods/burstable/pod${UID}/${B}`,
    container(B, { ancestors: [A], podUid: UID }),
  ],
  [
    "kind on podman with crun",
    `/machine.slice/libpod-${A}.scope/container/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${UID_}.slice/cri-containerd-${B}.scope`,
    container(B, { runtime: "containerd", ancestors: [A], podUid: UID }),
  ],
  [
    "minikube with Docker in Docker, systemd",
    `/system.slice/docker-${A}.scope/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${UID_}.slice/docker-${B}.scope`,
    container(B, { runtime: "docker", ancestors: [A], podUid: UID }),
  ],
  [
    "k3d",
    `/system.slice/docker-${A}.scope/kubepods/besteffort/pod${UID}/${B}`,
    container(B, { ancestors: [A], podUid: UID }),
  ],
  [
    "kind's own init, systemd",
    `/system.slice/docker-${A}.scope/init.scope`,
    container(A, { runtime: "docker" }),
  ],
  [
    "a service of kind's node",
    `/docker/${A}/system.slice/containerd.service`,
    container(A, { runtime: "docker" }),
  ],
  [
    "three levels: the innermost is the container, the others around it outermost first",
    `/docker/${A}/docker/${B}/kubelet/kubepods/pod${UID}/${C}`,
    container(C, { ancestors: [A, B], podUid: UID }),
  ],
  ["kind's own init", `/docker/${A}/init.scope`, container(A, { runtime: "docker" })],
  [
    "kind from inside",
    `/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${UID_}.slice/cri-containerd-${A}.scope`,
    container(A, { runtime: "containerd", podUid: UID }),
  ],
  [
    "kind from inside, cgroupfs",
    `/kubelet/kubepods/besteffort/pod${UID}/${A}`,
    container(A, { podUid: UID }),
  ],
  [
    "Docker in a pod: the outer pod's uid is not the inner container's",
    `/kubepods/burstable/pod${UID}/${A}/docker/${B}`,
    container(B, { runtime: "docker", ancestors: [A] }),
  ],
  ["GitHub Actions", `/actions_job/${A}`, container(A)],
  ["ECS", `/ecs/0123456789abcdef/${A}`, container(A)],
  [
    "ECS on Fargate",
    "/ecs/0123456789abcdef0123456789abcdef/0123456789abcdef0123456789abcdef-2531612879",
    container("0123456789abcdef0123456789abcdef-2531612879"),
  ],
  ["Garden", "/garden/70c8dc08-1f42-4b3a-5a11-9d2c", container("70c8dc08-1f42-4b3a-5a11-9d2c")],
  // host and machines
  ["root", "/", host()],
  [
    "a cgroup above the root of a private cgroup namespace",
    `/../../system.slice/docker-${A}.scope`,
    container(A, { runtime: "docker" }),
  ],
  ["init", "/init.scope", host({ systemdUnit: "init.scope" })],
  ["service", "/system.slice/ssh.service", host({ systemdUnit: "ssh.service" })],
  [
    "user service",
    "/user.slice/user-1000.slice/user@1000.service/app.slice/editor.service",
    host({ systemdUnit: "editor.service" }),
  ],
  [
    "nspawn",
    "/machine.slice/systemd-nspawn@web\\x2d1.service/payload/init.scope",
    host({ systemdUnit: "init.scope", machine: { engine: "systemd-nspawn", name: "web-1" } }),
  ],
  [
    "nspawn's supervisor, which is the host's",
    "/machine.slice/systemd-nspawn@web\\x2d1.service/supervisor",
    host({ systemdUnit: "systemd-nspawn@web\\x2d1.service" }),
  ],
  [
    "machined",
    "/machine.slice/machine-web.scope",
    host({
      systemdUnit: "machine-web.scope",
      machine: { engine: "systemd-machined", name: "web" },
    }),
  ],
  [
    "libvirt is a VM, not a machine of processes",
    "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope",
    host({ systemdUnit: "machine-qemu\\x2d1\\x2dvm.scope" }),
  ],
  [
    "LXC",
    "/lxc.payload.web/system.slice/ssh.service",
    host({ systemdUnit: "ssh.service", machine: { engine: "lxc", name: "web" } }),
  ],
  ["old LXC", "/lxc/web", host({ machine: { engine: "lxc", name: "web" } })],
  [
    "Proxmox",
    "/lxc/101/ns/init.scope",
    host({ systemdUnit: "init.scope", machine: { engine: "lxc", name: "101" } }),
  ],
  [
    "Docker in LXC",
    `/lxc.payload.web/docker/${A}`,
    container(A, { runtime: "docker" }),
  ],
  ["LXC's monitor", "/lxc.monitor.web", host()],
  // look-alikes
  ["63 digits are no id", `/docker/${A.slice(1)}`, host()],
  ["a name is no id; only its runtime knows it", "/default/web", host()],
  ["upper case is no id", `/docker/${A.toUpperCase()}`, host()],
  [
    "an id behind an unknown prefix, which may be a container's",
    `/system.slice/backup-${A}.scope`,
    host({ systemdUnit: `backup-${A}.scope`, possibleId: A }),
  ],
  ["Kata's sandbox", `/kubepods/pod${UID}/kata_${A}`, host({ podUid: UID, possibleId: A })],
  [
    "a systemd path taken literally, of an unknown prefix",
    `/system.slice/other.service/system.slice:tool:${A}`,
    host({ systemdUnit: "other.service", possibleId: A }),
  ],
  [
    "the monitor of an unknown runtime",
    `/system.slice/tool-conmon-${A}.scope`,
    host({ systemdUnit: `tool-conmon-${A}.scope` }),
  ],
  [
    "an id that is not the end",
    `/system.slice/${A}-1b2c.service`,
    host({ systemdUnit: `${A}-1b2c.service` }),
  ],
];

for (const [title, path, expected] of SHAPES) {
  Deno.test(`identifyCgroup() reads ${title}`, () => {
    assert.deepEqual(identifyCgroup(path), expected);
  });
}

/** Kernels on which it was tried which program catches each kind of event, by the kernel's name for people. */
export const KNOWN_KERNELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "6.18, of the test machine": {
    "process.exec": "process_exec",
    "process.exit": "process_exit_group",
    "cgroup.mkdir": "cgroup_mkdir",
    "cgroup.rmdir": "cgroup_rmdir",
  },
  "6.1, Debian": {
    "process.exec": "process_exec",
    "process.exit": "process_exit",
    "cgroup.mkdir": "cgroup_mkdir",
    "cgroup.rmdir": "cgroup_rmdir",
  },
  "6.12, Debian": {
    "process.exec": "process_exec",
    "process.exit": "process_exit",
    "cgroup.mkdir": "cgroup_mkdir",
    "cgroup.rmdir": "cgroup_rmdir",
  },
  "6.12, lockdown=confidentiality": {
    "process.exec": "process_exec_typed",
    "process.exit": "process_exit",
    "cgroup.mkdir": "cgroup_mkdir_typed",
    "cgroup.rmdir": "cgroup_rmdir_typed",
  },
  "6.12, cgroup version 1 alone": {
    "process.exec": "process_exec",
    "process.exit": "process_exit",
    "cgroup.mkdir": "cgroup_mkdir",
    "cgroup.rmdir": "cgroup_rmdir",
  },
};

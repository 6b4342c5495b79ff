// SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0)
/*
 * The programs, a family in a file: each is loaded alone. Nothing here is newer than Linux 5.17, but for programs that
 * another can stand in for: which one does is said in src/events/. Those named …_cast and …_typed call no
 * bpf_probe_read_kernel(), which a kernel that is locked down for confidentiality refuses; the former read by
 * bpf_rdonly_cast() instead (typed_reads.h).
 */
#include "cgroup.h"
#include "exec.h"
#include "exit.h"
#include "fork.h"
#include "oom.h"
#include "signal.h"
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* Processes that are forked: lineage goes from one to the other. */
#ifndef CRITTER_FORK_H
#define CRITTER_FORK_H

#include "hierarchy.h"
#include "kernel.h"
#include "lineage.h"
#include "record.h"
#include "ring.h"
#include "unwanted.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct fork_record {
	struct critter_record record;
	struct critter_fork fork;
	struct critter_ancestor ancestors[ANCESTORS];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct fork_record);
} fork_records SEC(".maps");

/* Runs before the child does. Threads get what their process has, as one of them may take over its place by an exec. */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(process_fork, struct task_struct *parent, struct task_struct *child)
{
	struct task_struct *leader = parent->group_leader;
	struct process *from, *to;
	struct fork_record *out;
	__u32 zero = 0, size;

	if (child->flags & PF_KTHREAD)
		return 0;
	from = process_of(leader);
	to = bpf_task_storage_get(&processes, child, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!from || !to)
		return 0;
	inherit(to, from, leader, child->pid != child->tgid);
	if (!is_wanted(CRITTER_PROCESS_FORK) || child->pid != child->tgid)
		return 0;
	out = bpf_map_lookup_elem(&fork_records, &zero);
	if (!out)
		return 0;
	out->record.cgroup_id = cgroup_id_of(child);
	if (is_unwanted(out->record.cgroup_id))
		return 0;
	set_header(&out->record, CRITTER_PROCESS_FORK, child);
	out->record.parent_pid = leader->tgid;
	set_lineage(&out->record, to);
	copy_comm(out->record.comm, child);
	size = put_ancestors(out->ancestors, to);
	out->fork.ancestors_length = size;
	out->record.payload_length = sizeof(out->fork) + size;
	if (size <= CRITTER_ANCESTORS_MAX)
		emit(out, sizeof(out->record) + sizeof(out->fork) + size);
	return 0;
}

#endif

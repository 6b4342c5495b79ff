/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* What every record begins with, and who else has a part in an event. */
#ifndef CRITTER_RECORD_H
#define CRITTER_RECORD_H

#include "hierarchy.h"
#include "kernel.h"
#include "lineage.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* By typed loads, which no lockdown refuses. */
static __always_inline void copy_comm(char *to, struct task_struct *task)
{
	((__u64 *)to)[0] = *(__u64 *)&task->comm[0];
	((__u64 *)to)[1] = *(__u64 *)&task->comm[8];
}

/* Without cgroup and comm. */
static __always_inline void set_header(struct critter_record *record, __u16 type, struct task_struct *task)
{
	struct task_struct *leader = task->group_leader;

	record->type = type;
	record->flags = 0;
	record->time_ns = bpf_ktime_get_boot_ns();
	record->pid = task->tgid;
	record->tid = task->pid;
	record->start_time_ns = leader->start_boottime;
	record->parent_pid = leader->real_parent->tgid;
	record->uid = task->cred->euid.val; /* bpf_get_current_uid_gid() gives the real one */
	record->run = leader->self_exec_id;
}

/* The current task, as having a part in what happens to another process. */
static __always_inline void set_party(struct critter_party *party)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct task_struct *leader = task->group_leader;
	struct process *process = bpf_task_storage_get(&processes, leader, 0, 0);

	party->start_time_ns = leader->start_boottime;
	party->cgroup_id = current_cgroup_id(task);
	party->pid = task->tgid;
	party->run = leader->self_exec_id;
	party->uid = task->cred->euid.val;
	party->parent_pid = leader->real_parent->tgid;
	party->program = process && process->program ?
				 process->program :
				 run_key(party->start_time_ns, party->pid, party->run);
	/* Threads of a runtime's have names that say nothing of it. */
	copy_comm(party->comm, leader);
}

#endif

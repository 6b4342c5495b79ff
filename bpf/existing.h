/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* The lineage of the processes that are there when critter starts, as far as the kernel still knows it. */
#ifndef CRITTER_EXISTING_H
#define CRITTER_EXISTING_H

#include "lineage.h"

#define GENERATIONS 32 /* so many at most are gone through to find where a process came from */

/* Where find_origin() is. */
struct origin_walk {
	struct task_struct *task;
	__u64 namespace;
	__u32 is_host; /* it has come to the node's first process */
	__u32 is_over;
};

/*
 * Called, and not a loop's body: the verifier comes by twice or so then, and not for each generation and each way there;
 * each time, each load of such a pointer has Linux 6.18 search all of the kernel's BTF for four names, 1 ms.
 */
static long origin_step(__u64 step, struct origin_walk *walk)
{
	struct task_struct *task = walk->task, *parent = task->real_parent->group_leader;

	if (task->tgid <= 1 || parent->tgid == 0) {
		walk->is_host = 1;
		return 1;
	}
	if (mount_namespace_of(parent) != walk->namespace) {
		walk->is_over = 1;
		return 1;
	}
	walk->task = parent;
	return 0;
}

/* Of processes that nobody saw begin: in whose mount namespace they are, up to the first that came from another. */
static __always_inline void find_origin(struct process *process, struct task_struct *leader)
{
	__u64 namespace = mount_namespace_of(leader), start;
	struct origin_walk walk = { .task = leader, .namespace = namespace };
	struct task_struct *task;
	__u64 *claim;

	process->mount_namespace = namespace;
	process->origin = CRITTER_ORIGIN_OUTSIDE;
	bpf_loop(GENERATIONS, origin_step, &walk, 0);
	if (walk.is_host) {
		start = 0;
		bpf_map_update_elem(&claims, &namespace, &start, BPF_ANY);
		return;
	}
	if (!walk.is_over)
		return;
	task = walk.task;
	start = task->start_boottime;
	claim = bpf_map_lookup_elem(&claims, &namespace);
	if (!claim) {
		bpf_map_update_elem(&claims, &namespace, &start, BPF_ANY);
		process->origin = CRITTER_ORIGIN_ENTRYPOINT;
	} else if (*claim == 0) {
		return;
	} else {
		process->origin = is_first_of_pid_namespace(task) || *claim == start ? CRITTER_ORIGIN_ENTRYPOINT :
										       CRITTER_ORIGIN_EXEC;
	}
	process->entry_cgroup_id = cgroup_id_of(task);
	process->entry_start_time_ns = start;
	process->entry_pid = task->tgid;
	process->entry_run = task->self_exec_id;
}

/* Of processes that nobody saw begin: who their parents are now, which may be who took them in. */
static __always_inline void find_ancestors(struct process *process, struct task_struct *leader)
{
	struct task_struct *task = leader, *parent;
	struct critter_ancestor *ancestor;
	__u32 i;

	for (i = 0; i < ANCESTORS; i++) {
		if (i >= options.ancestors)
			break;
		parent = task->real_parent->group_leader;
		if (parent->tgid == 0)
			break;
		ancestor = &process->ancestors[i];
		ancestor->start_time_ns = parent->start_boottime;
		ancestor->pid = parent->tgid;
		ancestor->run = parent->self_exec_id;
		ancestor->program = run_key(ancestor->start_time_ns, ancestor->pid, ancestor->run);
		task = parent;
	}
	process->ancestor_count = i;
}

/* What is kept of a process that nobody saw begin, or whose exec was missed while the programs were attached. */
static __always_inline struct process *existing_process_of(struct task_struct *leader)
{
	struct process *process = running_process_of(leader);
	int is_missed;

	if (!process)
		return 0;
	is_missed = process->run != (__u32)leader->self_exec_id;
	bring_up(process, leader, leader->self_exec_id);
	if (!process->is_known)
		find_ancestors(process, leader);
	if (!process->is_known || is_missed)
		find_origin(process, leader);
	process->is_known = 1;
	return process;
}

#endif

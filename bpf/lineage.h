/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/*
 * Which run of a program a process is, whose child it is, and how it came where it is. All of it lies with the process
 * itself (task storage): there is no size to choose, nothing to evict, no reused pid, and no record that is lost changes
 * it. Typed loads only, which no lockdown refuses.
 */
#ifndef CRITTER_LINEAGE_H
#define CRITTER_LINEAGE_H

#include "hierarchy.h"
#include "kernel.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define ANCESTORS (CRITTER_ANCESTORS_MAX / sizeof(struct critter_ancestor))

/* Who raised the last signal that ends a process, and what asked it to end before. */
struct last_signals {
	struct critter_party sender;
	__u64 stop_time_ns;
	__u32 number;
	__u16 code;
	__u16 unused;
	__u32 stop_number;
	__u32 syscall;
	__u32 arch;
	__u32 unused2;
};

struct last_oom {
	__u64 limit_bytes;
	__u32 scope;
	__u32 killed;
};

struct process {
	__u64 exec_time_ns; /* of its last exec that was seen */
	__u64 program; /* run_key() of the exec that began what it runs; 0: nothing is known yet */
	__u64 mount_namespace; /* in which its origin was decided */
	__u64 entry_cgroup_id; /* the cgroup in which it was decided */
	__u64 entry_start_time_ns; /* these three: the run with which its origin began */
	__u32 entry_pid;
	__u32 entry_run;
	__u32 origin; /* enum critter_origin */
	__u32 ended; /* its exit is already recorded */
	__u32 ancestor_count;
	__u32 has_run; /* it had an exec of its own */
	__u32 told; /* how often the iterator came by */
	__u32 run; /* the number of the run that this was last brought up to */
	__u32 is_known; /* it was seen to begin, or the iterator came by */
	__u32 unused;
	struct last_signals signals;
	struct last_oom oom;
	struct critter_ancestor ancestors[ANCESTORS];
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct process);
} processes SEC(".maps");

/* Mount namespaces in which a program began, and when the process was created that ran the first; the host's has 0. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, __u64);
} claims SEC(".maps");

/* What a run of a program is kept by; wasm/lineage/run_key.ts has the same. */
static __always_inline __u64 run_key(__u64 start, __u32 pid, __u32 run)
{
	__u64 key = start * 0x9E3779B97F4A7C15ull;

	key ^= key >> 32;
	key += (__u64)pid << 32 | run;
	key *= 0xBF58476D1CE4E5B9ull;
	return key ^ key >> 29;
}

/* Their numbers in /proc come again; these do not. */
static __always_inline __u64 mount_namespace_in(struct nsproxy *proxy)
{
	struct mnt_namespace *namespace;

	if (!proxy)
		return 0;
	namespace = proxy->mnt_ns;
	if (!namespace)
		return 0;
	if (bpf_core_field_exists(namespace->seq))
		return namespace->seq;
	if (bpf_core_field_exists(namespace->ns.ns_id))
		return namespace->ns.ns_id;
	return namespace->ns.inum;
}

static __always_inline __u64 mount_namespace_of(struct task_struct *task)
{
	return mount_namespace_in(task->nsproxy);
}

static __always_inline int is_first_of_pid_namespace(struct task_struct *task)
{
	return task->signal->flags & SIGNAL_UNKILLABLE && task->tgid != 1;
}

/*
 * What is kept of a process where nothing was yet, as it is older than the programs here: enough until the iterator comes
 * by, or for one that ends before.
 */
static __always_inline void begin_unseen(struct process *process, struct task_struct *leader, __u32 run)
{
	struct task_struct *parent = leader->real_parent->group_leader;

	process->run = run;
	process->program = run_key(leader->start_boottime, leader->tgid, run);
	process->has_run = 1;
	process->mount_namespace = mount_namespace_of(leader);
	if (options.ancestors == 0 || parent->tgid == 0)
		return;
	process->ancestors[0].start_time_ns = parent->start_boottime;
	process->ancestors[0].pid = parent->tgid;
	process->ancestors[0].run = parent->self_exec_id;
	process->ancestors[0].program = run_key(parent->start_boottime, parent->tgid, parent->self_exec_id);
	process->ancestor_count = 1;
}

/*
 * Whether the runtime runs this before the container's program: the runtime's process is in the new namespace already,
 * and lives. The first process of a pid namespace is nobody's helper.
 */
static __always_inline int is_hook(struct task_struct *task, __u64 namespace)
{
	struct task_struct *parent = task->real_parent->group_leader;
	struct process *process;

	if (is_first_of_pid_namespace(task) || mount_namespace_of(parent) != namespace)
		return 0;
	process = bpf_task_storage_get(&processes, parent, 0, 0);
	return process && process->mount_namespace != namespace;
}

/*
 * Where a process is in another mount namespace than when that was last looked at, it has come into a container: with the
 * first program that runs there, or later from outside. Whether the former.
 */
static __always_inline int enter_namespace(struct process *process, struct task_struct *task)
{
	__u64 namespace = mount_namespace_of(task), start = task->start_boottime;
	int is_start = 0;
	__u64 *claim;

	if (process->mount_namespace == namespace)
		return 0;
	claim = bpf_map_lookup_elem(&claims, &namespace);
	if (claim) {
		/* Into the host's: a container that breaks out, or was let out, is still what it was. */
		if (*claim != 0 && *claim != start)
			process->origin = CRITTER_ORIGIN_EXEC;
		else
			claim = 0;
	} else if (!is_hook(task, namespace)) {
		bpf_map_update_elem(&claims, &namespace, &start, BPF_ANY);
		/* A namespace of a container's own making changes nothing; one with a cgroup of its own is a container within. */
		is_start = process->origin <= CRITTER_ORIGIN_OUTSIDE ||
			   (is_first_of_pid_namespace(task) && process->entry_cgroup_id != cgroup_id_of(task));
		if (is_start)
			process->origin = CRITTER_ORIGIN_ENTRYPOINT;
	}
	process->mount_namespace = namespace;
	if (is_start || claim) {
		process->entry_cgroup_id = cgroup_id_of(task);
		process->entry_start_time_ns = start;
		process->entry_pid = task->tgid;
		process->entry_run = task->self_exec_id;
	}
	return is_start;
}

/* Brings what is kept of a process up to the run that it should know of: an exec may have been missed. */
static __always_inline void bring_up(struct process *process, struct task_struct *leader, __u32 run)
{
	if (!process->program) {
		begin_unseen(process, leader, run);
	} else if (process->run != run) {
		process->run = run;
		process->program = run_key(leader->start_boottime, leader->tgid, run);
		process->has_run = 1;
	}
}

/* What is kept of the process whose first thread it is. */
static __always_inline struct process *process_of(struct task_struct *leader)
{
	struct process *process = bpf_task_storage_get(&processes, leader, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (process)
		bring_up(process, leader, leader->self_exec_id);
	return process;
}

/* What a process gets from the one that forks it; a thread from its process, as it may take over its place by an exec. */
static __always_inline void inherit(struct process *to, struct process *from, struct task_struct *forker,
				    int is_thread)
{
	__u32 i, count = from->ancestor_count;

	to->program = from->program;
	to->run = from->run;
	to->is_known = from->is_known;
	to->mount_namespace = from->mount_namespace;
	to->origin = from->origin;
	to->entry_cgroup_id = from->entry_cgroup_id;
	to->entry_start_time_ns = from->entry_start_time_ns;
	to->entry_pid = from->entry_pid;
	to->entry_run = from->entry_run;
	if (is_thread) {
		to->has_run = from->has_run;
		to->exec_time_ns = from->exec_time_ns;
		for (i = 0; i < ANCESTORS; i++) {
			if (i >= options.ancestors)
				break;
			to->ancestors[i] = from->ancestors[i];
		}
		to->ancestor_count = count;
		return;
	}
	if (options.ancestors == 0)
		return;
	to->ancestors[0].start_time_ns = forker->start_boottime;
	to->ancestors[0].pid = forker->tgid;
	to->ancestors[0].run = forker->self_exec_id;
	to->ancestors[0].program = from->program;
	for (i = 1; i < ANCESTORS; i++) {
		if (i >= options.ancestors)
			break;
		to->ancestors[i] = from->ancestors[i - 1];
	}
	to->ancestor_count = count < options.ancestors ? count + 1 : options.ancestors;
}

/* The same, and an exec of it is under way: begin_run() brings it up. */
static __always_inline struct process *running_process_of(struct task_struct *leader)
{
	return bpf_task_storage_get(&processes, leader, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
}

/* A process began another program; whether it is the first of a container. */
static __always_inline int begin_run(struct process *process, struct task_struct *task, __u64 time_ns)
{
	__u32 run = task->self_exec_id;

	/* As it was before this exec. */
	if (!process->program)
		begin_unseen(process, task, run);
	process->exec_time_ns = time_ns;
	process->has_run = 1;
	process->run = run;
	process->program = run_key(task->start_boottime, task->tgid, run);
	return enter_namespace(process, task);
}

/* Whether it is the process that a container began with. */
static __always_inline int is_entrypoint(struct process *process, struct task_struct *leader)
{
	return process->origin == CRITTER_ORIGIN_ENTRYPOINT && process->entry_pid == (__u32)leader->tgid &&
	       process->entry_start_time_ns == leader->start_boottime;
}

/*
 * Whether it is the runtime's own that came into a mount namespace in which no program has begun, and ends there: where
 * that is no success, its container's program could not be begun.
 */
static __always_inline int has_never_begun(struct process *process, struct nsproxy *proxy)
{
	__u64 namespace = mount_namespace_in(proxy);

	return process->origin <= CRITTER_ORIGIN_OUTSIDE && namespace && namespace != process->mount_namespace &&
	       !bpf_map_lookup_elem(&claims, &namespace);
}

/* What a record's header tells of it. */
static __always_inline void set_lineage(struct critter_record *record, struct process *process)
{
	record->origin = 0;
	record->entry_start_time_ns = 0;
	record->entry_pid = 0;
	record->entry_run = 0;
	if (!process)
		return;
	record->origin = process->origin;
	if (process->origin != CRITTER_ORIGIN_EXEC)
		return;
	record->entry_start_time_ns = process->entry_start_time_ns;
	record->entry_pid = process->entry_pid;
	record->entry_run = process->entry_run;
}

/* Puts the ancestors at `to`, which has room for all that there can be; returns their length in bytes. */
static __always_inline __u32 put_ancestors(struct critter_ancestor *to, struct process *process)
{
	__u32 i;

	if (!process)
		return 0;
	for (i = 0; i < ANCESTORS; i++) {
		if (i >= options.ancestors || i >= process->ancestor_count)
			break;
		to[i] = process->ancestors[i];
	}
	return i * sizeof(*to);
}

#endif

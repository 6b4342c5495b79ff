/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* Processes that end, and with the first one of a container that. */
#ifndef CRITTER_EXIT_H
#define CRITTER_EXIT_H

#include "hierarchy.h"
#include "kernel.h"
#include "lineage.h"
#include "record.h"
#include "ring.h"
#include "signal.h"
#include "unwanted.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct exit_record {
	struct critter_record record;
	struct critter_exit exit;
	struct critter_party sender;
};

/* Why a process ended, with who sent the signal where that is known. */
static __always_inline void set_cause(struct exit_record *out, struct process *process)
{
	struct last_signals *signals;

	if (!out->exit.signal)
		return;
	out->exit.cause = CRITTER_EXIT_CAUSE_UNKNOWN;
	if (!process)
		return;
	signals = &process->signals;
	if (signals->number != out->exit.signal)
		return;
	switch (signals->code) {
	case CRITTER_SIGNAL_CODE_USER:
		out->exit.cause = CRITTER_EXIT_CAUSE_SIGNAL;
		out->exit.sender_length = sizeof(out->sender);
		out->sender = signals->sender;
		if (signals->stop_time_ns && signals->stop_number != out->exit.signal) {
			out->exit.stop_ago_ns = out->record.time_ns - signals->stop_time_ns;
			out->exit.stop_signal = signals->stop_number;
		}
		break;
	case CRITTER_SIGNAL_CODE_FAULT:
		out->exit.cause = CRITTER_EXIT_CAUSE_FAULT;
		break;
	case CRITTER_SIGNAL_CODE_SECCOMP:
		out->exit.cause = CRITTER_EXIT_CAUSE_SECCOMP;
		out->exit.syscall = signals->syscall;
		out->exit.arch = signals->arch;
		break;
	case CRITTER_SIGNAL_CODE_OUT_OF_MEMORY:
		out->exit.cause = CRITTER_EXIT_CAUSE_OUT_OF_MEMORY;
		out->exit.oom_scope = CRITTER_OOM_SCOPE_UNKNOWN;
		break;
	default:
		out->exit.cause = CRITTER_EXIT_CAUSE_KERNEL;
	}
}

/* `process` is 0 where nothing of it was kept. */
static __always_inline int exit_event(struct task_struct *task, struct process *process)
{
	struct exit_record out = {};
	struct task_struct *leader = task->group_leader;
	struct signal_struct *signal = task->signal;
	struct nsproxy *namespaces = task->nsproxy;
	int code, is_container, never_began;
	__u64 began, size;

	out.record.cgroup_id = current_cgroup_id(task);
	if (is_unwanted(out.record.cgroup_id))
		return 0;
	set_header(&out.record, CRITTER_PROCESS_EXIT, task);
	if (process)
		bring_up(process, leader, leader->self_exec_id);
	set_lineage(&out.record, process);
	copy_comm(out.record.comm, leader);

	began = leader->start_boottime;
	if (process && process->exec_time_ns)
		began = process->exec_time_ns;
	out.exit.duration_ns = out.record.time_ns > began ? out.record.time_ns - began : 0;

	code = signal->flags & SIGNAL_GROUP_EXIT ? signal->group_exit_code : leader->exit_code;
	out.exit.code = (code >> 8) & 0xff;
	out.exit.signal = code & 0x7f;
	if (code & 0x80)
		out.record.flags |= CRITTER_EXIT_CORE_DUMPED;
	set_cause(&out, process);
	if (process && process->oom.killed && out.exit.signal == SIGKILL) {
		out.exit.cause = CRITTER_EXIT_CAUSE_OUT_OF_MEMORY;
		out.exit.sender_length = 0;
		out.exit.oom_scope = process->oom.scope;
		out.exit.oom_limit_bytes = process->oom.limit_bytes;
	}
	if (process && process->program && !process->has_run)
		out.record.flags |= CRITTER_EXIT_NEVER_RAN;
	size = sizeof(out.record) + sizeof(out.exit);
	out.record.payload_length = sizeof(out.exit) + out.exit.sender_length;
	if (out.exit.sender_length)
		size += sizeof(out.sender);
	if (is_wanted(CRITTER_PROCESS_EXIT))
		emit(&out, size);

	if (!process || !is_wanted(CRITTER_CONTAINER_EXIT))
		return 0;
	is_container = is_entrypoint(process, leader);
	never_began = !is_container && (out.exit.code || out.exit.signal) && has_never_begun(process, namespaces);
	if (!is_container && !never_began)
		return 0;
	out.record.type = CRITTER_CONTAINER_EXIT;
	if (never_began)
		out.exit.cause = CRITTER_EXIT_CAUSE_NOT_STARTED;
	emit(&out, size);
	return 0;
}

/*
 * A process ends with its last thread; kernel threads are none. A leader that ends before (by itself, or because another thread
 * execs and takes its place) leaves live threads behind and is no exit.
 */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(process_exit_group, struct task_struct *task, int group_dead)
{
	if (task->flags & PF_KTHREAD || !group_dead)
		return 0;
	return exit_event(task, bpf_task_storage_get(&processes, task->group_leader, 0, 0));
}

/* For kernels whose tracepoint does not tell that it is the last thread. */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(process_exit, struct task_struct *task)
{
	struct task_struct *leader = task->group_leader;
	struct signal_struct *signal = task->signal;
	struct process *process;

	if (task->flags & PF_KTHREAD || signal->live.counter > 0)
		return 0;
	process = bpf_task_storage_get(&processes, leader, 0, 0);
	/*
	 * The last threads of a process may end side by side, each seeing none alive: the first one records. Where
	 * only one is left unreleased, the others have been here and left their mark, if there was need for one.
	 */
	if (!process && signal->nr_threads > 1)
		process = bpf_task_storage_get(&processes, leader, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (process && __sync_lock_test_and_set(&process->ended, 1))
		return 0;
	return exit_event(task, process);
}

#endif

/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* Programs that processes begin, and those that run when critter starts. */
#ifndef CRITTER_EXEC_H
#define CRITTER_EXEC_H

#include "cgroup.h"
#include "exec_facts.h"
#include "exec_record.h"
#include "existing.h"
#include "hierarchy.h"
#include "kernel.h"
#include "lineage.h"
#include "path_walk.h"
#include "record.h"
#include "ring.h"
#include "typed_reads.h"
#include "unwanted.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* What a process runs, and as whom. `walker` says whose record it is: of an exec, or the iterator's at the start. */
static __always_inline int exec_event(struct task_struct *task, struct linux_binprm *binprm, enum reads reads,
				       __u32 walker)
{
	struct exec_record *out = bpf_map_lookup_elem(&exec_records, &walker);
	struct task_struct *leader = task->group_leader;
	struct mm_struct *mm = task->mm;
	struct fs_struct *fs = task->fs; /* read here and handed on, as in origin_step() */
	struct process *process;
	struct path_walk *walk;
	struct file *file;
	__u64 length, size, start, *birth;
	long result;

	if (!out)
		return 0;
	set_header(&out->record, walker ? CRITTER_PROCESS_EXISTING : CRITTER_PROCESS_EXEC, task);
	out->record.cgroup_id = walker ? cgroup_id_of(task) : current_cgroup_id(task);
	copy_comm(out->record.comm, task);

	/* Before the filter: the process may end in another cgroup. */
	process = running_process_of(leader);
	out->is_start = process && !walker ? begin_run(process, leader, out->record.time_ns) : 0;
	set_lineage(&out->record, process);
	out->exec.ancestors_length = put_ancestors((void *)out->data, process);
	if (walker && process && process->told == 1)
		out->record.flags |= CRITTER_EXEC_QUIET;
	if (is_unwanted(out->record.cgroup_id))
		return 0;
	if (!is_wanted(CRITTER_CONTAINER_START))
		out->is_start = 0;
	if (!walker && !is_wanted(CRITTER_PROCESS_EXEC) && !out->is_start)
		return 0;

	set_credentials(out, task);
	length = out->exec.ancestors_length;
	if (length > CRITTER_ANCESTORS_MAX)
		return 0;
	out->exec.since_cgroup_ns = 0;
	birth = bpf_map_lookup_elem(&cgroup_births, &out->record.cgroup_id);
	if (birth && out->record.time_ns > *birth)
		out->exec.since_cgroup_ns = out->record.time_ns - *birth;

	out->exec.requested_length = 0;
	if (binprm) {
		/* The kernel's own copy of binprm->filename on the new stack; nobody else has had the chance to change it. */
		size = 0;
		result = bpf_probe_read_user_str(&out->data[length], CRITTER_PATH_MAX + 1, (void *)binprm->exec);
		if (result > 0)
			size = result - 1;
		if (size > CRITTER_PATH_MAX)
			size = CRITTER_PATH_MAX;
		if (result > CRITTER_PATH_MAX)
			out->record.flags |= CRITTER_EXEC_REQUESTED_TRUNCATED;
		out->exec.requested_length = size;
		length += size;
		if (binprm->interp != binprm->filename)
			out->record.flags |= CRITTER_EXEC_SCRIPT;
		if (BPF_CORE_READ_BITFIELD(binprm, secureexec))
			out->record.flags |= CRITTER_EXEC_GAINED_PRIVILEGES;
	}

	out->exec.executable_length = 0;
	out->exec.executable_origin = 0;
	out->exec.vpid = reads ? pid_in_namespace(leader, reads) : 0;
	file = reads && mm && fs ? mm->exe_file : 0;
	if (file) {
		out->exec.executable_origin = executable_origin(fs, file, reads);
		walk = walk_path(fs, &file->f_path, walker, reads);
		size = append_path(out, length, walk, walker, reads);
		if (walk && size) {
			out->exec.executable_length = size;
			length += size;
			if (!walk->whole)
				out->record.flags |= CRITTER_EXEC_EXECUTABLE_TRUNCATED;
			if (walk->unreachable)
				out->record.flags |= CRITTER_EXEC_EXECUTABLE_UNREACHABLE;
			if (walk->deleted)
				out->record.flags |= CRITTER_EXEC_EXECUTABLE_DELETED;
		}
	}

	walk = reads && fs ? walk_path(fs, &fs->pwd, walker, reads) : 0;
	size = append_path(out, length, walk, walker, reads);
	out->exec.cwd_length = size;
	if (walk && size) {
		length += size;
		if (!walk->whole)
			out->record.flags |= CRITTER_EXEC_CWD_TRUNCATED;
		if (walk->unreachable)
			out->record.flags |= CRITTER_EXEC_CWD_UNREACHABLE;
		if (walk->deleted)
			out->record.flags |= CRITTER_EXEC_CWD_DELETED;
	}

	out->exec.args_length = 0;
	if (binprm && mm) {
		start = mm->arg_start;
		size = mm->arg_end - start;
		if (size > CRITTER_ARGS_MAX) {
			size = CRITTER_ARGS_MAX;
			out->record.flags |= CRITTER_EXEC_ARGS_TRUNCATED;
		}
		/* Never so; the verifier wants to see it. */
		if (length > CRITTER_ANCESTORS_MAX + 3 * CRITTER_PATH_MAX)
			return 0;
		if (bpf_probe_read_user(&out->data[length], size, (void *)start)) {
			out->record.flags &= ~CRITTER_EXEC_ARGS_TRUNCATED;
			out->record.flags |= CRITTER_EXEC_ARGS_UNREADABLE;
		} else {
			out->exec.args_length = size;
			length += size;
		}
	} else {
		out->record.flags |= CRITTER_EXEC_ARGS_UNREADABLE;
	}

	length += sizeof(out->exec);
	out->record.payload_length = length;
	length += sizeof(out->record);
	if (length > offsetof(struct exec_record, length))
		return 0;
	if (walker || is_wanted(CRITTER_PROCESS_EXEC))
		emit(out, length);
	if (out->is_start) {
		out->record.type = CRITTER_CONTAINER_START;
		emit(out, length);
	}
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_exec, struct task_struct *task, int old_pid, struct linux_binprm *binprm)
{
	return exec_event(task, binprm, READS_BY_HELPER, 0);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_exec_cast, struct task_struct *task, int old_pid, struct linux_binprm *binprm)
{
	return exec_event(task, binprm, READS_BY_CAST, 0);
}

/* Walks no paths: their names are not within the structures that typed loads reach. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_exec_typed, struct task_struct *task, int old_pid, struct linux_binprm *binprm)
{
	return exec_event(task, binprm, READS_NOT, 0);
}

/* Where no exec is recorded. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_run, struct task_struct *task)
{
	struct process *process = running_process_of(task->group_leader);

	if (process)
		begin_run(process, task->group_leader, bpf_ktime_get_boot_ns());
	return 0;
}

/*
 * The processes that are there when critter starts. The iterator comes by before all else is attached and once more
 * behind it: what began meanwhile is told of too. The first time is for the names alone, so that whoever is told of the
 * second time has a parent with a name.
 */
static __always_inline int existing_event(struct task_struct *task, enum reads reads)
{
	struct process *process;

	if (!task || task != task->group_leader || !task->mm || task->flags & (PF_KTHREAD | PF_EXITING))
		return 0;
	process = existing_process_of(task);
	if (!process || process->told > 1 || (process->told == 1 && !is_wanted(CRITTER_PROCESS_EXISTING)))
		return 0;
	process->told++;
	return exec_event(task, 0, reads, 1);
}

SEC("iter/task")
int process_existing(struct bpf_iter__task *context)
{
	return existing_event(context->task, READS_BY_HELPER);
}

SEC("iter/task")
int process_existing_cast(struct bpf_iter__task *context)
{
	return existing_event(context->task, READS_BY_CAST);
}

SEC("iter/task")
int process_existing_typed(struct bpf_iter__task *context)
{
	return existing_event(context->task, READS_NOT);
}

#endif

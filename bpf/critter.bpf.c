// SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0)
/*
 * The programs: fork, exec and exit of processes, creation and removal of cgroups, one record each (wire.h);
 * those of cgroups, signals and want of memory stand in cgroup.h, signal.h and oom.h.
 * Each is loaded alone. Nothing here is newer than Linux 5.17, but for programs that another can stand in for: which
 * one does is said in src/events/hooks.ts. Those named …_cast and …_typed call no bpf_probe_read_kernel(), which a kernel
 * that is locked down for confidentiality refuses; the former read by bpf_rdonly_cast() instead (typed_reads.h).
 */
#include "cgroup.h"
#include "exec_facts.h"
#include "exec_record.h"
#include "existing.h"
#include "hierarchy.h"
#include "kernel.h"
#include "lineage.h"
#include "oom.h"
#include "path_walk.h"
#include "record.h"
#include "ring.h"
#include "signal.h"
#include "typed_reads.h"
#include "unwanted.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct exit_record {
	struct critter_record record;
	struct critter_exit exit;
	struct critter_party sender;
};

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

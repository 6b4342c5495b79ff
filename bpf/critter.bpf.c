// SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0)
/*
 * The programs: exec and exit of processes, creation and removal of cgroups, one record each (wire.h).
 * Each is loaded alone. Nothing here is newer than Linux 5.17, but for programs that another can stand in for: which
 * one does is said in src/events/hooks.ts. Those named …_typed call no bpf_probe_read_kernel(), which a kernel that is
 * locked down for confidentiality refuses.
 */
#include "hierarchy.h"
#include "kernel.h"
#include "path_walk.h"
#include "ring.h"
#include "unwanted.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

/* The kernel's buffer for a cgroup's path in its tracepoints (TRACE_CGROUP_PATH_LEN); a path that fills it was cut. */
#define CGROUP_PATH_BUFFER 1024

struct exec_record {
	struct critter_record record;
	struct critter_exec exec;
	/* The requested path, the executable's, working directory, arguments; a byte more shows that the first was cut. */
	char data[3 * CRITTER_PATH_MAX + CRITTER_ARGS_MAX + 8];
};

/* Too large for the stack. One program each, so that no other can write over it. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct exec_record);
} exec_records SEC(".maps");

struct cgroup_record {
	struct critter_record record;
	struct critter_cgroup cgroup;
	char path[CGROUP_PATH_BUFFER];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2); /* mkdir, rmdir */
	__type(key, __u32);
	__type(value, struct cgroup_record);
} cgroup_records SEC(".maps");

struct exit_record {
	struct critter_record record;
	struct critter_exit exit;
};

struct process {
	__u64 exec_time_ns;
	__u32 ended; /* its exit is already recorded */
	__u32 unused;
};

/* Task storage: it goes with the process, so there is no size to choose, nothing to evict and no reused pid. */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct process);
} processes SEC(".maps");

static __always_inline void set_header(struct critter_record *record, __u16 type, struct task_struct *task)
{
	record->type = type;
	record->flags = 0;
	record->time_ns = bpf_ktime_get_boot_ns();
	record->pid = task->tgid;
	record->tid = task->pid;
	record->start_time_ns = task->group_leader->start_boottime;
	record->parent_pid = task->group_leader->real_parent->tgid;
	record->uid = task->cred->euid.val; /* bpf_get_current_uid_gid() gives the real one */
}

/* Puts a path that was walked behind `length` bytes of text; returns its length, 0 where there is none. */
static __always_inline __u64 append_path(struct exec_record *out, __u64 length, struct path_walk *walk)
{
	__u64 size;

	if (!walk || length > 2 * CRITTER_PATH_MAX)
		return 0;
	size = CRITTER_PATH_MAX - walk->offset;
	if (size == 0 || size > CRITTER_PATH_MAX)
		return 0;
	if (bpf_probe_read_kernel(&out->data[length], size, &walk->buffer[walk->offset & (CRITTER_PATH_MAX - 1)]))
		return 0;
	return size;
}

/* Marks when the process began what it runs now: its exit tells how long that took. */
static __always_inline void set_exec_time(struct task_struct *task, __u64 time_ns)
{
	struct process *process = bpf_task_storage_get(&processes, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (process)
		process->exec_time_ns = time_ns;
}

static __always_inline int exec_event(struct task_struct *task, struct linux_binprm *binprm, int walks)
{
	__u32 zero = 0;
	struct exec_record *out = bpf_map_lookup_elem(&exec_records, &zero);
	struct mm_struct *mm = task->mm;
	struct path_walk *walk;
	struct file *file;
	__u64 length = 0, size, start;
	__u16 flags = 0;
	long result;

	if (!out)
		return 0;
	set_header(&out->record, CRITTER_PROCESS_EXEC, task);
	out->record.cgroup_id = current_cgroup_id(task);
	bpf_get_current_comm(out->record.comm, sizeof(out->record.comm));

	/* Before the filter: the process may end in another cgroup. */
	set_exec_time(task, out->record.time_ns);
	if (is_unwanted(out->record.cgroup_id))
		return 0;

	/* The kernel's own copy of binprm->filename on the new stack; nobody else has had the chance to change it. */
	result = bpf_probe_read_user_str(out->data, CRITTER_PATH_MAX + 1, (void *)binprm->exec);
	if (result > 0)
		length = result - 1;
	if (length > CRITTER_PATH_MAX)
		length = CRITTER_PATH_MAX;
	if (result > CRITTER_PATH_MAX)
		flags |= CRITTER_EXEC_REQUESTED_TRUNCATED;
	out->exec.requested_length = length;

	out->exec.executable_length = 0;
	file = walks && mm ? mm->exe_file : 0;
	if (file) {
		walk = walk_path(task, &file->f_path);
		size = append_path(out, length, walk);
		if (walk && size) {
			out->exec.executable_length = size;
			length += size;
			if (!walk->whole)
				flags |= CRITTER_EXEC_EXECUTABLE_TRUNCATED;
			if (walk->unreachable)
				flags |= CRITTER_EXEC_EXECUTABLE_UNREACHABLE;
			if (walk->deleted)
				flags |= CRITTER_EXEC_EXECUTABLE_DELETED;
		}
	}

	walk = walks && task->fs ? walk_path(task, &task->fs->pwd) : 0;
	size = append_path(out, length, walk);
	out->exec.cwd_length = size;
	if (walk && size) {
		length += size;
		if (!walk->whole)
			flags |= CRITTER_EXEC_CWD_TRUNCATED;
		if (walk->unreachable)
			flags |= CRITTER_EXEC_CWD_UNREACHABLE;
		if (walk->deleted)
			flags |= CRITTER_EXEC_CWD_DELETED;
	}

	out->exec.args_length = 0;
	if (mm) {
		start = mm->arg_start;
		size = mm->arg_end - start;
		if (size > CRITTER_ARGS_MAX) {
			size = CRITTER_ARGS_MAX;
			flags |= CRITTER_EXEC_ARGS_TRUNCATED;
		}
		/* Never so; the verifier wants to see it. */
		if (length > 3 * CRITTER_PATH_MAX)
			return 0;
		if (bpf_probe_read_user(&out->data[length], size, (void *)start)) {
			flags &= ~CRITTER_EXEC_ARGS_TRUNCATED;
			flags |= CRITTER_EXEC_ARGS_UNREADABLE;
		} else {
			out->exec.args_length = size;
			length += size;
		}
	} else {
		flags |= CRITTER_EXEC_ARGS_UNREADABLE;
	}

	out->record.flags = flags;
	length += sizeof(out->exec);
	out->record.payload_length = length;
	length += sizeof(out->record);
	if (length <= sizeof(*out))
		emit(out, length);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_exec, struct task_struct *task, int old_pid, struct linux_binprm *binprm)
{
	return exec_event(task, binprm, 1);
}

/* Walks no paths: their names are not within the structures that typed loads reach. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_exec_typed, struct task_struct *task, int old_pid, struct linux_binprm *binprm)
{
	return exec_event(task, binprm, 0);
}

/* For the exits alone, where no exec is recorded. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(exec_time, struct task_struct *task)
{
	set_exec_time(task, bpf_ktime_get_boot_ns());
	return 0;
}

/* `process` is 0 where no exec of it was seen. */
static __always_inline int exit_event(struct task_struct *task, struct process *process)
{
	struct exit_record out = {};
	struct task_struct *leader = task->group_leader;
	struct signal_struct *signal = task->signal;
	__u64 began;
	int code;

	out.record.cgroup_id = current_cgroup_id(task);
	if (is_unwanted(out.record.cgroup_id))
		return 0;
	set_header(&out.record, CRITTER_PROCESS_EXIT, task);
	out.record.payload_length = sizeof(out.exit);
	/* By typed loads, which no lockdown refuses. */
	((__u64 *)out.record.comm)[0] = *(__u64 *)&leader->comm[0];
	((__u64 *)out.record.comm)[1] = *(__u64 *)&leader->comm[8];

	began = leader->start_boottime;
	if (process && process->exec_time_ns)
		began = process->exec_time_ns;
	out.exit.duration_ns = out.record.time_ns > began ? out.record.time_ns - began : 0;

	code = signal->flags & SIGNAL_GROUP_EXIT ? signal->group_exit_code : leader->exit_code;
	out.exit.code = (code >> 8) & 0xff;
	out.exit.signal = code & 0x7f;
	if (code & 0x80)
		out.record.flags |= CRITTER_EXIT_CORE_DUMPED;
	emit(&out, sizeof(out));
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

/* Without `path` the record has none, as where the kernel had no room for it. */
static __always_inline int cgroup_event(struct cgroup *cgroup, const char *path, __u16 type, __u32 slot)
{
	struct cgroup_record *out;
	__u64 length = 0;
	long result;

	if (!is_in_hierarchy(cgroup))
		return 0;
	out = bpf_map_lookup_elem(&cgroup_records, &slot);
	if (!out)
		return 0;
	set_header(&out->record, type, bpf_get_current_task_btf());
	out->record.cgroup_id = cgroup->kn->id;
	bpf_get_current_comm(out->record.comm, sizeof(out->record.comm));
	out->cgroup.hierarchy_id = cgroup->root->hierarchy_id;

	if (path) {
		result = bpf_probe_read_kernel_str(out->path, sizeof(out->path), path);
		if (result > 0 && result < CGROUP_PATH_BUFFER)
			length = result - 1;
	}
	out->cgroup.path_length = length;
	length += sizeof(out->cgroup);
	out->record.payload_length = length;
	length += sizeof(out->record);
	if (length <= sizeof(*out))
		emit(out, length);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_mkdir, struct cgroup *cgroup, const char *path)
{
	return cgroup_event(cgroup, path, CRITTER_CGROUP_MKDIR, 0);
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_mkdir_typed, struct cgroup *cgroup)
{
	return cgroup_event(cgroup, 0, CRITTER_CGROUP_MKDIR, 0);
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(cgroup_rmdir, struct cgroup *cgroup, const char *path)
{
	return cgroup_event(cgroup, path, CRITTER_CGROUP_RMDIR, 1);
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(cgroup_rmdir_typed, struct cgroup *cgroup)
{
	return cgroup_event(cgroup, 0, CRITTER_CGROUP_RMDIR, 1);
}

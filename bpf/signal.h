/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* Signals that end or stop a process: who raised them. Kept with the process, so that its exit can say why. */
#ifndef CRITTER_SIGNAL_H
#define CRITTER_SIGNAL_H

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

#define BIT(number) (1ull << (number))
#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGTERM 15
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGWINCH 28
#define SIGSYS 31
#define FIRST_REALTIME 34

/* Told of whatever the process does about them. */
#define ALWAYS (BIT(SIGHUP) | BIT(SIGINT) | BIT(SIGQUIT) | BIT(SIGABRT) | BIT(SIGKILL) | BIT(SIGTERM) | BIT(SIGSTOP))
/* Never told of: they neither end nor stop. */
#define NEVER (BIT(SIGCHLD) | BIT(SIGURG) | BIT(SIGWINCH) | BIT(SIGCONT))
#define STOPPING (BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU))
/* By these a process is asked to end, besides by realtime ones. */
#define ASKING (BIT(SIGHUP) | BIT(SIGINT) | BIT(SIGQUIT) | BIT(SIGTERM) | BIT(SIGUSR1) | BIT(SIGUSR2))
/* The processor raises these. */
#define FAULTS (BIT(SIGILL) | BIT(SIGTRAP) | BIT(SIGBUS) | BIT(SIGFPE) | BIT(SIGSEGV))

#define RLIMIT_CPU 0
#define RLIM_INFINITY (~0ull)
/* TRACE_SIGNAL_… */
#define RESULT_DELIVERED 0
#define RESULT_LOSE_INFO 4 /* it is delivered, without who sent it */
#define SI_TIMER -2
#define SYS_SECCOMP 1

struct signal_record {
	struct critter_record record;
	struct critter_signal signal;
	struct critter_party sender;
};

/* SEND_SIG_NOINFO is 0 and SEND_SIG_PRIV is 1. */
static __always_inline __u16 code_of(int number, struct kernel_siginfo *info, struct task_struct *current, int reads)
{
	int code = 0;

	if ((unsigned long)info == 0)
		return CRITTER_SIGNAL_CODE_USER;
	if ((unsigned long)info == 1) {
		/*
		 * A process that ends takes those with it whose namespace or tracer it is, and one that may use so
		 * much of the processor gets it from the clock's interrupt.
		 */
		if (number == SIGKILL && !(current->flags & (PF_EXITING | PF_KTHREAD)) &&
		    current->signal->rlim[RLIMIT_CPU].rlim_max == RLIM_INFINITY)
			return CRITTER_SIGNAL_CODE_OUT_OF_MEMORY;
		return CRITTER_SIGNAL_CODE_KERNEL;
	}
	/* Newer kernels let nobody follow this pointer, as it may be one of those above. */
	if (reads)
		code = BPF_CORE_READ(info, si_code);
	else if (number < 32 && FAULTS & BIT(number))
		code = 1;
	else if (number == SIGSYS)
		code = SYS_SECCOMP;
	if (code == SI_TIMER)
		return CRITTER_SIGNAL_CODE_TIMER;
	if (code <= 0)
		return CRITTER_SIGNAL_CODE_USER;
	if (number == SIGSYS && code == SYS_SECCOMP)
		return CRITTER_SIGNAL_CODE_SECCOMP;
	return number < 32 && FAULTS & BIT(number) ? CRITTER_SIGNAL_CODE_FAULT : CRITTER_SIGNAL_CODE_KERNEL;
}

/* Whether the process does about it what processes do by default; where that cannot be read it is taken for so. */
static __always_inline int is_default_action(struct task_struct *task, int number, int reads)
{
	/* Read, and not followed: the verifier lets nobody add to a pointer that it knows what it does not. */
	void *actions, *handler = 0;
	__u64 index = (__u32)(number - 1) & 63;

	if (number == SIGKILL || number == SIGSTOP)
		return 1;
	if (!reads)
		return ALWAYS & BIT(number) || FAULTS & BIT(number);
	actions = (void *)BPF_CORE_READ(task, sighand) + bpf_core_field_offset(struct sighand_struct, action);
	if (bpf_probe_read_kernel(&handler, sizeof(handler),
				  actions + index * bpf_core_type_size(struct k_sigaction)))
		return 0;
	return handler == 0;
}

static __always_inline int signal_event(int number, struct kernel_siginfo *info, struct task_struct *task,
					int result, int reads)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct task_struct *leader = task->group_leader;
	struct signal_record out = {};
	struct process *process;
	int is_by_user, is_default, is_realtime;

	if (number < 1 || number > 64 || task->flags & PF_KTHREAD)
		return 0;
	is_realtime = number >= FIRST_REALTIME;
	if (!is_realtime && NEVER & BIT(number))
		return 0;
	is_default = is_default_action(task, number, reads);
	if (!is_default && !is_realtime && !((ALWAYS | ASKING) & BIT(number)))
		return 0;

	out.signal.code = code_of(number, info, current, reads);
	is_by_user = out.signal.code == CRITTER_SIGNAL_CODE_USER;
	if (is_by_user)
		set_party(&out.sender);
	process = process_of(leader);
	if (process) {
		/* One that ends already is ended by nothing else. */
		if (is_default && (result == RESULT_DELIVERED || result == RESULT_LOSE_INFO) &&
		    !leader->signal->core_state && (is_realtime || !(STOPPING & BIT(number)))) {
			process->signals.number = number;
			process->signals.code = out.signal.code;
			process->signals.sender = out.sender;
			if (reads && out.signal.code == CRITTER_SIGNAL_CODE_SECCOMP) {
				process->signals.syscall = BPF_CORE_READ(info, _sifields._sigsys._syscall);
				process->signals.arch = BPF_CORE_READ(info, _sifields._sigsys._arch);
			}
		}
		if (is_by_user && (is_realtime || ASKING & BIT(number)) && current->tgid != task->tgid) {
			process->signals.stop_number = number;
			process->signals.stop_time_ns = bpf_ktime_get_boot_ns();
		}
	}

	if (!is_wanted(CRITTER_PROCESS_SIGNAL) || (!is_default && (is_realtime || !(ALWAYS & BIT(number)))))
		return 0;
	out.record.cgroup_id = cgroup_id_of(task);
	if (is_unwanted(out.record.cgroup_id))
		return 0;
	set_header(&out.record, CRITTER_PROCESS_SIGNAL, task);
	set_lineage(&out.record, process);
	copy_comm(out.record.comm, leader);
	out.signal.number = number;
	out.signal.result = result;
	out.signal.sender_length = is_by_user ? sizeof(out.sender) : 0;
	out.record.payload_length = sizeof(out.signal) + out.signal.sender_length;
	emit(&out, sizeof(out.record) + sizeof(out.signal) + (is_by_user ? sizeof(out.sender) : 0));
	return 0;
}

SEC("tp_btf/signal_generate")
int BPF_PROG(process_signal, int number, struct kernel_siginfo *info, struct task_struct *task, int group, int result)
{
	return signal_event(number, info, task, result, 1);
}

/* Reads neither what the process does about a signal, nor how it came about: it takes what is usual. */
SEC("tp_btf/signal_generate")
int BPF_PROG(process_signal_typed, int number, struct kernel_siginfo *info, struct task_struct *task, int group,
	     int result)
{
	return signal_event(number, info, task, result, 0);
}

#endif

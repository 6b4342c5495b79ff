/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ends in a way that the first argument chooses; linked statically, so that it runs in any container:
 *   exit CODE      by itself
 *   abort          by abort(3), with a core where that is allowed
 *   fault          reads what is at address 0
 *   wait           not until something ends it; a container's first process does not hear SIGTERM so
 *   honour         waits, and exits with 0 at SIGTERM
 *   memory         takes memory until something ends it
 *   child          a child does that, then it waits
 *   group COUNT    so many children take memory slowly, it does itself as they do
 *   syscall NAME   has the kernel kill it for a system call: ptrace, read, mount; or `trap`: SIGSYS that it could handle
 *   call           calls ptrace, which a filter of the runtime's may not let it
 *   sibling        a child kills it
 */
#define _GNU_SOURCE
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void end_well(int number)
{
	_exit(0);
}

static void wait_for_ever(void)
{
	for (;;)
		pause();
}

static void take_memory(useconds_t step)
{
	for (;;) {
		char *block = malloc(1 << 20);

		if (block)
			memset(block, 1, 1 << 20);
		if (step)
			usleep(step);
	}
}

/* Only the one system call is refused. */
static int refuse(int number, unsigned int action)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(*code), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static int call_refused(const char *name)
{
	int is_trap = !strcmp(name, "trap");
	int number = !strcmp(name, "read") ? SYS_read : !strcmp(name, "mount") ? SYS_mount : SYS_ptrace;

	if (refuse(number, is_trap ? SECCOMP_RET_TRAP : SECCOMP_RET_KILL_PROCESS))
		return 90;
	syscall(number, 0, 0, 0, 0, 0);
	return 91;
}

int main(int argc, char **argv)
{
	const char *way = argc > 1 ? argv[1] : "";
	const char *what = argc > 2 ? argv[2] : "";
	int count;

	if (!strcmp(way, "exit"))
		return atoi(what);
	if (!strcmp(way, "abort"))
		abort();
	if (!strcmp(way, "fault"))
		return *(volatile int *)0;
	if (!strcmp(way, "wait"))
		wait_for_ever();
	if (!strcmp(way, "honour")) {
		signal(SIGTERM, end_well);
		wait_for_ever();
	}
	if (!strcmp(way, "memory"))
		take_memory(0);
	if (!strcmp(way, "child")) {
		if (fork() == 0)
			take_memory(0);
		wait(NULL);
		wait_for_ever();
	}
	if (!strcmp(way, "group")) {
		for (count = atoi(what); count > 0; count--)
			if (fork() == 0)
				take_memory(1000);
		take_memory(1000);
	}
	if (!strcmp(way, "syscall"))
		return call_refused(what);
	if (!strcmp(way, "call"))
		return ptrace(PTRACE_TRACEME, 0, 0, 0) ? 92 : 93;
	if (!strcmp(way, "sibling")) {
		if (fork() == 0)
			return kill(getppid(), SIGKILL);
		wait_for_ever();
	}
	return 98;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes random trees of processes, and keeps who came from whom: COUNT forks and execs in all.
 *   trees root COUNT SEED    descriptor 8 is an empty file for what is kept, 9 the node's /proc
 *   trees crowd COUNT        so many children, each of which execs, all alive until standard input ends
 * A run of a program is a node: a fork makes one, an exec another. The file has a struct kept and then the nodes.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KEPT 8
#define PROC 9
/* So many processes at most live at a time: a namespace may have few pids. */
#define MOST 60

enum kind { FORKED = 1, RAN = 2 };

struct node {
	uint32_t kind;
	uint32_t from; /* the node that forked it, or that was what the process ran before */
	uint32_t pid; /* in the node's first pid namespace */
	uint32_t vpid;
	uint64_t start; /* when its process was created, in ticks, as /proc has it */
};

struct kept {
	_Atomic uint32_t next;
	_Atomic uint32_t alive;
	uint32_t count;
	uint32_t seed;
	struct node nodes[];
};

static struct kept *kept;
static const char *program;
static uint32_t self;
static uint32_t state;

static uint32_t next_random(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* 0: there are enough, which the root's own is never. */
static uint32_t new_node(uint32_t kind, uint32_t from)
{
	uint32_t node = atomic_fetch_add(&kept->next, 1);

	if (node >= kept->count)
		return 0;
	kept->nodes[node].kind = kind;
	kept->nodes[node].from = from;
	return node;
}

static void arrive(uint32_t node)
{
	char text[512] = {};
	const char *at;
	int file = openat(PROC, "self/stat", O_RDONLY);

	if (file < 0 || read(file, text, sizeof(text) - 1) <= 0)
		_exit(91);
	close(file);
	kept->nodes[node].pid = atoi(text);
	kept->nodes[node].vpid = getpid();
	/* The 22nd field; the second is a name in brackets. */
	at = strrchr(text, ')');
	for (int field = 2; field < 22; field++)
		at = strchr(at + 1, ' ');
	kept->nodes[node].start = strtoull(at, NULL, 10);
}

static void end(void)
{
	atomic_fetch_sub(&kept->alive, 1);
	_exit(0);
}

/* There was no pid, or no memory. */
static void give_up(int code)
{
	atomic_fetch_sub(&kept->alive, 1);
	_exit(code);
}

static void begin(uint32_t node)
{
	self = node;
	arrive(node);
	state = (node + 1) * 2654435761u ^ kept->seed;
	if (state == 0)
		state = 1;
	for (int i = 0; i < 4; i++)
		next_random();
}

static void run(uint32_t node)
{
	char number[16];
	char *arguments[] = { (char *)program, "node", number, NULL };

	snprintf(number, sizeof(number), "%u", node);
	execv(program, arguments);
	_exit(97);
}

static void live(void);

/* A process more, by a system call that returns twice; 0 in it. */
static long forked(long flags, uint32_t node)
{
	atomic_fetch_add(&kept->alive, 1);
	long pid = flags ? syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0) : fork();

	if (pid < 0) {
		atomic_fetch_sub(&kept->alive, 1);
		return pid;
	}
	if (pid == 0)
		begin(node);
	return pid;
}

static void run_next(int is_thread);

static void fork_one(long flags)
{
	uint32_t node = new_node(FORKED, self);

	if (!node || forked(flags, node) != 0)
		return;
	/* The C library does not know of this fork: threads would not work. */
	if (flags) {
		run_next(0);
		end();
	}
	live();
}

/* The one between ends at once: its child is an orphan. */
static void fork_twice(void)
{
	uint32_t node = new_node(FORKED, self);

	if (!node || forked(0, node) != 0)
		return;
	fork_one(0);
	end();
}

static void fork_and_run(void)
{
	uint32_t node = new_node(FORKED, self), next = node ? new_node(RAN, node) : 0;
	pid_t pid;

	if (!next)
		return;
	atomic_fetch_add(&kept->alive, 1);
	pid = vfork();
	if (pid < 0)
		atomic_fetch_sub(&kept->alive, 1);
	if (pid == 0) {
		arrive(node);
		run(next);
	}
}

static void *run_by_thread(void *node)
{
	run((uintptr_t)node);
	return NULL;
}

static void *fork_by_thread(void *unused)
{
	fork_one(0);
	return NULL;
}

static void by_thread(void *(*what)(void *), uintptr_t node)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, what, (void *)node))
		give_up(95);
	pthread_join(thread, NULL);
}

static void run_next(int is_thread)
{
	uint32_t node = new_node(RAN, self);

	if (!node)
		return;
	if (is_thread)
		by_thread(run_by_thread, node);
	run(node);
}

static void *live_on(void *unused)
{
	live();
	return NULL;
}

/* The first thread leaves, and another one is the process from now on. */
static void leave_to_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, live_on, NULL))
		give_up(95);
	pthread_exit(NULL);
}

static void live(void)
{
	while (atomic_load(&kept->next) < kept->count) {
		uint32_t way = next_random() % 16;

		if (way < 4)
			run_next(way == 0);
		if (way >= 13 || atomic_load(&kept->alive) >= MOST)
			end();
		if (way == 4)
			fork_twice();
		else if (way == 5)
			fork_one(CLONE_PARENT);
		else if (way == 6)
			by_thread(fork_by_thread, 0);
		else if (way < 9)
			fork_and_run();
		else if (way == 9)
			leave_to_thread();
		else
			fork_one(0);
	}
	end();
}

/* The root forks as long as there is need, and leaves when all have. */
static int root(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	atomic_store(&kept->alive, 1);
	begin(0);
	while (atomic_load(&kept->next) < kept->count || atomic_load(&kept->alive) > 1) {
		if (atomic_load(&kept->next) >= kept->count || atomic_load(&kept->alive) >= MOST / 2)
			usleep(500);
		else if (next_random() % 2)
			fork_one(0);
		else
			fork_twice();
	}
	return 0;
}

static int crowd(int count)
{
	char *arguments[] = { (char *)program, "sleep", NULL };
	char byte;

	for (int i = 0; i < count; i++) {
		pid_t pid = vfork();

		if (pid < 0)
			return 96;
		if (pid == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			execv(program, arguments);
			_exit(97);
		}
	}
	puts("all");
	fflush(stdout);
	return read(0, &byte, 1) < 0;
}

int main(int argc, char **argv)
{
	uint32_t count;
	size_t size;
	struct stat status;

	/* Nobody waits for children. */
	signal(SIGCHLD, SIG_IGN);
	program = argv[0];
	if (argc > 1 && !strcmp(argv[1], "sleep"))
		return pause();
	if (argc < 3)
		return 98;
	count = atoi(argv[2]);
	if (!strcmp(argv[1], "crowd"))
		return crowd(count);
	if (!strcmp(argv[1], "root") && ftruncate(KEPT, sizeof(*kept) + count * sizeof(*kept->nodes)))
		return 94;
	if (fstat(KEPT, &status))
		return 93;
	size = status.st_size;
	kept = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, KEPT, 0);
	if (kept == MAP_FAILED)
		return 92;
	if (!strcmp(argv[1], "root")) {
		kept->count = count;
		kept->seed = atoi(argv[3]);
		atomic_store(&kept->next, 1);
		return root();
	}
	begin(count);
	live();
}

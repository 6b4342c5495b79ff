/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does what only a program of its own can; the first argument chooses:
 *   exec PROGRAM ARGS     a thread that is not the leader execs
 *   orphan                the leader ends first, a thread lives on for 50 ms and ends the process with code 5
 *   race                  eight threads end at the same time, the leader with them, leaving code 0
 *   bare PROGRAM          execs without any argument
 *   chroot FOLDER WHERE PROGRAM  execs with another root and working directory
 *   outside FOLDER PROGRAM       execs with another root, its working directory left where it is
 *   removed FOLDER PROGRAM       execs in a working directory that is removed
 *   memory PROGRAM               execs a copy of the program that has no file
 *   deep PART COUNT PROGRAM      makes and enters COUNT folders, one in the other, and execs
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static char **command;
static pthread_barrier_t barrier;

static void *run_exec(void *unused)
{
	execv(command[0], command);
	_exit(99);
}

static void *run_orphan(void *unused)
{
	usleep(50000);
	exit(5);
}

static void *run_race(void *unused)
{
	pthread_barrier_wait(&barrier);
	return NULL;
}

static int run_threads(const char *way)
{
	pthread_t thread;

	if (!strcmp(way, "race")) {
		pthread_barrier_init(&barrier, NULL, 9);
		for (int i = 0; i < 8; i++)
			pthread_create(&thread, NULL, run_race, NULL);
		run_race(NULL);
		pthread_exit(NULL);
	}
	pthread_create(&thread, NULL, strcmp(way, "exec") ? run_orphan : run_exec, NULL);
	if (!strcmp(way, "orphan"))
		pthread_exit(NULL);
	pthread_join(thread, NULL);
	return 97;
}

static int run_memory(char **command)
{
	char *none[] = { NULL };
	struct stat status;
	int from = open(command[0], O_RDONLY);
	int copy = memfd_create("copy", 0);

	if (from < 0 || copy < 0 || fstat(from, &status) || sendfile(copy, from, NULL, status.st_size) != status.st_size)
		return 95;
	return fexecve(copy, command, none);
}

int main(int argc, char **argv)
{
	char *none[] = { NULL };

	if (argc < 2)
		return 98;
	command = argv + 2;
	if (!strcmp(argv[1], "bare"))
		return execv(command[0], none);
	if (!strcmp(argv[1], "chroot"))
		return chroot(argv[2]) || chdir(argv[3]) || execv(argv[4], argv + 4);
	if (!strcmp(argv[1], "outside"))
		return chroot(argv[2]) || execv(argv[3], argv + 3);
	if (!strcmp(argv[1], "removed"))
		return mkdir(argv[2], 0700) || chdir(argv[2]) || rmdir(argv[2]) || execv(argv[3], argv + 3);
	if (!strcmp(argv[1], "memory"))
		return run_memory(command);
	if (!strcmp(argv[1], "deep")) {
		for (int count = atoi(argv[3]); count > 0; count--)
			if (mkdir(argv[2], 0700) || chdir(argv[2]))
				return 96;
		return execv(argv[4], argv + 4);
	}
	return run_threads(argv[1]);
}

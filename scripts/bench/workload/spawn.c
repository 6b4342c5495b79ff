/*
 * spawn COUNT: makes COUNT processes one after the other (vfork and exec of itself without an argument, which ends at
 * once). Prints nanoseconds a process as JSON: by the clock, and of processor time, its own and the processes'.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

static double used_ns(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e9 +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e3;
}

static double processor_ns(void)
{
	return used_ns(RUSAGE_SELF) + used_ns(RUSAGE_CHILDREN);
}

int main(int argc, char **argv)
{
	char *child[] = { argv[0], NULL };
	char *environment[] = { NULL };
	long count, made;
	double began, used;

	if (argc < 2)
		return 0;
	count = atol(argv[1]);
	began = clock_ns();
	used = processor_ns();
	for (made = 0; made < count; made++) {
		int status;
		pid_t pid = vfork();

		if (pid == 0) {
			execve(argv[0], child, environment);
			_exit(127);
		}
		if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
			return 1;
	}
	printf("{\"wallNs\":%.0f,\"processorNs\":%.0f}\n", (clock_ns() - began) / count, (processor_ns() - used) / count);
	return 0;
}

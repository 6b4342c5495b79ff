// SPDX-License-Identifier: Apache-2.0
/*
 * producer OBJECT PID open RATE SECONDS    keep to RATE records/s whatever the reader does
 * producer OBJECT PID steady RATE SECONDS  the same, a batch a millisecond: leaves the processor to others in between
 * producer OBJECT PID closed COUNT         make COUNT records, waiting whenever the ring is nearly full
 * producer OBJECT PID single RATE COUNT FIFO  COUNT records one by one, each waited for at the other end of critter's
 *                                             output; prints the nanoseconds from submit to line, one a line
 *
 * PID is a running critter. Templates come on standard input: u64 length, then that many bytes, up to 64 times.
 */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BATCH 8192
#define TEMPLATES 64
#define TEMPLATE_SIZE 512
/* In the line of a made record, and in no other. */
#define MADE "\"name\":\"critter-bench\""

struct template {
	uint64_t size;
	char bytes[TEMPLATE_SIZE];
};

struct request {
	uint64_t count, first, leave, made;
};

static void fail(const char *what)
{
	fprintf(stderr, "producer: cannot %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_BOOTTIME, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

/* The map of this name that a process has open, by what /proc says of its file descriptors. */
static int find_map(int pid, const char *map_name)
{
	char path[64], line[128];
	DIR *dir;
	struct dirent *entry;
	int found = -1;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo", pid);
	dir = opendir(path);
	if (!dir)
		fail("read the process's file descriptors");
	while (found < 0 && (entry = readdir(dir))) {
		unsigned id = 0;
		char name[sizeof(path) + sizeof(entry->d_name)];
		struct bpf_map_info info = {};
		uint32_t size = sizeof(info);
		FILE *file;
		int fd;

		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		file = fopen(name, "r");
		if (!file)
			continue;
		while (fgets(line, sizeof(line), file))
			sscanf(line, "map_id: %u", &id);
		fclose(file);
		fd = id ? bpf_map_get_fd_by_id(id) : -1;
		if (fd < 0)
			continue;
		if (!bpf_obj_get_info_by_fd(fd, &info, &size) && !strcmp(info.name, map_name))
			found = fd;
		else
			close(fd);
	}
	closedir(dir);
	if (found < 0)
		fail("find critter's map");
	return found;
}

static uint64_t produce(int program, uint64_t count, uint64_t first, uint64_t leave)
{
	struct request request = { .count = count, .first = first, .leave = leave };
	/* A syscall program's context is copied back to where it came from. */
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &request, .ctx_size_in = sizeof(request));

	if (bpf_prog_test_run_opts(program, &options))
		fail("run the producing program");
	return request.made;
}

static void reuse(struct bpf_object *object, const char *name, int fd)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	if (!map || bpf_map__reuse_fd(map, fd))
		fail("share critter's map");
}

static void read_templates(struct bpf_object *object)
{
	int fd = bpf_object__find_map_fd_by_name(object, "templates");
	struct template templates[TEMPLATES];
	uint32_t count = 0;

	while (count < TEMPLATES && fread(&templates[count].size, 8, 1, stdin) == 1) {
		if (templates[count].size > TEMPLATE_SIZE ||
		    fread(templates[count].bytes, 1, templates[count].size, stdin) != templates[count].size)
			fail("read the templates");
		count++;
	}
	if (!count)
		fail("read any template");
	for (uint32_t key = 0; key < TEMPLATES; key++)
		if (bpf_map_update_elem(fd, &key, &templates[key % count], 0))
			fail("store a template");
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	int program, pid = argc > 2 ? atoi(argv[2]) : 0;
	uint64_t made = 0, start;

	if (argc < 5)
		return 2;
	object = bpf_object__open_file(argv[1], NULL);
	if (!object)
		fail("open the object");
	reuse(object, "ring", find_map(pid, "ring"));
	reuse(object, "lost", find_map(pid, "lost"));
	reuse(object, ".bss", find_map(pid, "bss"));
	if (bpf_object__load(object))
		fail("load the object");
	read_templates(object);
	program = bpf_program__fd(bpf_object__find_program_by_name(object, "produce"));

	start = now();
	if ((!strcmp(argv[3], "open") || !strcmp(argv[3], "steady")) && argc == 6) {
		struct timespec pause = { .tv_nsec = 1000000 };
		bool pauses = !strcmp(argv[3], "steady");
		double rate = atof(argv[4]) / 1e9;
		uint64_t end = start + (uint64_t)(atof(argv[5]) * 1e9), time;

		while ((time = now()) < end) {
			uint64_t due = (uint64_t)((time - start) * rate);

			if (due > made)
				made += produce(program, due - made > BATCH ? BATCH : due - made, made, 0);
			if (pauses)
				nanosleep(&pause, NULL);
		}
	} else if (!strcmp(argv[3], "closed")) {
		uint64_t count = strtoull(argv[4], NULL, 10);

		while (made < count)
			made += produce(program, count - made > BATCH ? BATCH : count - made, made, 15 << 20);
	} else if (!strcmp(argv[3], "single") && argc == 7) {
		uint64_t pause = 1000000000ull / strtoull(argv[4], NULL, 10), count = strtoull(argv[5], NULL, 10);
		int fifo = open(argv[6], O_RDONLY | O_NONBLOCK);

		if (fifo < 0)
			fail("open critter's output");
		for (; made < count; made++) {
			static char lines[1 << 20];
			struct timespec time = { .tv_nsec = pause };
			ssize_t length;
			size_t filled = 0;

			nanosleep(&time, NULL);
			/* What others have left behind would only be in the way. */
			while (read(fifo, lines, sizeof(lines)) > 0)
				;
			start = now();
			produce(program, 1, made, 0);
			/* Lines of others may come before this record's. */
			while (!memmem(lines, filled, MADE, strlen(MADE))) {
				length = read(fifo, lines + filled, sizeof(lines) - filled);
				if (length > 0)
					filled += length;
				if (filled == sizeof(lines)) {
					/* Its line may have begun. */
					memmove(lines, lines + filled - strlen(MADE), strlen(MADE));
					filled = strlen(MADE);
				}
				if (length <= 0 && now() - start > 1000000000ull)
					fail("see the line within a second");
			}
			printf("%" PRIu64 "\n", now() - start);
		}
		return 0;
	} else {
		return 2;
	}
	printf("{\"made\":%" PRIu64 ",\"ns\":%" PRIu64 "}\n", made, now() - start);
	return 0;
}

// SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0)
/* Fills a running critter's ring buffer as its programs do, as fast as it is told to: for measurements only. */
#include "../../../bpf/ring.h"
#include "../../../bpf/wire.h"

char LICENSE[] SEC("license") = "GPL";

#define TEMPLATES 64
#define TEMPLATE_SIZE 512

struct template {
	__u64 size;
	char bytes[TEMPLATE_SIZE];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, TEMPLATES);
	__type(key, __u32);
	__type(value, struct template);
} templates SEC(".maps");

struct request {
	__u64 count; /* records to make */
	__u64 first; /* index of the first one's template */
	__u64 leave; /* stop when this many bytes wait in the ring; 0: never */
	__u64 made;
};

static long make_one(__u64 index, struct request *request)
{
	__u32 key = (request->first + index) % TEMPLATES;
	struct critter_record *record;
	struct template *template;
	__u64 size;

	if (request->leave && bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) > request->leave)
		return 1;
	template = bpf_map_lookup_elem(&templates, &key);
	if (!template)
		return 1;
	size = template->size;
	if (size > TEMPLATE_SIZE)
		return 1;
	record = (struct critter_record *)template->bytes;
	record->time_ns = bpf_ktime_get_boot_ns();
	/* Each another process, but for the one that began them. */
	if (record->run > 1)
		record->start_time_ns = record->time_ns - 1000000;
	emit(template->bytes, size);
	request->made += 1;
	return 0;
}

SEC("syscall")
int produce(struct request *request)
{
	struct request work = *request;

	/* A 64-bit count: clang 14 passes a narrower one with garbage above it. */
	bpf_loop(work.count, make_one, &work, 0);
	request->made = work.made;
	return 0;
}

/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* Not a program: names every type and constant of wire.h once, so that their BTF can be compared with wasm/wire.ts. */
/* Made by deno task events from src/events/; not to be edited. */
#include "wire.h"
#include <linux/bpf.h>

enum critter_limits {
	CRITTER_LIMIT_WIRE_VERSION = CRITTER_WIRE_VERSION,
	CRITTER_LIMIT_COMM_LENGTH = CRITTER_COMM_LENGTH,
	CRITTER_LIMIT_ARGS_MAX = CRITTER_ARGS_MAX,
	CRITTER_LIMIT_PATH_MAX = CRITTER_PATH_MAX,
	CRITTER_LIMIT_ANCESTORS_MAX = CRITTER_ANCESTORS_MAX,
	CRITTER_LIMIT_PARTY_MAX = CRITTER_PARTY_MAX,
	CRITTER_LIMIT_NAME_MAX = CRITTER_NAME_MAX,
	CRITTER_LIMIT_LAST_RECORD_TYPE = CRITTER_CONTAINER_EXIT,
	CRITTER_LIMIT_RING_HEADER_SIZE = BPF_RINGBUF_HDR_SZ,
	CRITTER_LIMIT_CONTAINER_TYPES = 1 << CRITTER_CONTAINER_START | 1 << CRITTER_CONTAINER_EXIT,
};

/* Apart, as the upper bit makes an enumeration unsigned. */
enum critter_ring_bits {
	CRITTER_RING_BUSY = BPF_RINGBUF_BUSY_BIT,
	CRITTER_RING_DISCARD = BPF_RINGBUF_DISCARD_BIT,
};

struct {
	struct critter_ancestor ancestor;
	struct critter_party party;
	struct critter_record record;
	struct critter_exec exec;
	struct critter_exit exit;
	struct critter_cgroup cgroup;
	struct critter_fork fork;
	struct critter_signal signal;
	struct critter_oom oom;
	enum critter_record_type type;
	enum critter_exec_flags exec_flags;
	enum critter_exit_flags exit_flags;
	enum critter_oom_flags oom_flags;
	enum critter_origin origin;
	enum critter_executable_origin executable_origin;
	enum critter_exit_cause exit_cause;
	enum critter_signal_code signal_code;
	enum critter_oom_scope oom_scope;
	enum critter_limits limits;
	enum critter_ring_bits ring_bits;
} critter_layout = {};

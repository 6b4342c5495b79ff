import assert from "assert";
import { parseLightSkeleton } from "./light_skeleton.ts";

const HEADER = String.raw`
struct critter {
	struct {
		struct bpf_map_desc ring;
		struct bpf_map_desc bss;
	} maps;
	struct {
		struct bpf_prog_desc process_exec;
	} progs;
	struct critter__rodata {
		enum hierarchy hierarchy;
	} *rodata;
	struct critter__bss {
		__u32 consumer_waiting;
	} *bss;
};
	opts.data_sz = 5;
	opts.data = (void *)"\
\0\x1\xff\
\x7f\0";
	opts.insns_sz = 2;
	opts.insns = (void *)"\
\xbf\x16";
`;

Deno.test("parseLightSkeleton() reads names and bytes", () => {
  assert.deepEqual(parseLightSkeleton(HEADER), {
    maps: ["ring", "bss"],
    programs: ["process_exec"],
    variables: { rodata: ["hierarchy"], data: [], bss: ["consumer_waiting"] },
    data: Uint8Array.of(0, 1, 0xff, 0x7f, 0),
    instructions: Uint8Array.of(0xbf, 0x16),
  });
});

Deno.test("parseLightSkeleton() refuses a header whose sizes do not fit", () => {
  assert.throws(
    () => parseLightSkeleton(HEADER.replace("data_sz = 5", "data_sz = 6")),
    /data must hold 6 bytes: 5/,
  );
  assert.throws(() => parseLightSkeleton(""), /it has no data/);
});

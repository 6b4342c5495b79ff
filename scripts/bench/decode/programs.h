// SPDX-License-Identifier: Apache-2.0
// Which file a run of a program runs, by what names the run: what wasm/lineage/programs.ts and names.ts keep, kept and
// given up by the same rules. To be included behind text().

#define PROGRAM_COUNT 65536
#define PROGRAM_WAYS 8
#define PROGRAM_SETS (PROGRAM_COUNT / PROGRAM_WAYS)
#define NAME_INDEX_COUNT 16384
#define NAMES_SIZE (512 << 10)
#define NAME_LONGEST 1024
#define NAME_WIDEST 6

/* A name as lines have it. */
struct file_name {
	uint16_t length;
	uint8_t text[];
};

/* Whether somebody asked for a program, whether it lives, and whether there is one. */
enum { ASKED = 1, LIVES = 2, PRESENT = 4 };
#define EACH 0x0101010101010101ull

struct program_set {
	uint64_t key[PROGRAM_WAYS];
	uint32_t name[PROGRAM_WAYS]; /* where it is in `names`; 0: there is no program here */
	uint8_t worth[PROGRAM_WAYS];
	uint8_t unused[24];
};

static struct program_set programs[PROGRAM_SETS] __attribute__((aligned(128)));
static uint32_t name_index[NAME_INDEX_COUNT], recent_names[256];
/* Two halves, of which one holds the names; the first bytes are nobody's. */
static uint8_t names[64 + 2 * NAMES_SIZE + 16384] __attribute__((aligned(64)));
static uint32_t names_half = 64, names_top = 64, names_used;
static uint64_t next_way;

/* A process's runs follow one another: one less is its run before. */
static inline uint64_t run_number(uint64_t start, uint32_t pid, uint32_t run)
{
	uint64_t mixed = start * 0x9E3779B97F4A7C15ull;

	return (mixed ^ mixed >> 32) + ((uint64_t)pid << 32 | run);
}

static inline uint64_t run_key(uint64_t number)
{
	uint64_t mixed = number * 0xBF58476D1CE4E5B9ull;

	return mixed ^ mixed >> 29;
}

static inline uint64_t number_of_key(uint64_t key)
{
	return (key ^ key >> 29 ^ key >> 58) * 0x96DE1B173F119089ull;
}

static inline struct file_name *name_at(uint32_t place)
{
	return (struct file_name *)(names + place);
}

static inline int names_nearly_full(size_t length)
{
	size_t kept = length < NAME_LONGEST ? length : NAME_LONGEST;

	return names_used >= NAME_INDEX_COUNT / 2 || names_top + kept * NAME_WIDEST + 512 > names_half + NAMES_SIZE;
}

static inline uint64_t mixed(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9E3779B97F4A7C15ull;
	return hash ^ hash >> 32;
}

static inline uint64_t word_at(const uint8_t *at)
{
	uint64_t word;

	memcpy(&word, at, 8);
	return word;
}

static inline uint32_t name_home(const uint8_t *from, size_t length)
{
	uint64_t hash = length;
	size_t at = 0;

	for (; at + 8 <= length; at += 8)
		hash = mixed(hash, word_at(from + at));
	if (at < length)
		hash = mixed(hash, _bzhi_u64(word_at(from + at), (length - at) * 8));
	return (hash >> 40) & (NAME_INDEX_COUNT - 1);
}

/* Up to 32 bytes behind the texts are read. */
static inline int is_same_name(const uint8_t *a, const uint8_t *b, size_t length)
{
	if (__builtin_expect(length > 32, 0))
		return !memcmp(a, b, length);
	return !_bzhi_u32(~equal32(LOAD(a), LOAD(b)), length);
}

static inline uint32_t find_name(const uint8_t *from, size_t length)
{
	for (uint32_t place = name_home(from, length);; place = (place + 1) & (NAME_INDEX_COUNT - 1)) {
		uint32_t name = name_index[place];

		if (!name || (name_at(name)->length == length && is_same_name(name_at(name)->text, from, length)))
			return name;
	}
}

/* What lies at the top becomes a name. */
static uint32_t add_name(size_t length)
{
	uint32_t name = names_top, place;

	name_at(name)->length = length;
	place = name_home(name_at(name)->text, length);
	while (name_index[place])
		place = (place + 1) & (NAME_INDEX_COUNT - 1);
	name_index[place] = name;
	names_used++;
	names_top += (2 + length + 1) & ~1u;
	return name;
}

static uint32_t intern_new(const uint8_t *from, size_t length)
{
	uint8_t *begin = name_at(names_top)->text;
	size_t size = (uint8_t *)text((char *)begin, from, length, in_text) - begin;
	uint32_t name;

	if (size > NAME_LONGEST)
		return 0;
	name = find_name(begin, size);
	return name ? name : add_name(size);
}

static inline uint32_t intern(const uint8_t *from, size_t length)
{
	uint32_t name, *recent;
	uint64_t last;

	if (!length || length > NAME_LONGEST)
		return 0;
	last = length >= 8 ? word_at(from + length - 8) : _bzhi_u64(word_at(from), length * 8);
	recent = &recent_names[((last + length) * 0x9E3779B97F4A7C15ull) >> 56];
	name = *recent;
	if (name && name_at(name)->length == length && is_same_name(name_at(name)->text, from, length))
		return name;
	name = find_name(from, length);
	if (!name || memchr(from, '\\', length))
		return intern_new(from, length);
	return *recent = name;
}

static void clear_names(void)
{
	names_top = names_half;
	names_used = 0;
	memset(name_index, 0, sizeof name_index);
	memset(recent_names, 0, sizeof recent_names);
}

static uint32_t reintern(uint32_t old)
{
	size_t length = name_at(old)->length;
	uint32_t name = find_name(name_at(old)->text, length);

	if (name)
		return name;
	memcpy(name_at(names_top)->text, name_at(old)->text, length);
	return add_name(length);
}

static void make_room_for_names(void)
{
	names_half = names_half == 64 ? 64 + NAMES_SIZE : 64;
	clear_names();
	for (struct program_set *set = programs; set < programs + PROGRAM_SETS; set++)
		for (int way = 0; way < PROGRAM_WAYS; way++) {
			if (!set->name[way])
				continue;
			set->name[way] = set->worth[way] & LIVES && !names_nearly_full(0) ? reintern(set->name[way]) : 0;
			if (!set->name[way])
				set->worth[way] = 0;
		}
	if (names_used < NAME_INDEX_COUNT / 4 && names_top <= names_half + NAMES_SIZE / 2)
		return;
	clear_names();
	for (struct program_set *set = programs; set < programs + PROGRAM_SETS; set++) {
		memset(set->name, 0, sizeof set->name);
		memset(set->worth, 0, sizeof set->worth);
	}
}

/* All runs of a process have the same. */
static inline struct program_set *set_of(uint64_t number)
{
	return &programs[number >> 51];
}

/* The first that has the key; PROGRAM_WAYS: none. */
static inline uint32_t way_of(const struct program_set *set, uint64_t key)
{
	return __builtin_ctz(equal8(set->key, key) | 1 << PROGRAM_WAYS);
}

/* The highest bit of the first byte that is 0, and perhaps others behind it; 0: no byte is. */
static inline uint64_t zero_bytes(uint64_t bytes)
{
	return (bytes - EACH) & ~bytes & 0x80 * EACH;
}

static inline uint32_t place_for(struct program_set *set, uint64_t key)
{
	uint32_t way = way_of(set, key);
	uint64_t worths, turned, found;

	next_way = (next_way + 1) & (PROGRAM_WAYS - 1);
	if (way != PROGRAM_WAYS)
		return way;
	worths = word_at(set->worth);
	turned = worths >> next_way * 8 | worths << (-(next_way * 8) & 63);
	found = zero_bytes(turned);
	if (!found) {
		for (uint64_t worth = PRESENT; !found; worth++)
			found = zero_bytes(turned ^ worth * EACH);
		worths &= ~(ASKED * EACH);
		memcpy(set->worth, &worths, 8);
	}
	return (__builtin_ctzll(found) / 8 + next_way) & (PROGRAM_WAYS - 1);
}

static inline void end_in(struct program_set *set, uint64_t key)
{
	uint32_t way = way_of(set, key);

	if (way != PROGRAM_WAYS)
		set->worth[way] &= ~LIVES;
}

static inline void forget_in(struct program_set *set, uint64_t key)
{
	uint32_t way = way_of(set, key);

	if (way == PROGRAM_WAYS)
		return;
	set->name[way] = 0;
	set->worth[way] = 0;
}

/* The process's run before has ended; 0 bytes of path: it is not known. */
static inline void program_began(uint64_t number, const uint8_t *path, size_t length)
{
	struct program_set *set = set_of(number);
	uint64_t key = run_key(number);
	uint32_t name, way;

	end_in(set, run_key(number - 1));
	if (!length)
		return;
	if (__builtin_expect(names_nearly_full(length), 0))
		make_room_for_names();
	name = intern(path, length);
	if (!name) {
		forget_in(set, key);
		return;
	}
	way = place_for(set, key);
	set->key[way] = key;
	set->name[way] = name;
	set->worth[way] = PRESENT | LIVES;
}

static inline void program_ended(uint64_t number)
{
	end_in(set_of(number), run_key(number));
}

/* The file's name, of which somebody asks; NULL: it is not known. */
static inline struct file_name *program_name(uint64_t key)
{
	struct program_set *set = set_of(number_of_key(key));
	uint32_t way = way_of(set, key);

	if (way == PROGRAM_WAYS || !set->name[way])
		return NULL;
	set->worth[way] |= ASKED;
	return name_at(set->name[way]);
}

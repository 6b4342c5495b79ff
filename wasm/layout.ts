/// <reference types="./ambient.d.ts" />
// Where everything lies in the module's linear memory. Plain constants, for AssemblyScript and TypeScript alike.
// The size is fixed (initial == maximum); pages that are never touched cost nothing.

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/** Bytes behind a text that may be read, and behind the writing position that may be overwritten. */
export const SLACK: usize = 64 * KIB;

// --- below STATE: string literals that the compiler places ---

/** Small tables and caches. */
export const STATE: usize = 64 * KIB;

/** One u64 each, in the order of COUNTER_NAMES. */
export const COUNTERS: usize = STATE;
export const LINES_RESOLVED: usize = 0;
export const LINES_HOST: usize = 1;
export const LINES_UNRESOLVED: usize = 2;
export const MALFORMED: usize = 3;
export const UNKNOWN_TYPE: usize = 4;
export const DISCARDED: usize = 5;
export const FILTERED: usize = 6;
export const FILTERED_TYPE: usize = 7;
export const FILTERED_HOST: usize = 8;
export const HELD: usize = 9;
export const HELD_EVENTS: usize = 10;
export const HELD_BYTES: usize = 11;
export const HOLD_EXPIRED: usize = 12;
export const HOLD_OVERFLOW: usize = 13;
export const LABEL_OVERFLOW: usize = 14;
export const CGROUPS: usize = 15;
export const LIMITED: usize = 16;
export const COUNTER_COUNT: usize = 17;

/** Conversion tables, and behind them the literals of lines; filled once by init(). */
export const TABLES: usize = STATE + 4 * KIB;
export const LITERALS: usize = TABLES + 4 * KIB;
export const LITERALS_SIZE: usize = 8 * KIB;

/** What lines of lineage are made of. */
export const LINEAGE_LITERALS: usize = STATE + 24 * KIB;

/** Words of 15 characters at most, each with its length behind it. */
export const WORDS: usize = STATE + 28 * KIB;
export const WORDS_SIZE: usize = 4 * KIB;
export const WORD_SIZE: usize = 16;

/** Names of files that came lately: u32 address. */
export const RECENT_NAMES: usize = STATE + 32 * KIB;
export const RECENT_NAMES_BITS: usize = 8;

/** Direct-mapped cache of civil seconds: u64 second (plus one), then 19 characters. */
export const SECONDS: usize = STATE + 16 * KIB;
export const SECONDS_COUNT: usize = 64;
export const SECOND_SIZE: usize = 32;

/** Steps of the wall clock, the oldest first: u64 boot time from which on it holds, i64 offset; nanoseconds. */
export const CLOCK_STEPS: usize = STATE + 20 * KIB;
export const CLOCK_STEPS_COUNT: usize = 64;
export const CLOCK_STEP_SIZE: usize = 16;

/** A held record, put together again. */
export const SCRATCH: usize = STATE + 64 * KIB;
const SCRATCH_SIZE: usize = 64 * KIB;

/** A fragment on its way from TypeScript. */
export const COMMAND: usize = SCRATCH + SCRATCH_SIZE + SLACK;
export const COMMAND_SIZE: usize = 64 * KIB;

/** The longest fragment; a longer one is an overflow. */
export const FRAGMENT_MAX: usize = COMMAND_SIZE - 64;

/** Ring bytes on their way in: small enough to stay in the second-level cache. */
export const INPUT: usize = COMMAND + COMMAND_SIZE + SLACK;
export const INPUT_SIZE: usize = 256 * KIB;

/** Finished lines. A line is begun only where LINE_MAX bytes are left, so the writer need not check. */
export const OUTPUT: usize = INPUT + INPUT_SIZE + SLACK;
export const OUTPUT_SIZE: usize = 256 * KIB;
/**
 * Longer than any line: the texts of the longest payload twice, as a path's last part and the first argument stand there
 * again, each byte six characters, the longest fragment, and seventeen names of ancestors' files.
 */
export const LINE_MAX: usize = 296 * KIB;

/** Notices: u32 kind, u32 unused, u64 cgroup id, u32 path length, u32 unused, path; padded to 8 bytes. */
export const NOTICES: usize = OUTPUT + OUTPUT_SIZE + LINE_MAX + SLACK;
export const NOTICES_SIZE: usize = 256 * KIB;
export const NOTICE_KIND: usize = 0;
export const NOTICE_CGROUP: usize = 8;
export const NOTICE_PATH_LENGTH: usize = 16;
export const NOTICE_SIZE: usize = 24;
export const NOTICE_MKDIR: usize = 1;
export const NOTICE_RMDIR: usize = 2;
export const NOTICE_UNKNOWN: usize = 3;

/**
 * The label table: cgroup id -> slot. It begins with 1 << SLOT_BITS_FIRST slots and grows by SLOT_BITS_STEP, each table
 * behind the one before, so that a node of few containers touches few pages.
 */
export const SLOTS: usize = NOTICES + NOTICES_SIZE + SLACK;
export const SLOT_BITS_FIRST: usize = 10;
export const SLOT_BITS_STEP: usize = 2;
export const SLOT_BITS_LAST: usize = 16;
/** The largest table is at most half full, so that probes stay short. */
export const SLOT_LIMIT: usize = 32768;
export const SLOT_SIZE: usize = 32;
/** The slots of all tables, the first to the last: a geometric series. */
const SLOT_COUNT_ALL: usize = ((1 << (SLOT_BITS_LAST + SLOT_BITS_STEP)) - (1 << SLOT_BITS_FIRST)) /
  ((1 << SLOT_BITS_STEP) - 1);

/** Hold queues, one for each cgroup that has events waiting. */
export const QUEUES: usize = SLOTS + SLOT_COUNT_ALL * SLOT_SIZE;
export const QUEUE_COUNT: usize = 32768;
export const QUEUE_SIZE: usize = 64;

/** Hold blocks: u32 next, u32 unused, then bytes of records. */
export const BLOCKS: usize = QUEUES + QUEUE_COUNT * QUEUE_SIZE;
export const BLOCK_COUNT: usize = 32768;
export const BLOCK_SIZE: usize = 512;
export const BLOCK_DATA: usize = 8;

/** Label fragments, each behind a header of 16 bytes. */
export const FRAGMENTS: usize = BLOCKS + BLOCK_COUNT * BLOCK_SIZE;
export const FRAGMENTS_SIZE: usize = 24 * MIB;

/** Runs of programs that are known by name, in sets of eight. */
export const PROGRAMS: usize = FRAGMENTS + FRAGMENTS_SIZE + SLACK;
export const PROGRAM_COUNT: usize = 65536;
const PROGRAM_SIZE: usize = 16;

/** The names: an index of addresses, and two halves of which one holds them. */
export const NAME_INDEX: usize = PROGRAMS + PROGRAM_COUNT * PROGRAM_SIZE;
export const NAME_INDEX_COUNT: usize = 16384;
export const NAMES: usize = NAME_INDEX + NAME_INDEX_COUNT * 4;
export const NAMES_SIZE: usize = 512 * KIB;

/** Lists of words as they were written before: u64 bits, u32 length, u32 unused, text. */
export const BITS: usize = NAMES + 2 * NAMES_SIZE + SLACK;
export const BITS_LISTS: usize = 1;
export const BITS_COUNT: usize = 32;
export const BITS_SIZE: usize = 2 * KIB;

/** Filters: the stack of their programs, texts made anew, a table for long parts of texts; 16 bytes an entry. */
export const FILTER_STACK: usize = BITS + BITS_LISTS * BITS_COUNT * BITS_SIZE + SLACK;
export const FILTER_STACK_SIZE: usize = 4 * KIB;
export const FILTER_ARENA: usize = FILTER_STACK + FILTER_STACK_SIZE;
export const FILTER_ARENA_SIZE: usize = 512 * KIB;
export const FILTER_TABLE: usize = FILTER_ARENA + FILTER_ARENA_SIZE;
export const FILTER_TABLE_SIZE: usize = 128 * KIB;
/** The automata of a filter's patterns, the same for all containers. */
export const FILTER_TABLES: usize = FILTER_TABLE + FILTER_TABLE_SIZE;
export const FILTER_TABLES_SIZE: usize = 4 * MIB;
/** What is left of a filter for each container: a program for each type of records. */
export const PREDICATES: usize = FILTER_TABLES + FILTER_TABLES_SIZE;
export const PREDICATES_SIZE: usize = 16 * MIB;

/** Redaction: vectors and a hash table of what secrets begin with, a name in small letters, automata of a user's patterns. */
export const REDACT_VECTORS: usize = PREDICATES + PREDICATES_SIZE + SLACK;
export const REDACT_TRIGRAMS: usize = REDACT_VECTORS + KIB;
export const REDACT_TRIGRAMS_COUNT: usize = 256;
export const REDACT_NAME: usize = REDACT_TRIGRAMS + REDACT_TRIGRAMS_COUNT * 4;
export const REDACT_NAME_SIZE: usize = 128;
export const REDACT_AUTOMATA: usize = REDACT_VECTORS + 4 * KIB;
export const REDACT_AUTOMATA_SIZE: usize = 2 * MIB;

/** Limits: for each cgroup that has had events, what it had of each type of records in the second in hand, and lost. */
export const LIMITS: usize = REDACT_AUTOMATA + REDACT_AUTOMATA_SIZE + SLACK;
export const LIMITS_TYPES: usize = 32;
/** u32 second, u32 events in it, u64 lost since that was told. */
export const LIMIT_SIZE: usize = 16;
export const LIMITS_SIZE: usize = (SLOT_LIMIT + 1) * LIMITS_TYPES * LIMIT_SIZE;

/** Offsets in a slot of the label table, for who tells of limits. */
export const SLOT_FRAGMENT: usize = 8;
export const SLOT_FRAGMENT_LENGTH: usize = 12;
export const SLOT_LIMIT_INDEX: usize = 26;

/** What becomes of a cgroup's events, as the label path has it: actions of the label table. */
export const VERDICT_WRITE: usize = 1;
export const VERDICT_DROP: usize = 3;
export const VERDICT_ASK: usize = 5;

export const MEMORY_END: usize = LIMITS + LIMITS_SIZE + SLACK;
export const PAGE: usize = 64 * KIB;

/** Label states as counted; the order of the LINES_ counters. */
export const LABEL_RESOLVED: usize = 0;
export const LABEL_HOST: usize = 1;
export const LABEL_UNRESOLVED: usize = 2;

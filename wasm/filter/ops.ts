// The predicate programs of filters: operations and places, for AssemblyScript and TypeScript alike; plain constants only.
// A program is u32 words. A test ends with two targets: where to go on when it holds, and when not; END_FALSE and
// END_TRUE end the program, all others are bytes from the program's beginning, as are all offsets of data.

export const END_FALSE = 0;
export const END_TRUE = 1;

// An operation's first word: the operation, then what it does in detail, then whether it is to hold (1) or not (0).
export const OP_DETAIL_SHIFT = 8;
export const OP_IS_SHIFT = 16;

// Tests of one place, which most filters are made of.
/** [op, place, true, false] */
export const TEST_PRESENT = 1;
/** [op + TEXT_…, place, text, length, true, false] */
export const TEST_TEXT = 2;
/** [op, place, list of texts, true, false] */
export const TEST_TEXT_IN = 3;
/** [op, place, automaton, true, false] */
export const TEST_MATCH = 4;
/** [op + ORDER_…, place, low, high, true, false] */
export const TEST_INTEGER = 5;

// Tests of what is on the stack.
/** [op + ORDER_… + TYPE_… * 16, true, false] takes two */
export const COMPARE = 6;
/** [op + TEXT_…, true, false] takes two */
export const COMPARE_TEXTS = 7;
/** [op, automaton, true, false] takes a text */
export const MATCH = 8;
/** [op + TYPE_…, list, true, false] takes one */
export const IN_CONSTANTS = 9;
/** [op, true, false] takes a text and an event's list */
export const IN_LIST = 10;
/** [op, network, true, false] takes an address */
export const IN_NETWORK = 11;
/** [op + the place in IP_TESTS, true, false] takes an address */
export const TEST_IP = 12;
/** [op, true, false] takes a text */
export const IS_IP = 13;

// What puts something on the stack, or changes what is there.
/** [op + 1 if it must be well-formed, place] */
export const PUSH_PLACE = 20;
/** [op, low, high, nanoseconds] */
export const PUSH_NUMBER = 21;
/** [op, text, length] */
export const PUSH_TEXT = 22;
/** [op + STATUS_…] */
export const PUSH_FAILURE = 23;
/** [op + 1 if it must be well-formed] */
export const PUSH_VARIABLE = 24;
/** [op + ARITHMETIC_… + TYPE_… * 16] takes two */
export const ARITHMETIC = 25;
export const NEGATE = 26;
export const SIZE_TEXT = 27;
export const SIZE_LIST = 28;
/** [op + 1 if the element must be well-formed] takes a list and an index */
export const ELEMENT = 29;
export const LOWER = 30;
export const UPPER = 31;
export const PARSE_IP = 32;
export const FAMILY = 33;
/** [op + the place in CIVIL] takes a timestamp */
export const CIVIL_PART = 34;
/** [op + the place in LENGTHS] takes a duration */
export const LENGTH_IN = 35;
/** [op, family, 16 bytes] */
export const PUSH_IP = 36;

/** [op, target] */
export const JUMP = 40;
/** [op + 1 for all, body, true, false] takes a list; its elements are the variable, one by one */
export const EACH = 41;
/** [op + 1 for all, body, true, false] goes on with the next element */
export const NEXT = 42;

export const TEXT_IS = 0;
export const TEXT_STARTS = 1;
export const TEXT_ENDS = 2;
export const TEXT_CONTAINS = 3;

export const ORDER_EQUAL = 0;
export const ORDER_LESS = 1;
export const ORDER_AT_MOST = 2;
export const ORDER_MORE = 3;
export const ORDER_AT_LEAST = 4;

export const TYPE_INTEGER = 0;
export const TYPE_TEXT = 1;
/** Seconds and nanoseconds. */
export const TYPE_TIMESTAMP = 2;
export const TYPE_DURATION = 3;
export const TYPE_IP = 4;
export const TYPE_LIST = 5;

export const ARITHMETIC_ADD = 0;
export const ARITHMETIC_SUBTRACT = 1;
export const ARITHMETIC_MULTIPLY = 2;
export const ARITHMETIC_DIVIDE = 3;
export const ARITHMETIC_REMAINDER = 4;

// What an operation on a stack's entries gives: the worst of what they are.
export const STATUS_VALUE = 0;
export const STATUS_UNKNOWN = 1;
export const STATUS_ERROR = 2;

// A place: u32 with its form, the number of its guards and of texts before it, one byte each; two words a guard (offset,
// size and whether it is to be other than 0; a mask); then the member's offset and size, or for a text where the first
// text of the payload begins, its length's offset and size, and those of each before it.
export const PLACE_SIZE_SHIFT = 16;
export const PLACE_HOLDS_SHIFT = 24;
export const FORM_INTEGER = 0;
export const FORM_TIME = 1;
export const FORM_NAME = 2;
export const FORM_TEXT = 3;
export const FORM_BASENAME = 4;
export const FORM_ARGUMENTS = 5;
export const FORM_FIRST_ARGUMENT = 6;
/** Nothing but its guards. */
export const FORM_PRESENCE = 7;

// An automaton: u16 columns of its table, u16 first state, u32 runs of classes beyond ASCII, u32 where these are, u32
// where the table is, a class for each ASCII character, then runs (u32 first code point, u32 class) and u16 states. The last
// column is the text's end.
export const AUTOMATON_COLUMNS = 0;
export const AUTOMATON_START = 2;
export const AUTOMATON_RUN_COUNT = 4;
export const AUTOMATON_RUNS = 8;
export const AUTOMATON_TABLE = 12;
export const AUTOMATON_ASCII = 16;
export const AUTOMATON_SIZE = 144;
/** The state from which nothing matches any more. */
export const STATE_DEAD = 0;
/** The state in which the pattern was found. */
export const STATE_FOUND = 1;

/** Values that may be on the stack at once. */
export const STACK_DEPTH = 32;
/** Texts of a test that are made anew, as they are not well-formed or other letters are asked for. */
export const MADE_TEXTS = 8;

// Runs a filter's program on a record.

import { FILTER_TABLES } from "../layout";
import { finds } from "./automaton";
import * as op from "./ops";
import {
  form,
  integer,
  nanoseconds,
  present,
  takeInteger,
  takeText,
  takeValue,
  textAt,
  textLength,
} from "./place";
import * as stack from "./stack";
import { madeAt, madeLength, makeWellFormed, resetArena } from "./text";

/** Of the list that is looked through: the element, and where the list ends. */
let elementAt: usize = 0;
let elementLength: usize = 0;
let listEnd: usize = 0;

/** Whether a checked record passes. */
export function passes(program: usize, record: usize): bool {
  let at = program;
  while (true) {
    const word = load<u32>(at);
    const code = word & 0xFF;
    const is = word >> op.OP_IS_SHIFT !== 0;
    let holds: bool;
    if (code <= <u32> op.TEST_INTEGER) {
      const place = program + <usize> load<u32>(at, 4);
      const there = present(place, record);
      if (code === op.TEST_TEXT) {
        holds = there && testText(program, at, place, record, word) === is;
        at += 16;
      } else if (code === op.TEST_INTEGER) {
        holds = there && testInteger(at, place, record, word) === is;
        at += 16;
      } else if (code === op.TEST_TEXT_IN) {
        holds = there && testTextIn(program, at, place, record) === is;
        at += 12;
      } else if (code === op.TEST_MATCH) {
        holds = there && testMatch(at, place, record) === is;
        at += 12;
      } else {
        holds = there === is;
        at += 8;
      }
    } else if (code < <u32> op.PUSH_PLACE) {
      const argument = code === op.MATCH || code === op.IN_CONSTANTS || code === op.IN_NETWORK;
      holds = testTop(program, at, code, word >> op.OP_DETAIL_SHIFT & 0xFF, is);
      if (stack.isEmpty()) resetArena();
      at += argument ? 8 : 4;
    } else if (code >= <u32> op.JUMP) {
      if (code === op.JUMP) {
        at = program + <usize> load<u32>(at, 4);
        continue;
      }
      const next = code === op.EACH ? begin() : advance();
      if (next !== NO_LIST) {
        if (next === ELEMENT) {
          at = program + <usize> load<u32>(at, 4);
          continue;
        }
        // All of none hold, and none of none does.
        holds = (word >> op.OP_DETAIL_SHIFT & 0xFF) === 1;
      } else holds = stack.status === op.STATUS_UNKNOWN;
      at += 8;
    } else {
      at = put(program, record, at, code, word >> op.OP_DETAIL_SHIFT & 0xFF);
      continue;
    }
    const target = load<u32>(holds ? at : at + 4);
    if (target <= <u32> op.END_TRUE) return target === op.END_TRUE;
    at = program + <usize> target;
  }
}

// @inline
function testText(program: usize, at: usize, place: usize, record: usize, word: u32): bool {
  takeText(place, record);
  const part = program + <usize> load<u32>(at, 8);
  const length = <usize> load<u32>(at, 12);
  return stack.testText(
    word >> op.OP_DETAIL_SHIFT & 0xFF,
    textAt,
    textLength,
    part,
    length,
  );
}

// @inline
function testInteger(at: usize, place: usize, record: usize, word: u32): bool {
  const value = takeInteger(place, record);
  const other = <i64> load<u64>(at, 8);
  const difference = value < other ? -1 : <i32> (value > other);
  return stack.ordered(word >> op.OP_DETAIL_SHIFT & 0xFF, difference);
}

function testTextIn(program: usize, at: usize, place: usize, record: usize): bool {
  takeText(place, record);
  return stack.textIn(program + <usize> load<u32>(at, 8), program, textAt, textLength);
}

function testMatch(at: usize, place: usize, record: usize): bool {
  takeText(place, record);
  makeWellFormed(textAt, textLength);
  const found = finds(FILTER_TABLES + <usize> load<u32>(at, 8), madeAt, madeLength);
  if (stack.isEmpty()) resetArena();
  return found;
}

/** Tests of what is on the stack. */
function testTop(program: usize, at: usize, code: u32, detail: u32, is: bool): bool {
  const data = program + <usize> load<u32>(at, 4);
  switch (code) {
    case op.COMPARE:
      return stack.compare(detail, is);
    case op.COMPARE_TEXTS:
      return stack.compareTwoTexts(detail, is);
    case op.MATCH:
      return stack.match(FILTER_TABLES + <usize> load<u32>(at, 4), is);
    case op.IN_CONSTANTS:
      return stack.inConstants(detail, data, program, is);
    case op.IN_LIST:
      return stack.inList(is);
    case op.IN_NETWORK:
      return stack.inNetwork(data, is);
    case op.TEST_IP:
      return stack.testAddress(detail, is);
    case op.IS_IP:
      return stack.isAddress(is);
    default:
      unreachable();
      return false;
  }
}

/** What puts something on the stack, or changes what is there; where to go on. */
function put(program: usize, record: usize, at: usize, code: u32, detail: u32): usize {
  switch (code) {
    case op.PUSH_PLACE:
      pushPlace(program + <usize> load<u32>(at, 4), record, detail !== 0);
      return at + 8;
    case op.PUSH_NUMBER:
      stack.push(op.STATUS_VALUE, load<u64>(at, 4), load<u32>(at, 12));
      return at + 16;
    case op.PUSH_TEXT:
      stack.push(
        op.STATUS_VALUE,
        <u64> (program + <usize> load<u32>(at, 4)),
        load<u32>(at, 8),
      );
      return at + 12;
    case op.PUSH_FAILURE:
      stack.pushFailure(detail);
      return at + 4;
    case op.PUSH_VARIABLE:
      stack.pushText(elementAt, elementLength, detail !== 0);
      return at + 4;
    case op.PUSH_IP:
      stack.push(op.STATUS_VALUE, <u64> (at + 8), load<u32>(at, 4));
      return at + 24;
    case op.ARITHMETIC:
      stack.arithmetic(detail);
      return at + 4;
    case op.NEGATE:
      stack.negate();
      return at + 4;
    case op.SIZE_TEXT:
      stack.sizeOfText();
      return at + 4;
    case op.SIZE_LIST:
      stack.sizeOfList();
      return at + 4;
    case op.ELEMENT:
      stack.element(detail !== 0);
      return at + 4;
    case op.LOWER:
      stack.changeCase(0x41);
      return at + 4;
    case op.UPPER:
      stack.changeCase(0x61);
      return at + 4;
    case op.PARSE_IP:
      stack.address();
      return at + 4;
    case op.FAMILY:
      stack.family();
      return at + 4;
    case op.CIVIL_PART:
      stack.moment(detail, false);
      return at + 4;
    case op.LENGTH_IN:
      stack.moment(detail, true);
      return at + 4;
    default:
      unreachable();
      return at;
  }
}

function pushPlace(place: usize, record: usize, wellFormed: bool): void {
  if (!present(place, record)) return stack.pushFailure(op.STATUS_ERROR);
  takeValue(place, record);
  const how = form(place);
  if (how <= <u32> op.FORM_TIME) {
    stack.push(op.STATUS_VALUE, <u64> integer, how === op.FORM_TIME ? nanoseconds : 0);
  } else stack.pushText(textAt, textLength, wellFormed);
}

const NO_LIST: u32 = 0;
const ELEMENT: u32 = 1;
const NO_ELEMENT: u32 = 2;

/** Takes an event's list, and its first element. */
function begin(): u32 {
  stack.pop();
  if (stack.status !== op.STATUS_VALUE) return NO_LIST;
  elementAt = <usize> stack.value;
  if (elementAt === 0) return NO_ELEMENT;
  listEnd = elementAt + <usize> stack.beside;
  elementLength = stack.partEnd(elementAt, listEnd) - elementAt;
  return ELEMENT;
}

/** Takes the next element. */
function advance(): u32 {
  const end = elementAt + elementLength;
  if (end >= listEnd) return NO_ELEMENT;
  elementAt = end + 1;
  elementLength = stack.partEnd(elementAt, listEnd) - elementAt;
  return ELEMENT;
}

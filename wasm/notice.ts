// Notices to the label path, taken by TypeScript after a batch.

import { noticeEnd, setNoticeEnd } from "./state";
import {
  NOTICE_CGROUP,
  NOTICE_KIND,
  NOTICE_PATH_LENGTH,
  NOTICE_SIZE,
  NOTICES,
  NOTICES_SIZE,
} from "./layout";
import { PATH_MAX } from "./wire";

/** No record causes more than two notices, one of them with a path. */
// @inline
export function noticesFull(): bool {
  return noticeEnd > NOTICES + NOTICES_SIZE - 2 * NOTICE_SIZE - PATH_MAX;
}

export function notify(kind: u32, cgroup: u64, path: usize, pathLength: usize): void {
  const at = noticeEnd;
  store<u32>(at, kind, NOTICE_KIND);
  store<u64>(at, cgroup, NOTICE_CGROUP);
  store<u32>(at, <u32> pathLength, NOTICE_PATH_LENGTH);
  memory.copy(at + NOTICE_SIZE, path, pathLength);
  setNoticeEnd(at + ((NOTICE_SIZE + pathLength + 7) & ~7));
}

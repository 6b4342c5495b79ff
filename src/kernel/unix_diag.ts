/**
 * What the kernel says of unix sockets by sock_diag(7).
 *
 * @module
 */

import { type Libc, memory } from "./libc.ts";

const AF_UNIX = 1;
const AF_NETLINK = 16;
const NETLINK_SOCK_DIAG = 4;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const ANY_STATE = 0xffffffff;
const ANY_COOKIE = 0xffffffff;
const UDIAG_SHOW_VFS = 2;
const UNIX_DIAG_VFS = 1;

// struct nlmsghdr: u32 length, u16 type, u16 flags, u32 sequence, u32 port.
const HEADER_BYTES = 16;
// struct unix_diag_req: u8 family, u8 protocol, u16, u32 states, u32 inode, u32 show, u32 cookie[2].
const REQUEST_BYTES = HEADER_BYTES + 24;
// struct unix_diag_msg: u8 family, u8 type, u8 state, u8, u32 inode, u32 cookie[2]; attributes follow.
const ATTRIBUTES = HEADER_BYTES + 16;
const ANSWER_BYTES = 4096;

/** The functions of the C library that {@linkcode boundInode} calls. */
export type UnixDiagLibc = Libc<"socket" | "send" | "read">;

/**
 * The inode of the file that a unix socket is bound to, which it keeps when the file is renamed.
 *
 * @param socketInode What /proc/net/unix and the links of /proc/PID/fd call the socket.
 * @returns The lower 32 bits; undefined where the socket is not in this network namespace, has no file, or the kernel
 * does not say.
 */
export function boundInode(libc: UnixDiagLibc, socketInode: number): number | undefined {
  const type = SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC;
  const fd = libc.symbols.socket(AF_NETLINK, type, NETLINK_SOCK_DIAG);
  if (fd < 0) return undefined;
  try {
    const request = requestFor(socketInode);
    if (libc.symbols.send(fd, request, BigInt(request.length), 0) < 0) return undefined;
    // The kernel answers one request before send(2) returns.
    const answer = memory(ANSWER_BYTES);
    const length = Number(libc.symbols.read(fd, answer, BigInt(answer.length)));
    return length < ATTRIBUTES ? undefined : fileInode(new DataView(answer.buffer, 0, length));
  } finally {
    libc.close(fd);
  }
}

function requestFor(socketInode: number): Uint8Array<ArrayBuffer> {
  const request = memory(REQUEST_BYTES);
  const view = new DataView(request.buffer);
  view.setUint32(0, REQUEST_BYTES, true);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, true);
  view.setUint16(6, NLM_F_REQUEST, true);
  view.setUint8(HEADER_BYTES, AF_UNIX);
  view.setUint32(HEADER_BYTES + 4, ANY_STATE, true);
  view.setUint32(HEADER_BYTES + 8, socketInode, true);
  view.setUint32(HEADER_BYTES + 12, UDIAG_SHOW_VFS, true);
  view.setUint32(HEADER_BYTES + 16, ANY_COOKIE, true);
  view.setUint32(HEADER_BYTES + 20, ANY_COOKIE, true);
  return request;
}

/** Undefined for an error, which is a message of another type. */
function fileInode(answer: DataView): number | undefined {
  if (answer.getUint16(4, true) !== SOCK_DIAG_BY_FAMILY) return undefined;
  // struct nlattr: u16 length with this header, u16 type; padded to four bytes.
  for (let at = ATTRIBUTES; at + 8 <= answer.byteLength;) {
    const length = answer.getUint16(at, true);
    if (length < 4) return undefined;
    if (answer.getUint16(at + 2, true) === UNIX_DIAG_VFS) return answer.getUint32(at + 4, true);
    at += (length + 3) & ~3;
  }
  return undefined;
}

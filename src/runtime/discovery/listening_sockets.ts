/** A unix socket somebody listens on. */
export interface ListeningSocket {
  readonly inode: string;
  /** As its owner named it: in the owner's mount namespace, and possibly relative. */
  readonly path: string;
}

// The columns of /proc/net/unix: number, reference count, protocol, flags, type, state, inode, path.
const LINE =
  /^[0-9a-f]+: [0-9A-F]{8} [0-9A-F]{8} ([0-9A-F]{8}) ([0-9A-F]{4}) [0-9A-F]{2} +(\d+) (.+)$/i;

/** SO_ACCEPTCON (linux/net.h): listening. */
const LISTENING = 0x10000;
const SOCK_STREAM = 1;

/** Reads /proc/net/unix: the listening stream sockets with a path in a file system. */
export function listeningSockets(table: string): ListeningSocket[] {
  return table.split("\n").flatMap((line) => {
    const [, flags = "", type = "", inode = "", path = ""] = LINE.exec(line) ?? [];
    const listening = (parseInt(flags, 16) & LISTENING) !== 0 && parseInt(type, 16) === SOCK_STREAM;
    // Abstract sockets begin with @ here.
    return listening && !path.startsWith("@") ? [{ inode, path }] : [];
  });
}

/** What runtimes listen on besides their API: shims, ttrpc, debugging, metrics, Docker's networks, k3s's database. */
const OTHER_SOCKET =
  /\.ttrpc$|(?:^|[/-])debug\.sock$|\/containerd\/s\/[^/]*$|\/metrics?\.sock$|\/libnetwork\/|\/kine\.sock$/;

/** Whether a path may be a runtime's API. */
export function mayBeRuntimeSocket(path: string): boolean {
  return !OTHER_SOCKET.test(path);
}

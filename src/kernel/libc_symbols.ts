/**
 * The signatures of the functions of the C library that are used, each parameter with its C declaration.
 *
 * @module
 */

/** The functions, as FFI takes them. */
export const libcSymbols = {
  __errno_location: {
    parameters: [],
    result: "pointer", // int *
  },
  syscall: {
    parameters: [
      "isize", // long number
      "isize", // long, bpf(2): int cmd
      "buffer", // long, bpf(2): union bpf_attr *attr
      "usize", // long, bpf(2): unsigned int size
    ],
    result: "isize", // long
  },
  openat2: {
    name: "syscall", // the C library has no function for it
    parameters: [
      "isize", // long number
      "isize", // long, int dirfd
      "buffer", // long, const char *pathname
      "buffer", // long, struct open_how *how
      "usize", // long, size_t size
    ],
    result: "isize", // long
  },
  access: {
    parameters: [
      "buffer", // const char *path
      "i32", // int mode
    ],
    result: "i32",
  },
  usleep: {
    parameters: ["u32"], // useconds_t usec
    result: "i32",
  },
  geteuid: { parameters: [], result: "u32" },
  mkdir: {
    parameters: [
      "buffer", // const char *pathname
      "u32", // mode_t mode
    ],
    result: "i32",
  },
  rmdir: {
    parameters: ["buffer"], // const char *pathname
    result: "i32",
  },
  memfd_create: {
    parameters: [
      "buffer", // const char *name
      "u32", // unsigned int flags
    ],
    result: "i32",
  },
  posix_spawn: {
    parameters: [
      "buffer", // pid_t *pid
      "buffer", // const char *path
      "pointer", // const posix_spawn_file_actions_t *file_actions
      "pointer", // const posix_spawnattr_t *attrp
      "buffer", // char *const argv[]
      "buffer", // char *const envp[]
    ],
    result: "i32", // an error number
  },
  waitpid: {
    parameters: [
      "i32", // pid_t pid
      "buffer", // int *wstatus
      "i32", // int options
    ],
    result: "i32",
  },
  sigprocmask: {
    parameters: [
      "i32", // int how
      "buffer", // const sigset_t *set
      "buffer", // sigset_t *oldset
    ],
    result: "i32",
  },
  getpagesize: { parameters: [], result: "i32" },
  mmap: {
    parameters: [
      "pointer", // void *addr
      "usize", // size_t length
      "i32", // int prot
      "i32", // int flags
      "i32", // int fd
      "i64", // off_t offset
    ],
    result: "pointer", // void *, MAP_FAILED is all ones
  },
  munmap: {
    parameters: [
      "pointer", // void *addr
      "usize", // size_t length
    ],
    result: "i32",
  },
  madvise: {
    parameters: [
      "usize", // void *addr
      "usize", // size_t length
      "i32", // int advice
    ],
    result: "i32",
  },
  malloc_trim: {
    parameters: ["usize"], // size_t pad
    result: "i32",
  },
  open: {
    parameters: [
      "buffer", // const char *pathname
      "i32", // int flags; no mode, as nothing here creates files
    ],
    result: "i32",
  },
  close: {
    parameters: ["i32"], // int fd
    result: "i32",
  },
  read: {
    parameters: [
      "i32", // int fd
      "buffer", // void *buf
      "usize", // size_t count
    ],
    result: "isize",
  },
  pread: {
    parameters: [
      "i32", // int fd
      "buffer", // void *buf
      "usize", // size_t count
      "i64", // off_t offset
    ],
    result: "isize",
  },
  write: {
    parameters: [
      "i32", // int fd
      "buffer", // const void *buf
      "usize", // size_t count
    ],
    result: "isize",
  },
  lseek: {
    parameters: [
      "i32", // int fd
      "i64", // off_t offset
      "i32", // int whence
    ],
    result: "i64",
  },
  ftruncate: {
    parameters: [
      "i32", // int fd
      "i64", // off_t length
    ],
    result: "i32",
  },
  socket: {
    parameters: [
      "i32", // int domain
      "i32", // int type
      "i32", // int protocol
    ],
    result: "i32",
  },
  send: {
    parameters: [
      "i32", // int sockfd
      "buffer", // const void *buf
      "usize", // size_t len
      "i32", // int flags
    ],
    result: "isize",
  },
  poll: {
    parameters: [
      "buffer", // struct pollfd *fds
      "usize", // nfds_t nfds
      "i32", // int timeout, ms
    ],
    result: "i32",
  },
  eventfd: {
    parameters: [
      "u32", // unsigned int initval
      "i32", // int flags
    ],
    result: "i32",
  },
  epoll_create1: {
    parameters: ["i32"], // int flags
    result: "i32",
  },
  epoll_ctl: {
    parameters: [
      "i32", // int epfd
      "i32", // int op
      "i32", // int fd
      "buffer", // struct epoll_event *event
    ],
    result: "i32",
  },
  epoll_wait: {
    parameters: [
      "i32", // int epfd
      "buffer", // struct epoll_event *events
      "i32", // int maxevents
      "i32", // int timeout, ms
    ],
    result: "i32",
  },
  clock_gettime: {
    parameters: [
      "i32", // clockid_t clockid
      "buffer", // struct timespec *tp
    ],
    result: "i32",
  },
  statx: {
    parameters: [
      "i32", // int dirfd
      "buffer", // const char *pathname
      "i32", // int flags
      "u32", // unsigned int mask
      "buffer", // struct statx *statxbuf
    ],
    result: "i32",
  },
  readlink: {
    parameters: [
      "buffer", // const char *pathname
      "buffer", // char *buf
      "usize", // size_t bufsiz
    ],
    result: "isize",
  },
  getdents64: {
    parameters: [
      "i32", // int fd
      "buffer", // void *dirp
      "usize", // size_t count
    ],
    result: "isize",
  },
  open_by_handle_at: {
    parameters: [
      "i32", // int mount_fd
      "buffer", // struct file_handle *handle
      "i32", // int flags
    ],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

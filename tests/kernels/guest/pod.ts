/** The pod of the scene, and what runs in it. */

/** As the runtime tells of it. */
export const POD = {
  namespace: "default",
  name: "scene",
  labels: { app: "scene" },
  container: "main",
  image: "localhost/busybox:1",
} as const;

/** Where the first script executes a program, and with what arguments. */
export const WORK = { folder: "/proc", args: ["/bin/true", "one", "two words"] } as const;
/** How the scripts end: the first by itself, the second by a signal, the third in a mount namespace of its own. */
export const ENDS = { code: 7, signal: 9, contained: 3 } as const;

/** Scripts for the container's shell, one after another. */
export const SCRIPTS: readonly string[] = [
  `cd ${WORK.folder} && ${WORK.args.map((arg) => `"${arg}"`).join(" ")}; exit ${ENDS.code}`,
  `kill -${ENDS.signal} $$`,
  // What critter takes for a container's first program.
  `unshare -m /bin/sh -c 'exit ${ENDS.contained}'`,
];

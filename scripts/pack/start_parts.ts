/** What a part can ask for: see {@linkcode startParts}. */
export interface PartLoader {
  /** What another part exports; it runs now unless it has run. */
  now(name: string): Exports;
  /** The same as import() gives it. */
  later(name: string): Promise<Exports>;
  /** One of Deno's node: modules, none of which is loaded before somebody asks; some only when something of it is read. */
  node(name: string): Exports;
  /** The address of a script for a Worker, which has the Worker's parts only. */
  workerUrl(): string;
}

type Exports = Readonly<Record<string, unknown>>;
type Part = (parts: PartLoader) => Exports;

/** What is used of Deno's inside: this is how Deno itself runs what `importScripts()` is given. */
interface Core {
  evalContext(script: string, name: string): [result: Part, error: { thrown: unknown } | null];
}

/**
 * Runs a program that was cut into parts, each a script whose value is a function, beginning with `entry`. V8 sees a
 * part when it is wanted. Its text is written into the bundle: it may use nothing from outside of itself.
 *
 * @param scripts The parts by the names they have for each other.
 * @param workers The names of the parts that a Worker needs, which begins with the same entry.
 * @param late The node: modules that are loaded when more of them is read than what stands here. None may be a function.
 */
export function startParts(
  scripts: Readonly<Record<string, string>>,
  entry: string,
  workers: readonly string[],
  late: Readonly<Record<string, Exports>>,
): void {
  const deno = Deno as unknown as { internal: symbol } & Record<symbol, { core: Core }>;
  // node:vm does the same, but takes as long to load as all that is run of critter for --version.
  const core = (deno[deno.internal] as { core: Core }).core;
  const running = new Map<string, Exports | undefined>();
  const parts: PartLoader = {
    now(name) {
      const known = running.get(name);
      if (known !== undefined) return known;
      const script = scripts[name];
      if (script === undefined || running.has(name)) {
        throw new ReferenceError(
          `Cannot run ${name} as it must be a part, and none that needs itself`,
        );
      }
      running.set(name, undefined);
      const [part, error] = core.evalContext(script, `critter:${name.slice(2)}`);
      if (error !== null) throw error.thrown;
      const exports = part(parts);
      running.set(name, exports);
      return exports;
    },
    // deno-lint-ignore require-await
    later: async (name) => parts.now(name),
    node(name) {
      const load = (): Exports =>
        (globalThis as unknown as { process: { getBuiltinModule(name: string): Exports } })
          .process.getBuiltinModule(name);
      const known = late[name];
      if (known === undefined) return load();
      return new Proxy({}, {
        get: (_, key) => Reflect.get(Reflect.has(known, key) ? known : load(), key),
        has: (_, key) => Reflect.has(load(), key),
        ownKeys: () => Reflect.ownKeys(load()),
        getOwnPropertyDescriptor(_, key) {
          const own = Reflect.getOwnPropertyDescriptor(load(), key);
          // A Proxy may not say otherwise of what its target lacks.
          return own && { ...own, configurable: true };
        },
      });
    },
    workerUrl() {
      const own = Object.fromEntries(workers.map((worker) => [worker, scripts[worker]]));
      const script = `(${startParts})(${JSON.stringify(own)}, ${JSON.stringify(entry)}, [], {})`;
      return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    },
  };
  parts.now(entry);
}

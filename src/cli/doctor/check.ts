/** One thing that doctor looked at. */
export interface Check {
  /** Stable name, for documentation and scripts: K kernel, C capability, G cgroups, R runtime. */
  readonly code: string;
  /** What was looked at. */
  readonly title: string;
  /** `fail`: events can't be read or named; `warn`: something is missing, the main job runs. */
  readonly status: "ok" | "warn" | "fail";
  /** What was found, and what it means. */
  readonly detail: string;
  /** What to do; absent when there is nothing to do. */
  readonly remedy?: string;
}

/** A check that found what is needed. */
export function ok(code: string, title: string, detail: string): Check {
  return { code, title, status: "ok", detail };
}

/** A check that found something missing that the main job does not need. */
export function warn(code: string, title: string, detail: string, remedy?: string): Check {
  return { code, title, status: "warn", detail, ...(remedy === undefined ? {} : { remedy }) };
}

/** A check that found that the main job can't run. */
export function fail(code: string, title: string, detail: string, remedy: string): Check {
  return { code, title, status: "fail", detail, remedy };
}

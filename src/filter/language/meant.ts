import { nearest } from "#runtime/config/nearest.ts";

/** The key that was probably meant by a name that is none; undefined where none is near. */
export function meantBy(path: string, names: readonly string[]): string | undefined {
  const objects = names.flatMap((name) =>
    name.split(".").map((_, index, parts) => parts.slice(0, index + 1).join("."))
  );
  const near = nearest(path, [...new Set(objects)]);
  if (near !== undefined) return names.find((name) => name === near || name.startsWith(`${near}.`));
  const last = path.split(".").at(-1) ?? "";
  return names.find((name) => name.endsWith(`.${path}`)) ??
    names.find((name) => name.split(".").includes(last)) ??
    names.find((name) => nearest(last, name.split(".")) !== undefined);
}

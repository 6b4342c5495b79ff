/** An object's values by their keys' whole paths, joined by dots; arrays are values. */
export function flatten(value: object, above = ""): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const path = above === "" ? key : `${above}.${key}`;
    const isObject = typeof inner === "object" && inner !== null && !Array.isArray(inner);
    Object.assign(flat, isObject ? flatten(inner, path) : { [path]: inner });
  }
  return flat;
}

/** A statement that imports, as the bundler writes it: `import{a as b}from"./chunk.js";`. */
const IMPORT = /(?<=^|[;}\n])import(?:\s*([\w$*{][^"';()]*?)\s*from)?\s*"([^"]+)";?/g;
/** The one that exports: at the end, but for comments, and with names only. */
const EXPORT =
  /(?<=^|[;}\n])export\s*\{([^}]*)\};?(?=(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*)*$)/;
/** How Deno's bundler lets CommonJS packages have node: modules where it does not minify. */
const CREATED_REQUIRE =
  /import\s*\{\s*createRequire as (\w+)\s*\}\s*from\s*"node:module";\s*var (\w+) = \1\(import\.meta\.url\);/;
const DYNAMIC_IMPORT = /\bimport\(("\.\/[^"]+")\)/g;

/**
 * Makes a function of a module that the bundler wrote, so that V8 can be given it as a script when it is wanted. Called
 * with a {@link PartLoader} named `parts`, it runs the module and returns what that exports.
 *
 * What is imported is read once, when everything it comes from has run: nothing that is exported may be assigned later.
 *
 * @throws {SyntaxError} When an import or export is left that is in none of the bundler's forms.
 */
export function partFunction(module: string): string {
  const imports: string[] = [];
  const exports = EXPORT.exec(module)?.[1] ?? "";
  const body = module
    .replace(CREATED_REQUIRE, "var $2 = require;")
    .replace(EXPORT, "")
    .replace(IMPORT, (_statement, names: string | undefined, from: string) => {
      imports.push(importStatement(names, from));
      return "";
    })
    .replace(DYNAMIC_IMPORT, "parts.later($1)");
  const result = specifiers(exports).map(([own, name]) => `${name}:${own}`).join();
  const part = `(function(parts){"use strict";const require=parts.node;${imports.join("")}${body}
return{${result}}})`;
  // Not run: it only has to be a script.
  new Function(`return ${part}`);
  return part;
}

/** `{a as b}` of a part, or anything of one of Deno's node: modules. */
function importStatement(names: string | undefined, from: string): string {
  const module = from.startsWith("node:") ? `parts.node("${from}")` : `parts.now("${from}")`;
  if (names === undefined) return `${module};`;
  const listed = /^\{([^}]*)\}$/.exec(names)?.[1];
  if (listed === undefined) {
    throw new SyntaxError(
      `Cannot make a script of a part as it must import by names: import ${names} from ${from}`,
    );
  }
  return `const{${specifiers(listed).map(([name, own]) => `${name}:${own}`).join()}}=${module};`;
}

/** The pairs of `a as b,c`. */
function specifiers(list: string): [from: string, as: string][] {
  return list.split(",").map((one) => one.trim()).filter((one) => one !== "").map((one) => {
    const [from = "", as = from] = one.split(/\s+as\s+/);
    return [from, as];
  });
}

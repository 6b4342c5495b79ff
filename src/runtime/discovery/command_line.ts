/**
 * The values that a command line gives a flag, in order; written with = or as two arguments, with one dash or two.
 *
 * @param command Arguments, the program's name first.
 * @param name Without dashes.
 */
export function flagValues(command: readonly string[], name: string): string[] {
  return command.flatMap((argument, index) => {
    const bare = argument.replace(/^--?/, "");
    if (bare === argument) return [];
    if (bare.startsWith(`${name}=`)) return [bare.slice(name.length + 1)];
    return bare === name ? [command[index + 1] ?? ""] : [];
  });
}

/** The BPF programs that a process keeps attached, in the kernel's own words. */

/** Where each is attached, named as libbpf names sections: `tp_btf/NAME`, `iter/NAME`; of other types the type alone. */
export function attachedTo(pid: number): string[] {
  const folder = `/proc/${pid}/fdinfo`;
  return [...Deno.readDirSync(folder)].flatMap(({ name }) => linkOf(read(`${folder}/${name}`)));
}

function linkOf(text: string): string[] {
  const type = /^link_type:\s*(\S+)/m.exec(text)?.[1];
  if (type === undefined) return [];
  if (type === "iter") return [`iter/${/^target_name:\s*(\S+)/m.exec(text)?.[1]}`];
  return type === "raw_tracepoint" ? [`tp_btf/${/^tp_name:\s*(\S+)/m.exec(text)?.[1]}`] : [type];
}

/** Empty when the descriptor was closed meanwhile. */
function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

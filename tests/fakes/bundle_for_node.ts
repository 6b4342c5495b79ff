/** Makes one script that Node can run; the file is the caller's to remove. */
export async function bundleForNode(source: string): Promise<string> {
  const output = await Deno.makeTempFile({ suffix: ".mjs" });
  const args = ["bundle", "-q", "-o", output, source];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  if (!success) throw new Error(`Cannot bundle ${source}: ${new TextDecoder().decode(stderr)}`);
  return output;
}

import { dataFormatter } from "#output/data.ts";
import { GoTemplate } from "#output/go_template/go_template.ts";
import type { Plain } from "#output/yaml.ts";
import { UsageError } from "../errors.ts";
import type { CliHost } from "../host.ts";
import { printable } from "./print.ts";

/** How data is to be written. */
export interface DetailFormat {
  /** --output. */
  readonly output: string;
  /** --template. */
  readonly template?: string;
}

/** Like {@link detailWriter}, but prints what that makes. */
export async function detailPrinter(
  host: CliHost,
  format: DetailFormat,
): Promise<((value: Plain) => void) | undefined> {
  const write = await detailWriter(host, format);
  return write === undefined ? undefined : (value) => host.process.stdout.write(write(value));
}

/**
 * What writes data as the flags say, in text that ends with a line's end; undefined for a table. In YAML, what it is given
 * one after the other are documents of one stream.
 *
 * @throws UsageError, as a rejection, where --template and --output do not fit together; TemplateError for a bad template.
 */
export async function detailWriter(
  host: CliHost,
  { output, template }: DetailFormat,
): Promise<((value: Plain) => string) | undefined> {
  if (output === "go-template") {
    if (template === undefined) {
      throw new UsageError("Cannot use --output=go-template as it needs --template; give one");
    }
    const compiled = new GoTemplate(template);
    return (value) => printable(host, `${compiled.render(value)}\n`);
  }
  if (template !== undefined) {
    throw new UsageError(
      `Cannot use --template as it is for -o go-template: ${
        JSON.stringify(output)
      }; leave one of them out`,
    );
  }
  if (output === "yaml") return documents(await dataFormatter(output));
  return output === "json" ? await dataFormatter(output) : undefined;
}

/** Without a mark between them, several would be one mapping whose keys stand twice. */
function documents(write: (value: Plain) => string): (value: Plain) => string {
  let separator = "";
  return (value) => {
    const text = `${separator}${write(value)}`;
    separator = "---\n";
    return text;
  };
}

/** One object stands alone, several are a list, and none is nothing: as crictl always did. */
export function printDetails(print: (value: Plain) => void, details: readonly Plain[]): void {
  const [first] = details;
  if (details.length > 0) print(details.length === 1 ? first : details);
}

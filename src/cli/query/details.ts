import { GoTemplate } from "#output/go_template/go_template.ts";
import type { Plain } from "#output/yaml.ts";
import { UsageError } from "../errors.ts";
import type { CliHost } from "../host.ts";
import { printData, printRaw } from "./print.ts";

/** How data is to be written. */
export interface DetailFormat {
  /** --output. */
  readonly output: string;
  /** --template. */
  readonly template?: string;
}

/**
 * What writes data as the flags say, in text that ends with a line's end; undefined for a table.
 *
 * @throws UsageError where --template and --output do not fit together; TemplateError for a bad template.
 */
export function detailPrinter(
  host: CliHost,
  { output, template }: DetailFormat,
): ((value: Plain) => void) | undefined {
  if (output === "go-template") {
    if (template === undefined) {
      throw new UsageError("Cannot use --output=go-template as it needs --template; give one");
    }
    const compiled = new GoTemplate(template);
    return (value) => printRaw(host, `${compiled.render(value)}\n`);
  }
  if (template !== undefined) {
    throw new UsageError(
      `Cannot use --template as it is for -o go-template: ${
        JSON.stringify(output)
      }; leave one of them out`,
    );
  }
  if (output === "json" || output === "yaml") return (value) => printData(host, output, value);
  return undefined;
}

/** One object stands alone, several are a list, and none is nothing: as crictl always did. */
export function printDetails(print: (value: Plain) => void, details: readonly Plain[]): void {
  const [first] = details;
  if (details.length > 0) print(details.length === 1 ? first : details);
}

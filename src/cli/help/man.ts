import { EVENT_KINDS } from "#events/kinds.ts";
import { VERSION } from "../../version.ts";
import { flagText } from "./help.ts";
import { type CommandModel, type FlagModel, usageLine } from "./model.ts";

const ENVIRONMENT: readonly (readonly [name: string, text: string])[] = [
  ["CONTAINER_RUNTIME_ENDPOINT", "The runtime's socket where no --runtime-endpoint is given."],
  ["CRI_CONFIG_FILE", "crictl's configuration file where no --config is given."],
  ["IMAGE_SERVICE_ENDPOINT", "The image service's socket where no --image-endpoint is given."],
  ["NODE_NAME", "The node's name where no --node-name is given."],
  [
    "RUNTIME_DIRECTORY",
    "Where runs share the steps of the wall clock, so that they tell a process by the same time; /run/critter where it is not set.",
  ],
  ["NO_COLOR", "Set to anything, it turns colours off."],
];

/** The manual page critter(1), in man(7) macros. */
export function manPage(commands: readonly CommandModel[]): string {
  return `${
    [
      `.TH CRITTER 1 "" ${quoted(`critter ${VERSION}`)} "User Commands"`,
      ".SH NAME",
      `critter \\- ${escaped("kernel events, named by pod, container and image")}`,
      ".SH SYNOPSIS",
      ".B critter",
      "\\fICOMMAND\\fR [\\fIflags\\fR]",
      ".SH DESCRIPTION",
      line(
        "critter loads eBPF programs, reads their ring buffer and writes every event as one line that already says which pod, container and image it came from. It asks the container runtime itself, over its unix socket.",
      ),
      ".SH COMMANDS",
      ...commands.flatMap(commandSection),
      ".SH EVENTS",
      ...EVENT_KINDS.flatMap(({ name, description, byDefault }) =>
        entry(`\\fB${escaped(name)}\\fR`, `${description}${byDefault ? "" : " (not by default)"}.`)
      ),
      ".SH ENVIRONMENT",
      ...ENVIRONMENT.flatMap(([name, text]) => entry(`\\fB${name}\\fR`, text)),
      ".SH EXIT STATUS",
      ...entry(
        "0",
        "All went well; also after Ctrl-C, SIGTERM, or when the reader of the output has gone.",
      ),
      ...entry("1", "It failed."),
      ...entry("2", "The command line can't be understood."),
    ].join("\n")
  }\n`;
}

function commandSection(command: CommandModel): string[] {
  return [
    `.SS ${quoted(usageLine(command))}`,
    line(`${command.brief}.`),
    ...command.description.flatMap((paragraph) => [".PP", line(paragraph)]),
    ...command.flags.flatMap((flag) => entry(flagTitle(flag), `${flagText(flag)}.`)),
    ".PP",
    "Examples:",
    ...command.examples.flatMap(({ text, command }) => [
      ".PP",
      line(`${text}:`),
      ".PP",
      ".nf",
      `.RS 4\n${line(command)}\n.RE`,
      ".fi",
    ]),
  ];
}

function flagTitle({ name, short, placeholder }: FlagModel): string {
  const bold = [...(short === undefined ? [] : [`-${short}`]), `--${name}`]
    .map((flag) => `\\fB${escaped(flag)}\\fR`).join(", ");
  return placeholder === undefined ? bold : `${bold} \\fI${placeholder}\\fR`;
}

function entry(title: string, text: string): string[] {
  return [".TP", title, line(text)];
}

/** A line of text: one that begins like a request must not be taken for one. */
function line(text: string): string {
  return escaped(text).replace(/^[.']/, "\\&$&");
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '""')}"`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-");
}

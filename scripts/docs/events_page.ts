import { hostFragment, unresolvedFragment } from "#labels/fragment/fragment.ts";
import { identifyCgroup } from "#labels/cgroup/cgroup_path.ts";
import { FIELD_GROUPS } from "#events/tables/reference.ts";
import type { EventField } from "#events/definition.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import { LOSS_EVENT } from "#events/loss.ts";
import { lossLine } from "./loss_line.ts";
import { table } from "./table.ts";

/** A reason that `label_reason` gives, and what it means. */
export interface Reason {
  /** The words as they are in the source; what varies is left out. */
  readonly words: string;
  /** As the page shows it. */
  readonly shown: string;
  readonly meaning: string;
  /** The file that says it. */
  readonly source: string;
}

/** What `label_reason` may say. */
export const REASONS: readonly Reason[] = [
  {
    words: "no container runtime is reachable",
    shown: "no container runtime is reachable",
    meaning: "No runtime answers. `critter doctor` and `critter runtimes` say why.",
    source: "src/pipeline/live/runtimes.ts",
  },
  {
    words: "no answer yet from",
    shown: "no answer yet from containerd at /run/…",
    meaning: "A runtime was asked, and its answer is still under way.",
    source: "src/pipeline/live/runtimes.ts",
  },
  {
    words: "does not know this container",
    shown: "containerd does not know this container",
    meaning:
      "The runtime answered, and has no such container. It is asked again some times, and when it has restarted.",
    source: "src/pipeline/live/runtimes.ts",
  },
  {
    words: "no answer in",
    shown: "containerd at /run/…: no answer in 2 s",
    meaning: "The runtime hangs, or is slow. The same form tells of other failures.",
    source: "src/runtime/set/ask_within.ts",
  },
  {
    words: "is not asked, as",
    shown: "cri-o at /run/… is not asked, as …",
    meaning:
      "It is [believed about nothing](runtimes.md#which-are-believed). Name it with `--runtime-endpoint`.",
    source: "src/labels/lookup/belief.ts",
  },
  {
    words: "its cgroup's path says",
    shown: "containerd says that it is in pod …, its cgroup's path says …",
    meaning: "The runtime names another pod than the cgroup's path, and is not believed.",
    source: "src/labels/lookup/finder.ts",
  },
  {
    words: "said before that",
    shown: "containerd said before that its pod is shop/web",
    meaning: "The runtime contradicts what it said first, and is not believed.",
    source: "src/labels/lookup/finder.ts",
  },
  {
    words: "is about to run",
    shown: "containerd is about to run job in this cgroup",
    meaning:
      "A cgroup of the host's, or of another container, is to be a container's too; its events wait for its start.",
    source: "src/labels/lookup/unclaimed.ts",
  },
  {
    words: "the cgroup was gone before the runtimes had been asked whose it is",
    shown: "the cgroup was gone before the runtimes had been asked whose it is",
    meaning: "Its path says nothing, and it was over too soon to ask.",
    source: "src/labels/lookup/unclaimed.ts",
  },
  {
    words: "the cgroup was gone, and no runtime had said that it knows the container in its name",
    shown: "the cgroup was gone, and no runtime had said that it knows the container in its name",
    meaning:
      "Its path has what may be a container's id, behind a prefix that no runtime is known to use.",
    source: "src/labels/lookup/unclaimed.ts",
  },
  {
    words: "run in this cgroup together",
    shown: "containers web, job run in this cgroup together",
    meaning:
      "Nobody can tell which of them an event is from. When one is left, its name is told again.",
    source: "src/labels/lookup/decisions.ts",
  },
  {
    words: "the cgroup was removed before its path could be read",
    shown: "the cgroup was removed before its path could be read",
    meaning: "The cgroup came and went before critter could look at it.",
    source: "src/labels/cgroup/cgroup_tree.ts",
  },
  {
    words: "no cgroup hierarchy was mounted yet",
    shown: "no cgroup hierarchy was mounted yet",
    meaning:
      "critter was started before anything mounted cgroups, and takes up the first hierarchy that is.",
    source: "src/labels/cgroup/cgroup_tree.ts",
  },
  {
    words: "the cgroup hierarchy is not mounted where critter runs",
    shown: "the cgroup hierarchy is not mounted where critter runs",
    meaning:
      "In a container without the node's `/sys/fs/cgroup`. New cgroups are named all the same.",
    source: "src/labels/cgroup/cgroup_tree.ts",
  },
  {
    words: "the label path has not answered",
    shown: "the label path has not answered",
    meaning: "critter itself was too slow to say anything within the hold limit.",
    source: "wasm/write.ts",
  },
  {
    words: "the memory for labels is full",
    shown: "the memory for labels is full",
    meaning: "24 MiB of labels are in use, or one container's labels have more than 64 KiB.",
    source: "wasm/write.ts",
  },
  {
    words: "the label table is full",
    shown: "the label table is full",
    meaning: "There are more than 32,768 cgroups.",
    source: "wasm/write.ts",
  },
];

/**
 * The event reference as Markdown.
 *
 * @param lines Lines of the sample, for the examples.
 */
export function eventsPage(lines: readonly string[]): string {
  return [
    "<!-- Made by scripts/docs/events.ts from src/events/; not to be edited. -->",
    "# Events",
    INTRODUCTION,
    "## Types",
    table(["event", "by default", "what it says"], [
      ...EVENT_KINDS.map((
        { name, byDefault, description },
      ) => [code(name), byDefault ? "yes" : "no", description]),
      [code(LOSS_EVENT), "always", "Events were lost; no filter hides it"],
    ]),
    "`--event` chooses types, by name or glob (`process.*`). [Kernels](kernels.md) says how each kernel tells of them.",
    "## Fields",
    FIELDS_INTRODUCTION,
    ...FIELD_GROUPS.flatMap(({ title, where, fields }) => [
      `### ${title}`,
      where,
      ...fields.length === 0 ? [] : [table(
        ["key", "type", "what it says", "absent where", "OpenTelemetry"],
        fields.map(fieldRow),
      )],
    ]),
    "## States",
    table(["state", "meaning"], STATE_ROWS),
    STATES,
    table(
      ["`label_reason`", "what it means"],
      REASONS.map(({ shown, meaning }) => [
        code(shown),
        meaning,
      ]),
    ),
    "## Times",
    TIMES,
    "## Lineage",
    LINEAGE,
    "## Loss",
    LOSS,
    "## Order",
    ORDER,
    "## What processes write",
    UNTRUSTED,
    "## Examples",
    "Shown over several lines, some of them in part; in the output each is one line. From `critter replay --sample -o json`:",
    ...examples(lines),
    "What follows `process` in a line of a process that is in no container:",
    json(fragmentFields(hostFragment(
      { id: 4711n, path: "/system.slice/ssh.service" },
      identifyCgroup("/system.slice/ssh.service"),
      { nodeName: "node-1" },
    ))),
    "… and in a line of a container that nobody has named yet:",
    json(fragmentFields(unresolvedFragment(
      { id: 4712n, path: UNRESOLVED_PATH },
      identifyCgroup(UNRESOLVED_PATH),
      "no answer yet from containerd at /run/containerd/containerd.sock",
      { nodeName: "node-1" },
    ))),
    "Events that were lost:",
    json(JSON.parse(lossLine())),
  ].join("\n\n") + "\n";
}

const INTRODUCTION =
  `\`critter watch -o json\` (the default where standard output is no terminal) writes one JSON object a line,
in UTF-8. \`critter replay -o json\` writes the very same bytes from a recording.`;

const FIELDS_INTRODUCTION =
  `- Keys are nested: \`process.exit.code\` stands for \`{"process":{"exit":{"code":0}}}\`. Where
  OpenTelemetry has a name for the same thing, the last column gives it; nearly always it is the key itself.
- What is not known is absent: there are no empty objects, no \`null\`, and no empty strings for what a runtime did not say.
- Numbers of 64 bits are strings: many JSON readers would round them.
- Keys may be added; a reader should skip those that it does not know.`;

const STATE_ROWS: readonly (readonly [state: string, meaning: string])[] = [
  [
    "`resolved`",
    "A runtime named the container, or its cgroup's path says that it is a step of a build. `label_missing` lists what is not known.",
  ],
  ["`host`", "The process is in no container: no runtime claims its cgroup."],
  [
    "`unresolved`",
    "It is in a container that nobody has named in time, or its cgroup could not be looked at; `label_reason` says why.",
  ],
];

const STATES =
  `The state is that of the moment in which the line was written. The look-up goes on: later events of the same container are
\`resolved\` as soon as a runtime names it.`;

const TIMES =
  `The kernel stamps everything with its boot clock, which nobody can set. critter tells each moment by what the wall clock said then:
every moment has one time, in whatever line it stands and whenever that is written. So \`process.creation.time\` together with
\`process.pid\` names a process: the value is the same in its exec and its exit, and in all runs of critter on this boot, whatever
happens to the wall clock in between. NTP's slow corrections move neither. A step of the wall clock (set by hand, by NTP, a leap second)
holds for moments from about two seconds after it on, so that all runs have agreed on it before; they do so through
\`/run/critter/clock\` (the folder that \`RUNTIME_DIRECTORY\` names, if it is set), which is kept until the next boot.

What does not hold:

- Where that file cannot be written, or others than root and the run's own user can write to it, a run knows no steps from before it began: it tells what was before
  them by the clock as it is set now. Two runs that both see a step may then differ about the second in which they see it.
- On a machine that has slept since it booted, runs without that file differ by some tens of nanoseconds.
- Of more than 64 steps the oldest are forgotten. Steps of less than 0.1 ms are not followed.
- A run that begins within the second after a step can differ from those that run already, about processes of that second.
- The clock of the machine is meant: after the next boot, or on another node, the same pid and time can be another process.`;

const LINEAGE =
  `Whose child a process is the kernel programs keep with the process itself: ids are right whatever was lost in between, and
however often a pid comes again. An id is made of when the process was created, its pid and the number of its program, with
a number of the boot's own.

What an ancestor, or who sent a signal, ran is told by name where critter saw its exec or found it running. The names of 65,536 runs
and 512 KiB of different paths are kept; where there is no more room, the runs that have ended go first
([test](../src/hotpath/program_names_test.ts "HotPath knows 5,000 living runs by name through 300,000 others, and tells none by a wrong one")).
What is not known is said to be unknown: \`executable.unknown\`.`;

const LOSS =
  `An event of type \`loss\` says how many events are not in the stream. Losses are counted where they happen, at most a second
before, and again at the end:

- \`ring\`: the ring buffer that the kernel writes to was full. A larger \`--ring-size\` helps. The removal or making of a
  cgroup may be among the lost.
- \`sink\`: the reader of standard output was too slow; 8 MiB of lines wait before whole lines are lost.

These lines do not count for \`--max-events\`. Records that cannot be decoded are counted too; that count is on stderr, at the end.

A full disk ends critter with exit code 1, and the file with a whole line. After a SIGKILL or a loss of power, whatever comes
behind the last newline is no line.`;

const ORDER =
  `Each event is written once, and events of one cgroup are in the order in which the kernel reported them
([test](../src/hotpath/hot_path_model_test.ts "HotPath writes each event of a cgroup once and in order when all are labelled")). Those of different
cgroups may change places: an event whose labels are not known yet waits for at most \`--hold-limit\` (2 s), the later ones of
its cgroup wait behind it, and others pass. When the memory for waiting events (16 MiB) is full, the oldest go as \`unresolved\`.`;

const UNTRUSTED =
  `A process chooses its name, arguments and paths. In the output, quotes, backslashes and control characters in them are escaped,
DEL and U+0080 to U+009F too, and what is not UTF-8 becomes U+FFFD. So a process can neither begin a line of its own nor send anything
to a terminal. Labels and names from runtimes are escaped the same way.`;

const UNRESOLVED_PATH =
  "/kubepods/besteffort/poddf1c3ea2-1f4e-4f8a-9c5e-2f9f1c7d4b11/3f0cd3a0f2ab0c0a5e5d4a7e8d2b9c1f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d";

function fieldRow(field: EventField): string[] {
  const { name, type, form, meaning, absent = "never", openTelemetry } = field;
  return [
    code(name),
    form === undefined ? type : `${type}: ${form}`,
    meaning,
    absent,
    openTelemetry === undefined
      ? "–"
      : /[\s']/.test(openTelemetry)
      ? openTelemetry
      : code(openTelemetry),
  ];
}

/** One example each of what the sample holds; labels are shown where they say something new. */
function examples(lines: readonly string[]): string[] {
  const wanted: readonly (readonly [title: string, test: RegExp, keys?: readonly string[]])[] = [
    ["A container's first program:", /"event":"process\.exec".*exit 3.*"name":"report"/],
    ["It ends; its labels are the same:", /"event":"process\.exit".*"code":3/, OWN_KEYS],
    ["The container ends with it:", /"event":"container\.exit".*"code":3/, OWN_KEYS],
    ["A signal is sent:", /"event":"process\.signal".*"SIGKILL".*"sender"/, OWN_KEYS],
    ["It ended a process:", /"event":"process\.exit".*"signal":9/, OWN_KEYS],
    ["Arguments that try to forge a line:", /forged/, OWN_KEYS],
    [
      "A pod's sandbox has no name of its own:",
      /"event":"process\.exec".*"sandbox":true/,
      ["event", "container", "k8s", "label_state"],
    ],
    [
      "A cgroup was made (`--event cgroup.mkdir`):",
      /"event":"cgroup\.mkdir".*"name":"report"/,
      [...OWN_KEYS, "cgroup"],
    ],
  ];
  return wanted.flatMap(([title, test, keys]) => {
    const line = lines.find((line) => test.test(line));
    if (line === undefined) throw new TypeError(`Cannot find an example in the sample: ${test}`);
    const fields = Object.entries(JSON.parse(line));
    const shown = keys === undefined ? fields : fields.filter(([key]) => keys.includes(key));
    return [title, json(Object.fromEntries(shown))];
  });
}

const OWN_KEYS: readonly string[] = ["time", "event", "process"];

function fragmentFields(fragment: string): unknown {
  return JSON.parse(`{${fragment.slice(1)}`);
}

function code(text: string): string {
  return `\`${text}\``;
}

/** As `deno fmt` writes JSON within Markdown. */
function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

import { HotPath } from "#hotpath/hot_path.ts";
import { EventMachine } from "#pipeline/event/event_machine.ts";

/** A loss as the pipeline writes it. */
export function lossLine(): string {
  let text = "";
  const hot = HotPath.create({ holdLimitNs: 0n, types: 0, includeHost: true });
  const machine = new EventMachine(hot, {
    lines: (bytes) => void (text += new TextDecoder().decode(bytes)),
    notice() {},
  });
  machine.apply({ kind: "clock", fromNs: 0n, offsetNs: 1_795_464_000_000_000_000n });
  machine.apply({ kind: "loss", loss: "ring", count: 128n, nowNs: 123_456_789n });
  return text;
}

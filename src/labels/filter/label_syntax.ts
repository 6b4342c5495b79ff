// What Kubernetes takes for a label's key and value: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/

const NAME_MAX = 63;
const PREFIX_MAX = 253;
const NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const NAME_RULE = 'of letters, digits, "-", "_" and ".", with a letter or a digit at both ends';

/** The rule that a label's key breaks, as "must …"; `undefined` for a good one. */
export function keyFault(key: string): string | undefined {
  const parts = key.split("/");
  if (parts.length > 2) return 'must be a name, or a prefix and a name with one "/" between them';
  const name = parts.at(-1) ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix !== undefined && (prefix.length > PREFIX_MAX || !PREFIX.test(prefix))) {
    return `must have a DNS name in lower case of at most ${PREFIX_MAX} characters before its "/"`;
  }
  if (name.length > NAME_MAX) return `must have a name of at most ${NAME_MAX} characters`;
  return NAME.test(name) ? undefined : `must have a name ${NAME_RULE}`;
}

/** The rule that a label's value breaks, as "must …"; `undefined` for a good one, and for an empty one. */
export function valueFault(value: string): string | undefined {
  if (value.length > NAME_MAX) return `must have at most ${NAME_MAX} characters`;
  return value === "" || NAME.test(value) ? undefined : `must be made ${NAME_RULE}`;
}

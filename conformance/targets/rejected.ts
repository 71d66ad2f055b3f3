/** What a node says that it has rejected, read as strictly as what it sends. */
import { type Rejected, TargetError } from './target.js';

const TEXTS = ['clause', 'reason', 'message', 'sender', 'author'] as const;
const HEX = /^([0-9a-f]{2})*$/;

/** @throws TargetError unless it is a list of rejected messages. */
export function rejectedIn(value: unknown): readonly Rejected[] {
  if (!Array.isArray(value) || !value.every(isRejected))
    throw new TargetError(
      `asked for "rejects" it answered ${JSON.stringify(value)?.slice(0, 200)}; expected a list of objects with ${TEXTS.join(', ')}, atMs`,
    );
  return value;
}

function isRejected(entry: unknown): entry is Rejected {
  if (typeof entry !== 'object' || entry === null) return false;
  const { atMs, sender, author } = entry as Partial<Rejected>;
  return (
    TEXTS.every((field) => typeof (entry as Partial<Rejected>)[field] === 'string') &&
    typeof atMs === 'number' &&
    HEX.test(sender!) &&
    HEX.test(author!)
  );
}

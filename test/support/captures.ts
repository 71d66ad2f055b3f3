/** Recorded sessions as rows, and the rules that they break once something in them was changed. */
import { type CaptureRow, readCapture } from '../../src/adapters/capture/rows.js';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { judgeCapture, type RuleResult } from '../../src/checker/validate/wire/judge-capture.js';
import { wireRules } from '../../src/checker/validate/wire/rules.js';
import type { Timings } from '../../src/checker/validate/wire/timing.js';
import {
  decodeSignedMessage,
  encodeEnvelope,
  encodeGossipMessage,
  type SignedMessage,
} from '../../src/wire/envelope.js';
import type { GossipMessage } from '../../src/wire/message-types.js';

export const VECTORS = 'spec/vectors';

export async function rowsOf(path: string): Promise<CaptureRow[]> {
  const rows: CaptureRow[] = [];
  for await (const row of readCapture(`${VECTORS}/${path}`)) rows.push(row);
  return rows;
}

/** Of rows whose lines are their places: one-based. */
export function judged(rows: readonly CaptureRow[], timings: Timings): readonly RuleResult[] {
  const judge = judgeCapture(wireRules(nodeCrypto, timings));
  rows.forEach((row, index) => {
    judge.judge({ ...row, line: index + 1 });
  });
  return judge.results;
}

/** Rules that are broken, each with the first line at which it is. */
export const brokenIn = (rows: readonly CaptureRow[], timings: Timings): Record<string, number> =>
  Object.fromEntries(
    judged(rows, timings).flatMap(({ id, breaches: [first] }) =>
      first === undefined ? [] : [[id, first.line]],
    ),
  );

export const opened = ({ bytes }: CaptureRow): SignedMessage => {
  const decoded = decodeSignedMessage(bytes);
  if (decoded.verdict !== 'accept') throw new Error(decoded.reason);
  return decoded.value;
};
export type Kind = NonNullable<GossipMessage['content']['case']>;
export const isKind = (row: CaptureRow, kind: Kind): boolean =>
  opened(row).message.content.case === kind;

/** The row with its message changed in place, and encoded again. */
export function rewritten(row: CaptureRow, change: (message: any) => void): CaptureRow {
  // What is decoded shares the bytes.
  const { envelope, message } = opened({ ...row, bytes: Uint8Array.from(row.bytes) });
  change(message);
  return { ...row, bytes: encodeEnvelope({ ...envelope, payload: encodeGossipMessage(message) }) };
}

/**
 * What a record tells of an exchange: what a reader needs, and not all that passed, which stands in the
 * trace beside it. Of a case that passed, what was not background; of any other, its beginning and what
 * surrounds the place where it went wrong, with the messages themselves.
 */
import { toJson } from '@bufbuild/protobuf';
import { GossipMessageSchema } from '../../src/wire/gen/gossip/message_pb.js';
import { isBackground } from '../harness/background.js';
import { describe, nameFrom } from '../harness/describe.js';
import type { Entry } from '../harness/evidence.js';
import type { CaseResult } from '../harness/result.js';

export interface ExchangeLine {
  readonly n: number;
  readonly atMs: number;
  readonly probe: string;
  readonly stream: string;
  /** Name of the node at the other end, where it is known. */
  readonly node?: string;
  readonly type: Entry['type'];
  readonly text: string;
  /** Traffic that the judge looks past, and what probes send only to stay live. */
  readonly background: boolean;
  /** The rule that the suite broke on purpose. */
  readonly illegal?: string;
  /** The envelope, base64; only where the case did not pass, and if it is not large. */
  readonly bytes?: string;
  /** The gossip message in protobuf JSON; as `bytes`. */
  readonly message?: unknown;
}

export interface ToldExchange {
  readonly lines: readonly ExchangeLine[];
  /** Entries that are not told. */
  readonly omitted: number;
}

/** A larger envelope is told by its description alone. */
const ENVELOPE_BYTES_MAX = 8 * 1024;
/** Of a case that passed. */
const PASSED_LINES_MAX = 40;
/** Of any other: at its beginning, before the place where it went wrong, and after it. */
const FIRST_LINES = 40;
const LINES_BEFORE = 120;
const LINES_AFTER = 40;

export function exchangeOf(result: CaseResult): ToldExchange {
  const all = result.exchange;
  const told = result.verdict === 'pass' ? ofPassed(all) : ofOther(all, result);
  const lines = told.map((entry) => exchangeLine(entry, result));
  return { lines, omitted: all.length - lines.length };
}

function ofPassed(all: readonly Entry[]): readonly Entry[] {
  const foreground = all.filter((entry) => !isOfNoInterest(entry));
  if (foreground.length <= PASSED_LINES_MAX) return foreground;
  const half = PASSED_LINES_MAX / 2;
  return [...foreground.slice(0, half), ...foreground.slice(-half)];
}

function ofOther(all: readonly Entry[], { divergence }: CaseResult): readonly Entry[] {
  const at = divergence?.entry ?? all.length - 1;
  return all.filter(
    ({ n }) => n < FIRST_LINES || (n >= at - LINES_BEFORE && n <= at + LINES_AFTER),
  );
}

const isOfNoInterest = (entry: Entry): boolean =>
  entry.routine === true || (entry.type === 'received' && isBackground(entry, () => true, false));

function exchangeLine(entry: Entry, result: CaseResult): ExchangeLine {
  const { n, atMs, probe, stream, node, type, illegal, bytes, decoded } = entry;
  const isEvidence = result.verdict !== 'pass' && (bytes?.length ?? 0) <= ENVELOPE_BYTES_MAX;
  return {
    n,
    atMs: Math.round(atMs),
    probe,
    stream,
    ...(node !== undefined && { node }),
    type,
    text: describe(entry, nameFrom(result.names)),
    background: isOfNoInterest(entry),
    ...(illegal !== undefined && { illegal }),
    ...(isEvidence && bytes && { bytes: Buffer.from(bytes).toString('base64') }),
    ...(isEvidence &&
      decoded?.message && { message: toJson(GossipMessageSchema, decoded.message) }),
  };
}

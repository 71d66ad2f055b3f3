/** What the reference sends, in the words of a vector's expectation. */
import type { Bundle } from '../../conformance/vectors/bundle.js';
import {
  base64,
  type Sent,
  type SequenceVector,
  type VectorStep,
} from '../../conformance/vectors/vector.js';
import type { Profile } from '../../src/peer/config.js';
import { decodeSignedMessage, openEnvelope } from '../../src/wire/envelope.js';
import { keyOf } from '../../src/wire/hex.js';
import type { Envelope } from '../../src/wire/message-types.js';
import { verdictOf } from './vector-judge.js';
import { type OraclePeer, type Outcome, oraclePeer } from './vector-oracle.js';

/** What the reference does otherwise than the sequence says; empty if nothing. */
export function differences(bundle: Bundle, vector: SequenceVector, profile: Profile): string[] {
  const oracle = oraclePeer(bundle, vector.receiver, profile, vector.nowMs);
  return vector.steps.flatMap((step, index) =>
    differencesOf(bundle, oracle, step).map((what) => `step ${index}: ${what}`),
  );
}

function differencesOf(bundle: Bundle, oracle: OraclePeer, step: VectorStep): string[] {
  const outcome = oracle.feed(step.input);
  const found: string[] = [];
  if (step.verdict !== undefined) {
    const { verdict, clauses } = verdictOf(outcome);
    if (verdict !== step.verdict)
      found.push(`${verdict} (${clauses.join(', ')}) where ${step.verdict} is expected`);
    const other = clauses.filter((clause) => !step.clauses.includes(clause));
    if (other.length > 0) found.push(`clause ${other.join(', ')} is none of the vector’s`);
  }
  const sent = sentIn(bundle, outcome);
  for (const expected of step.sends ?? [])
    if (!sent.some((one) => fits(one, expected)))
      found.push(`not sent: ${JSON.stringify(expected)}; sent: ${JSON.stringify(sent)}`);
  for (const unwanted of step.never ?? [])
    if (sent.some((one) => fits(one, unwanted))) found.push(`sent: ${JSON.stringify(unwanted)}`);
  return found;
}

const fits = (sent: Sent, expected: Sent): boolean =>
  Object.entries(expected).every(
    ([key, value]) =>
      JSON.stringify(sorted(sent[key as keyof Sent])) === JSON.stringify(sorted(value)),
  );

const sorted = (value: unknown): unknown => (Array.isArray(value) ? [...value].sort() : value);

const sentIn = (bundle: Bundle, { sent }: Outcome): Sent[] =>
  sent.map(({ to, bytes }) => {
    const decoded = decodeSignedMessage(bytes);
    if (decoded.verdict !== 'accept') throw new Error(decoded.reason);
    const { content, nonce } = decoded.value.message;
    const head = { to, content: content.case ?? '', nonce: String(nonce) };
    switch (content.case) {
      case 'dataDig':
        return { ...head, digests: content.value.digests.map(base64) };
      case 'dataUpdate':
        return { ...head, blocks: content.value.data.flatMap(blockIn) };
      case 'dataMsg':
        return { ...head, blocks: [String(content.value.payload?.seqNum)] };
      case 'stateResponse':
        return { ...head, blocks: content.value.payloads.map(({ seqNum }) => String(seqNum)) };
      case 'memRes': {
        const { alive, dead } = content.value;
        return { ...head, alive: authorsOf(bundle, alive), dead: authorsOf(bundle, dead) };
      }
      case 'stateSnapshot':
        return { ...head, authors: authorsOf(bundle, content.value.elements) };
      case 'leadershipMsg':
        return { ...head, isDeclaration: content.value.isDeclaration };
      default:
        return head;
    }
  });

function blockIn(envelope: Envelope): string[] {
  const content = contentIn(envelope);
  return content?.case === 'dataMsg' ? [String(content.value.payload?.seqNum)] : [];
}

function contentIn(envelope: Envelope) {
  const opened = openEnvelope(envelope);
  return opened.verdict === 'accept' ? opened.value.message.content : undefined;
}

/** Names of the authors of alive messages, or of StateInfo. */
function authorsOf(bundle: Bundle, envelopes: readonly Envelope[]): string[] {
  const names = new Map(
    Object.entries(bundle.identities.peers).map(([name, { pkiId }]) => [pkiId, name]),
  );
  return envelopes.map((envelope) => {
    const content = contentIn(envelope);
    const pkiId =
      content?.case === 'aliveMsg'
        ? content.value.membership?.pkiId
        : content?.case === 'stateInfo'
          ? content.value.pkiId
          : undefined;
    return names.get(keyOf(pkiId ?? new Uint8Array())) ?? 'somebody unknown';
  });
}

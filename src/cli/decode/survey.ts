/**
 * What a capture holds: counts over all rows, and every row at fault with its line.
 * Rows are looked at twice: first for the identities that they bring, then for everything else.
 */
import { type CaptureCertificates, trustIn } from '../../adapters/capture/certificates.js';
import { type CaptureRow, readCapture } from '../../adapters/capture/rows.js';
import type { Crypto } from '../../wire/crypto/port.js';
import {
  contentKindOf,
  decodeEnvelope,
  decodeGossipMessage,
  encodeGossipMessage,
} from '../../wire/envelope.js';
import { sameBytes } from '../../wire/hex.js';
import type { IdentityAuthority } from '../../wire/identity/port.js';
import { envelopesIn, identityIn } from '../../wire/inside.js';
import type { Envelope, GossipMessage } from '../../wire/message-types.js';
import { reject } from '../../wire/verdict.js';
import {
  createKnownIdentities,
  type Judgement,
  judgeEnvelope,
  type KnownIdentities,
  type SignatureState,
} from '../../wire/verify-known.js';

export type SignatureCounts = Record<SignatureState, number>;

export interface Problem {
  readonly line: number;
  readonly kind: string;
  readonly signature: 'invalid' | 'unverifiable' | 'undecodable';
  readonly reason: string;
}

export interface Survey {
  /** Rows read. */
  envelopes: number;
  /** Rows whose payload, decoded and encoded anew, comes out byte for byte. */
  roundTrip: number;
  /** Outer envelopes with and without a signature. */
  signed: number;
  unsigned: number;
  /** Gossip envelopes inside responses, requests, snapshots and updates. */
  nested: number;
  /** Secret envelopes on outer rows. */
  secrets: number;
  /** Of outer and nested payloads together. */
  signatures: SignatureCounts;
  /** Of secret envelopes, outer and nested. */
  secretSignatures: SignatureCounts;
  kinds: Record<string, number>;
  problems: Problem[];
}

/** One row, looked at in full. */
export interface Inspected {
  readonly row: CaptureRow;
  readonly kind: string;
  readonly envelope: Envelope | undefined;
  readonly message: GossipMessage | undefined;
  readonly judgement: Judgement;
  readonly nested: readonly { message: GossipMessage | undefined; judgement: Judgement }[];
}

const counts = (): SignatureCounts => ({ valid: 0, invalid: 0, unverifiable: 0 });

/** `ALIVE_MSG` for `aliveMsg`: the kinds as captures write them. */
export const kindName = (message: GossipMessage): string =>
  contentKindOf(message)
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase();

/**
 * @param seen called with every row after it was counted
 * @throws CaptureError if the capture cannot be read
 */
export async function surveyCapture(
  path: string,
  certificates: CaptureCertificates | undefined,
  crypto: Crypto,
  seen: (inspected: Inspected) => void = () => {},
): Promise<Survey> {
  const identities: Uint8Array[] = [];
  for await (const { bytes } of readCapture(path)) identities.push(...identitiesOf(bytes));
  const known = knownFrom(identities, certificates, crypto);
  const survey: Survey = {
    envelopes: 0,
    roundTrip: 0,
    signed: 0,
    unsigned: 0,
    nested: 0,
    secrets: 0,
    signatures: counts(),
    secretSignatures: counts(),
    kinds: {},
    problems: [],
  };
  for await (const row of readCapture(path)) {
    const inspected = inspect(row, known, certificates !== undefined, crypto);
    count(survey, inspected);
    seen(inspected);
  }
  return survey;
}

/** Looks at one envelope: what it is, whether it and what it carries is signed by whom it says. */
export function inspect(
  row: CaptureRow,
  known: KnownIdentities,
  isComplete: boolean,
  crypto: Crypto,
): Inspected {
  const decoded = decodeEnvelope(row.bytes);
  const envelope = decoded.verdict === 'accept' ? decoded.value : undefined;
  const message = envelope && messageIn(envelope);
  const judge = (one: Envelope, its: GossipMessage | undefined): Judgement =>
    judgeEnvelope(crypto, one, its, known, isComplete);
  const inner = message === undefined ? [] : envelopesIn(message);
  return {
    row,
    kind: message === undefined ? 'UNDECODABLE' : kindName(message),
    envelope,
    message,
    judgement:
      envelope === undefined
        ? { signature: 'invalid', secret: undefined, reason: 'not an envelope' }
        : judge(envelope, message),
    nested: inner.map((one) => {
      const its = messageIn(one);
      return { message: its, judgement: judge(one, its) };
    }),
  };
}

/** Identities at hand: those of the certificates, and those in the envelopes that their MSPs accept. */
export function knownFrom(
  identities: readonly Uint8Array[],
  certificates: CaptureCertificates | undefined,
  crypto: Crypto,
): KnownIdentities {
  const trust = certificates === undefined ? undefined : trustIn(certificates, identities, crypto);
  const known = createKnownIdentities(crypto, trust?.authority ?? nobody);
  for (const identity of [...(trust?.identities.values() ?? []), ...identities])
    known.learn(identity);
  return known;
}

/** Without certificates nobody vouches for an identity. */
const nobody: IdentityAuthority = {
  resolve: () => reject('IDENT-1', 'no certificates at hand'),
  mspIdOf: () => undefined,
};

/** The identities in an envelope and in those that it carries. */
export function identitiesOf(bytes: Uint8Array): Uint8Array[] {
  const decoded = decodeEnvelope(bytes);
  const message = decoded.verdict === 'accept' ? messageIn(decoded.value) : undefined;
  if (message === undefined) return [];
  const inner = envelopesIn(message).map(messageIn);
  return [message, ...inner].flatMap((one) => {
    const identity = one && identityIn(one);
    return identity === undefined || identity.length === 0 ? [] : [identity];
  });
}

function messageIn({ payload }: Envelope): GossipMessage | undefined {
  const decoded = decodeGossipMessage(payload);
  return decoded.verdict === 'accept' ? decoded.value : undefined;
}

function count(survey: Survey, inspected: Inspected): void {
  const { row, kind, envelope, message, judgement, nested } = inspected;
  survey.envelopes += 1;
  survey.kinds[kind] = (survey.kinds[kind] ?? 0) + 1;
  if (envelope !== undefined && message !== undefined)
    survey.roundTrip += Number(sameBytes(encodeGossipMessage(message), envelope.payload));
  if (envelope?.signature.length) survey.signed += 1;
  else survey.unsigned += 1;
  if (envelope?.secretEnvelope !== undefined) survey.secrets += 1;
  survey.nested += nested.length;
  const judgements = [judgement, ...nested.map((one) => one.judgement)];
  for (const { signature, secret } of judgements) {
    if (signature !== undefined) survey.signatures[signature] += 1;
    if (secret !== undefined) survey.secretSignatures[secret] += 1;
  }
  const fault = judgements.find(({ reason }) => reason !== '');
  const unreadable = message === undefined || nested.some((one) => one.message === undefined);
  if (fault === undefined && !unreadable) return;
  const isInvalid = [fault?.signature, fault?.secret].includes('invalid');
  survey.problems.push({
    line: row.line,
    kind,
    signature: isInvalid ? 'invalid' : unreadable ? 'undecodable' : 'unverifiable',
    reason: fault?.reason ?? 'the payload is no gossip message',
  });
}

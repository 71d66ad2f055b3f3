/** What a script has sent, to be recognised when it comes back. */
import { toBinary } from '@bufbuild/protobuf';
import { contentOf, type Decoded, decoded } from '../../../../conformance/harness/wire/decode.js';
import { type Envelope, EnvelopeSchema } from '../../../../src/wire/gen/gossip/message_pb.js';

const key = (payload: Uint8Array): string => Buffer.from(payload).toString('latin1');

export interface Sent {
  /** Everything in this message is of this step from now on, unless an earlier one had it. */
  note(label: string, message: Envelope | Uint8Array): void;
  /** The step whose message this is. */
  labelOf(envelope: Envelope): string | undefined;
  /** The step that used this nonce to ask. */
  asked(nonce: bigint): string | undefined;
  noteNonce(label: string, nonce: bigint): void;
  /**
   * Whether this StateInfo was sent before anything that makes its author a member: how long it is kept
   * then is a matter of when the next sweep comes (CHAN-47).
   */
  isEarly(info: Envelope): boolean;
}

export function createSent(): Sent {
  const labels = new Map<string, string>();
  const nonces = new Map<bigint, string>();
  const introduced = new Set<string>();
  const early = new Set<string>();
  const note = (label: string, envelope: Envelope): void => {
    const known = key(envelope.payload);
    const d = decoded(envelope, new Uint8Array());
    const alive = contentOf(d, 'aliveMsg')?.membership;
    if (alive) introduced.add(key(alive.pkiId));
    const info = contentOf(d, 'stateInfo');
    if (info && !labels.has(known) && !introduced.has(key(info.pkiId))) early.add(known);
    if (envelope.payload.length > 0 && !labels.has(known)) labels.set(known, label);
    for (const inner of nested(d)) note(label, inner);
  };
  return {
    note(label, message) {
      if (!(message instanceof Uint8Array)) note(label, message);
    },
    labelOf: ({ payload }) => labels.get(key(payload)),
    asked: (nonce) => nonces.get(nonce),
    isEarly: ({ payload }) => early.has(key(payload)),
    noteNonce: (label, nonce) => void nonces.set(nonce, label),
  };
}

function nested(d: Decoded): readonly Envelope[] {
  const request = contentOf(d, 'memReq');
  if (request) return request.selfInformation ? [request.selfInformation] : [];
  const response = contentOf(d, 'memRes');
  if (response) return [...response.alive, ...response.dead];
  return contentOf(d, 'dataUpdate')?.data ?? contentOf(d, 'stateSnapshot')?.elements ?? [];
}

export const bytesOf = (message: Envelope | Uint8Array): Uint8Array =>
  message instanceof Uint8Array ? message : toBinary(EnvelopeSchema, message);

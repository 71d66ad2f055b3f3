/**
 * The suite checks itself: whatever a probe sends must be legal, unless the case says which rule it
 * breaks. A violation is a defect of the suite (`harness-error`), never a verdict on the target.
 */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type Envelope,
  EnvelopeSchema,
  GossipMessageSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { contentOf, type Decoded, decoded, decodeIdentity } from './decode.js';
import { hex, isSignedBy, pkiIdOf } from './sign.js';
import { legalTag } from './tags.js';

/** Identity bytes by PKI-ID (hex), of everybody in the case. */
export type Directory = ReadonlyMap<string, Uint8Array>;

/** The first rule that the envelope breaks; undefined if it is legal. */
export function violation(d: Decoded, known: Directory): string | undefined {
  if (!d.message) return 'payload does not parse';
  if (!isCanonical(d)) return 'not in canonical encoding';
  return tagViolation(d) ?? signatureViolation(d, known) ?? nestedViolation(d, known);
}

const isCanonical = (d: Decoded): boolean =>
  same(d.bytes, toBinary(EnvelopeSchema, fromBinary(EnvelopeSchema, d.bytes))) &&
  same(d.envelope.payload, toBinary(GossipMessageSchema, d.message!));

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

export function tagViolation(d: Decoded): string | undefined {
  const { tag } = d.message!;
  const legal =
    d.kind === 'conn'
      ? Tag.EMPTY
      : d.kind === 'ack'
        ? Tag.UNDEFINED
        : d.kind.startsWith('private')
          ? Tag.CHAN_ONLY
          : legalTag(d.message!.content);
  if (legal === undefined) return `${d.kind || 'a message without content'} has no legal tag`;
  return tag === legal ? undefined : `tag ${Tag[tag]} on ${d.kind}`;
}

/** Contents that carry their author's signature: who is the author, and what identity it brings along. */
function authorOf(d: Decoded): { pkiId: Uint8Array; identity: Uint8Array } | undefined {
  const none = new Uint8Array();
  const connection = contentOf(d, 'conn');
  if (connection) return connection;
  const alive = contentOf(d, 'aliveMsg');
  if (alive) return { pkiId: alive.membership?.pkiId ?? none, identity: alive.identity };
  const identity = contentOf(d, 'peerIdentity');
  if (identity) return { pkiId: identity.pkiId, identity: identity.cert };
  const stated = contentOf(d, 'stateInfo') ?? contentOf(d, 'leadershipMsg');
  return stated && { pkiId: stated.pkiId, identity: none };
}

function signatureViolation(d: Decoded, known: Directory): string | undefined {
  const author = authorOf(d);
  if (!author) return d.envelope.signature.length > 0 ? `signature on ${d.kind}` : undefined;
  const bytes = author.identity.length > 0 ? author.identity : known.get(hex(author.pkiId));
  const identity = bytes && decodeIdentity(bytes);
  if (!identity) return `${d.kind} of an unknown author`;
  if (!same(pkiIdOf(identity.mspid, identity.idBytes), author.pkiId)) {
    return `${d.kind} whose identity has another PKI-ID`;
  }
  const pem = Buffer.from(identity.idBytes).toString();
  if (!isSignedBy(pem, d.envelope.payload, d.envelope.signature)) return `${d.kind} badly signed`;
  const secret = d.envelope.secretEnvelope;
  if (secret && !isSignedBy(pem, secret.payload, secret.signature)) return 'secret badly signed';
  return undefined;
}

function nestedViolation(d: Decoded, known: Directory): string | undefined {
  for (const envelope of nestedIn(d)) {
    const inner = decoded(envelope);
    const broken =
      inner.message === undefined ? 'payload does not parse' : signatureViolation(inner, known);
    if (broken) return `inside ${d.kind}: ${broken}`;
  }
  return undefined;
}

function nestedIn(d: Decoded): readonly Envelope[] {
  const request = contentOf(d, 'memReq');
  if (request) return request.selfInformation ? [request.selfInformation] : [];
  const response = contentOf(d, 'memRes');
  if (response) return [...response.alive, ...response.dead];
  return contentOf(d, 'dataUpdate')?.data ?? contentOf(d, 'stateSnapshot')?.elements ?? [];
}

/**
 * The suite judges its own vectors where bytes alone decide: signatures, PKI-IDs, tags, handshakes,
 * data hashes. With the suite's logic, which is not the reference's: a defect of the generator does
 * not become an expectation of others.
 */
import { fromBinary } from '@bufbuild/protobuf';
import { BlockSchema } from '../../src/wire/gen/common/common_pb.js';
import { HarnessError } from '../harness/verdict.js';
import { contentOf, decodeEnvelope, decodeIdentity } from '../harness/wire/decode.js';
import { tagViolation } from '../harness/wire/legality.js';
import { hex, isSignedBy, pkiIdOf, sha256 } from '../harness/wire/sign.js';
import type { Bundle } from './bundle.js';
import { bytesOfBase64, type SingleVector } from './vector.js';

/** Rows of the tag table. */
const TAG_ROW = /^WIRE-D\d$/;

/**
 * How many vectors were judged.
 * @throws HarnessError if a vector expects what the suite does not find.
 */
export function checkVectors(bundle: Bundle): number {
  let count = 0;
  for (const vector of bundle.vectors) {
    if (!('input' in vector)) continue;
    const isSound = soundness(vector);
    if (isSound === undefined) continue;
    count += 1;
    if (isSound !== (vector.verdict === 'accept'))
      throw new HarnessError(
        `vector ${vector.id} says ${vector.verdict}, and its bytes are ${isSound ? 'sound' : 'not'}`,
      );
  }
  return count;
}

/** Whether the bytes are what they have to be; undefined where bytes alone do not decide. */
function soundness(vector: SingleVector): boolean | undefined {
  const { input, clauses } = vector;
  const names = (...ids: readonly string[]) => clauses.some((id) => ids.includes(id));
  switch (input.type) {
    case 'signature':
      // What Fabric takes beyond DER, OpenSSL does not.
      if (names('WIRE-45')) return undefined;
      return isSignedBy(
        pemIn(input.identity),
        bytesOfBase64(input.message),
        bytesOfBase64(input.signature),
      );
    case 'identity':
      return names('IDENT-D1', 'IDENT-D4', 'IDENT-D8')
        ? isPkiIdOf(input.pkiId, input.identity)
        : undefined;
    case 'handshake':
      return names('LINK-D3') ? undefined : isHandshake(input.envelope, input.tlsHash);
    case 'envelope':
      return clauses.some((id) => TAG_ROW.test(id)) ? hasLegalTag(input.envelope) : undefined;
    case 'block':
      return names('WIRE-76', 'WIRE-71') ? hasDataHash(input.block) : undefined;
    default:
      return undefined;
  }
}

const pemIn = (identity: string): string =>
  Buffer.from(decodeIdentity(bytesOfBase64(identity))?.idBytes ?? []).toString();

function isPkiIdOf(pkiId: string, identity: string): boolean {
  const decoded = decodeIdentity(bytesOfBase64(identity));
  return decoded !== undefined && hex(pkiIdOf(decoded.mspid, decoded.idBytes)) === pkiId;
}

function isHandshake(envelope: string, tlsHash: string): boolean {
  const message = decodeEnvelope(bytesOfBase64(envelope));
  const conn = contentOf(message, 'conn');
  if (message === undefined || conn === undefined || conn.pkiId.length === 0) return false;
  const pem = Buffer.from(decodeIdentity(conn.identity)?.idBytes ?? []).toString();
  const { payload, signature, secretEnvelope: secret } = message.envelope;
  return (
    hex(conn.tlsCertHash) === tlsHash &&
    isSignedBy(pem, payload, signature) &&
    (secret === undefined || isSignedBy(pem, secret.payload, secret.signature))
  );
}

function hasLegalTag(envelope: string): boolean {
  const message = decodeEnvelope(bytesOfBase64(envelope));
  return message?.message !== undefined && tagViolation(message) === undefined;
}

function hasDataHash(block: string): boolean {
  const { header, data } = fromBinary(BlockSchema, bytesOfBase64(block));
  return hex(header?.dataHash ?? new Uint8Array()) === hex(sha256(...(data?.data ?? [])));
}

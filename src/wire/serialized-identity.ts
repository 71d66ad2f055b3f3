/**
 * The form in which an identity travels: the name of its MSP and the bytes that the MSP reads.
 *
 * Implements spec/02-wire.md, section Identity on the wire. Does not look into the certificate.
 */
import { createCodec } from './codec/codec.js';
import { SerializedIdentitySchema } from './gen/msp/identities_pb.js';
import type { SerializedIdentity } from './message-types.js';
import type { Verdict } from './verdict.js';

const identities = /*@__PURE__*/ createCodec(SerializedIdentitySchema);

/** Refusals carry WIRE-10 to WIRE-14. */
export const decodeSerializedIdentity = (bytes: Uint8Array): Verdict<SerializedIdentity> =>
  identities.decode(bytes);

/** `idBytes` is the PEM text of a certificate, for an MSP of X.509 certificates. */
export const encodeSerializedIdentity = (mspid: string, idBytes: Uint8Array): Uint8Array =>
  identities.encode({ $typeName: 'msp.SerializedIdentity', mspid, idBytes });

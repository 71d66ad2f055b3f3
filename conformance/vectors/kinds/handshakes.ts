/** Handshakes: whether who opened a stream has proved who it is on this very connection (4 Link). */
import { create } from '@bufbuild/protobuf';
import {
  type Envelope,
  EnvelopeSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { type ConnOptions, conn } from '../../harness/wire/messages.js';
import { sha256, signature } from '../../harness/wire/sign.js';
import { type Author, envelopeBytes } from '../author.js';
import { base64, type Judged, type Vector, type VectorInput } from '../vector.js';
import { single } from './define.js';

/** `certificate`: whose TLS certificate is presented on the connection. */
export const handshake = (
  by: Author,
  link: string,
  certificate: string,
  envelope: Envelope | Uint8Array,
): VectorInput => ({
  type: 'handshake',
  link,
  tlsHash: Buffer.from(by.peer(certificate).tlsHash).toString('hex'),
  envelope: base64(envelope instanceof Uint8Array ? envelope : envelopeBytes(envelope)),
});

export function handshakeVectors(by: Author): Vector[] {
  const o1 = by.peer('o1');
  const of = (
    id: string,
    description: string,
    envelope: Envelope,
    verdict: Judged,
    clauses: readonly string[],
    reason: string,
    certificate = 'o1',
  ): Vector =>
    single('handshake', {
      id,
      description,
      input: handshake(by, 's1', certificate, envelope),
      verdict,
      clauses,
      reason,
    });
  const accepted = (id: string, description: string, envelope: Envelope, certificate = 'o1') =>
    of(
      id,
      description,
      envelope,
      'accept',
      ['LINK-D7', 'LINK-6'],
      'the other end has proved who it is',
      certificate,
    );
  const refused = (
    id: string,
    description: string,
    envelope: Envelope,
    row: string,
    reason: string,
    certificate = 'o1',
  ) => of(id, description, envelope, 'reject', [row, 'LINK-6'], reason, certificate);
  const own = (options: ConnOptions = {}) => by.conn('o1', options);
  const notAdmitted = 'the identity is not admitted';
  const hash = 'the TLS hash is not that of the certificate presented on this connection';
  const unsigned = 'the signature is not that of the holder of the identity';
  const payload = own().payload;

  return [
    accepted(
      'complete-accepted',
      'All fields in order, signed, bound to the certificate of this connection.',
      own(),
    ),
    accepted(
      'foreign-accepted',
      'A peer of another organisation of a channel.',
      by.conn('f1'),
      'f1',
    ),
    accepted(
      'probe-accepted',
      'The dialler says that it only wants to know who answers.',
      own({ probe: true }),
    ),
    accepted(
      'other-tag-accepted',
      'Tag CHAN_ONLY: the tag of a handshake message is not judged.',
      own({ tag: Tag.CHAN_ONLY }),
    ),
    accepted(
      'nonce-and-channel-accepted',
      'A nonce and a channel, which are not judged.',
      own({ nonce: 9n, channel: new TextEncoder().encode('ch') }),
    ),
    refused(
      'alive-instead-rejected',
      'The first message is an alive message.',
      by.alive('o1'),
      'LINK-D1',
      'the first message is no handshake message',
    ),
    refused(
      'request-instead-rejected',
      'The first message is a StateInfo.',
      by.stateInfo('o1', 'ch'),
      'LINK-D1',
      'the first message is no handshake message',
    ),
    refused(
      'without-pki-id-rejected',
      'No PKI-ID.',
      own({ pkiId: new Uint8Array() }),
      'LINK-D2',
      'the handshake message has no PKI-ID',
    ),
    refused(
      'of-unknown-organisation-rejected',
      'A peer of an organisation of which the receiver knows nothing.',
      by.conn('x1'),
      'LINK-D3',
      notAdmitted,
      'x1',
    ),
    refused(
      'without-identity-rejected',
      'No identity.',
      own({ identity: new Uint8Array() }),
      'LINK-D3',
      notAdmitted,
    ),
    refused(
      'under-another-pki-id-rejected',
      'The PKI-ID of another peer.',
      own({ pkiId: by.peer('o2').pkiId }),
      'LINK-D3',
      notAdmitted,
    ),
    refused(
      'of-revoked-identity-rejected',
      'The certificate of the identity is revoked.',
      by.conn('o-revoked'),
      'LINK-D3',
      notAdmitted,
      'o-revoked',
    ),
    refused(
      'of-expired-identity-rejected',
      'The certificate of the identity has expired.',
      by.conn('o-expired'),
      'LINK-D3',
      notAdmitted,
      'o-expired',
    ),
    refused(
      'with-another-tls-hash-rejected',
      'The hash of another peer’s TLS certificate.',
      own({ tlsCertHash: by.peer('o2').tlsHash }),
      'LINK-D4',
      hash,
    ),
    refused(
      'relayed-rejected',
      'A good handshake message of o1 on a connection of o2.',
      own(),
      'LINK-D4',
      hash,
      'o2',
    ),
    refused(
      'without-tls-hash-rejected',
      'No TLS hash.',
      own({ tlsCertHash: new Uint8Array() }),
      'LINK-D4',
      hash,
    ),
    refused(
      'with-half-a-tls-hash-rejected',
      'The first 16 bytes of the TLS hash.',
      own({ tlsCertHash: o1.tlsHash.subarray(0, 16) }),
      'LINK-D4',
      hash,
    ),
    refused(
      'hash-of-pem-rejected',
      'The hash of the PEM of the TLS certificate.',
      conn(o1, { tlsCertHash: sha256(new TextEncoder().encode(o1.tls.certPem)) }),
      'LINK-D4',
      hash,
    ),
    refused('unsigned-rejected', 'No signature.', own({ signing: 'nobody' }), 'LINK-D5', unsigned),
    refused(
      'signed-by-another-rejected',
      'Another peer of the organisation has signed.',
      own({ signing: { keyPem: by.peer('o2').keyPem } }),
      'LINK-D5',
      unsigned,
    ),
    refused(
      'signed-by-the-tls-key-rejected',
      'The key of the TLS certificate has signed.',
      own({ signing: { keyPem: o1.tls.keyPem } }),
      'LINK-D5',
      unsigned,
    ),
    refused(
      'high-s-rejected',
      's of the signature is in the upper half.',
      own({ signing: signature(o1.keyPem, payload, 'high') }),
      'LINK-D5',
      unsigned,
    ),
    refused(
      'other-bytes-signed-rejected',
      'The signature is over the identity alone.',
      own({ signedBytes: o1.identity }),
      'LINK-D5',
      unsigned,
    ),
    refused(
      'bad-secret-rejected',
      'A secret envelope that nobody has signed.',
      create(EnvelopeSchema, {
        payload,
        signature: own().signature,
        secretEnvelope: { payload: new Uint8Array([10, 1, 97]), signature: new Uint8Array([1]) },
      }),
      'LINK-D5',
      unsigned,
    ),
  ];
}

/** First messages of a stream: the right one, and others with one wrong thing. */
import type { Connection } from '../../../../conformance/harness/probe.js';
import type { Credentials } from '../../../../conformance/harness/wire/credentials.js';
import { type ConnOptions, conn } from '../../../../conformance/harness/wire/messages.js';
import { sha256 } from '../../../../conformance/harness/wire/sign.js';
import {
  type Envelope,
  GossipMessage_Tag as Tag,
} from '../../../../src/wire/gen/gossip/message_pb.js';
import { badlySigned } from './damage.js';

const NONE = new Uint8Array();

export interface Shaking {
  readonly credentials: Credentials;
  readonly stranger: Credentials;
  readonly ownTlsHash: Connection['ownTlsHash'];
}

const shake = ({ credentials, ownTlsHash }: Shaking, options: ConnOptions = {}): Envelope =>
  conn(credentials, { ...(ownTlsHash && { tlsCertHash: ownTlsHash }), ...options });

/** By name; one that makes nothing stays silent. */
export const HANDSHAKES: Readonly<Record<string, (s: Shaking) => Envelope | undefined>> = {
  valid: (s) => shake(s),
  'unusual tag and nonce': (s) => shake(s, { tag: Tag.CHAN_ONLY, nonce: 7n }),
  probe: (s) => shake(s, { probe: true }),
  silent: () => undefined,
  'TLS hash of another certificate': (s) =>
    shake(s, { tlsCertHash: sha256(s.stranger.tls.certDer) }),
  'no TLS hash': (s) => shake(s, { tlsCertHash: NONE }),
  'another PKI-ID': (s) => shake(s, { pkiId: s.stranger.pkiId }),
  'no PKI-ID': (s) => shake(s, { pkiId: NONE }),
  'no identity': (s) => shake(s, { identity: NONE }),
  'identity of another': (s) => shake(s, { identity: s.stranger.identity }),
  'no signature': (s) => shake(s, { signing: 'nobody' }),
  'badly signed': (s) => badlySigned(shake(s)),
  'signed by another': (s) => shake(s, { signing: { keyPem: s.stranger.keyPem } }),
};

/** Identities: which the MSPs vouch for, and under which PKI-ID (3 Identity). */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
} from '@peculiar/x509';
import type { Profile } from '../../harness/case.js';
import { identityBytes, pkiIdOf } from '../../harness/minting/identity.js';
import type { Author } from '../author.js';
import { pem } from '../mint/authority.js';
import type { PeerRequest, VectorPeer } from '../mint/organisation.js';
import { base64, type Judged, type Vector } from '../vector.js';
import { ALL, single } from './define.js';

interface Row {
  readonly id: string;
  readonly description: string;
  readonly identity: Uint8Array;
  readonly pkiId: Uint8Array;
  readonly verdict: Judged;
  readonly clauses: readonly string[];
  readonly reason: string;
  readonly profiles?: readonly Profile[];
  readonly nowMs?: number;
}

const VOUCHED = {
  verdict: 'accept',
  clauses: ['IDENT-D8'],
  reason: 'an MSP vouches for it',
} as const;
const rejected = (clause: string, reason: string) =>
  ({ verdict: 'reject', clauses: [clause, 'IDENT-D2'], reason }) as const;

export async function identityVectors(by: Author): Promise<Vector[]> {
  const rows = [...layouts(by), ...pkiIds(by), ...expiry(by), ...(await certificates(by))];
  return rows.map(({ identity, pkiId, ...parts }) =>
    single('identity', {
      ...parts,
      input: {
        type: 'identity',
        pkiId: Buffer.from(pkiId).toString('hex'),
        identity: base64(identity),
      },
    }),
  );
}

const of = ({ identity, pkiId }: VectorPeer) => ({ identity, pkiId });

/** One certificate in other bytes. */
function layouts(by: Author): Row[] {
  const { mspId, certPem, identity, pkiId } = by.peer('o1');
  const as = (idBytes: string | Uint8Array) => ({
    identity: identityBytes(mspId, idBytes),
    pkiId: pkiIdOf(mspId, idBytes),
  });
  const typed = (type: string) => certPem.replaceAll(/(BEGIN|END) CERTIFICATE/g, `$1 ${type}`);
  return [
    {
      id: 'standard-pem-accepted',
      description: 'The PEM layout of Go.',
      ...as(certPem),
      ...VOUCHED,
    },
    {
      id: 'crlf-accepted',
      description: 'Lines end with CR LF; so the PKI-ID is another one.',
      ...as(certPem.replaceAll('\n', '\r\n')),
      ...VOUCHED,
    },
    {
      id: 'text-before-pem-accepted',
      description: 'Text before the PEM block; so the PKI-ID is another one.',
      ...as(`a peer\n${certPem}`),
      ...VOUCHED,
    },
    {
      id: 'no-last-line-end-accepted',
      description: 'No line end after the END line.',
      ...as(certPem.trimEnd()),
      ...VOUCHED,
    },
    {
      id: 'untyped-pem-accepted',
      description: 'A PEM block of no type.',
      ...as(typed('').replaceAll(/(BEGIN|END) {1,2}-/g, '$1 -')),
      ...VOUCHED,
    },
    {
      id: 'unknown-field-accepted',
      description:
        'SerializedIdentity with a field 3 that nobody knows; the PKI-ID does not cover it.',
      identity: Uint8Array.from([...identity, 0x1a, 1, 0x78]),
      pkiId,
      ...VOUCHED,
    },
    {
      id: 'bytes-after-pem-rejected',
      description: 'A line after the END line.',
      ...as(`${certPem}more\n`),
      ...rejected('IDENT-4', 'bytes after the PEM block'),
    },
    {
      id: 'pem-of-other-type-rejected',
      description: 'A PEM block of type X509 CERTIFICATE.',
      ...as(typed('X509 CERTIFICATE')),
      ...rejected('IDENT-5', 'a PEM block of another type'),
    },
    {
      id: 'der-without-pem-rejected',
      description: 'The DER of the certificate.',
      ...as(new Uint8Array(by.peer('o1').signing.certificate.rawData)),
      ...rejected('IDENT-3', 'id_bytes hold no PEM block'),
    },
    {
      id: 'pem-of-something-else-rejected',
      description: 'A PEM block whose content is no certificate.',
      ...as(pem('CERTIFICATE', Uint8Array.of(1, 2, 3))),
      ...rejected('IDENT-6', 'not an X.509 certificate'),
    },
    {
      id: 'empty-rejected',
      description: 'No bytes at all.',
      identity: new Uint8Array(),
      pkiId,
      ...rejected('IDENT-1', 'empty identity'),
    },
    {
      id: 'garbled-rejected',
      description: 'Bytes that are no SerializedIdentity.',
      identity: Uint8Array.of(0x0a, 0x7f, 0x00),
      pkiId,
      ...rejected('IDENT-2', 'not a serialized identity'),
    },
  ];
}

function pkiIds(by: Author): Row[] {
  const o1 = by.peer('o1');
  const crlf = pkiIdOf(o1.mspId, o1.certPem.replaceAll('\n', '\r\n'));
  const mismatch = {
    verdict: 'reject',
    clauses: ['IDENT-D4', 'WIRE-60'],
    reason: 'the PKI-ID is not that of the identity',
  } as const;
  return [
    {
      id: 'foreign-accepted',
      description: 'An identity of F under its PKI-ID.',
      ...of(by.peer('f1')),
      ...VOUCHED,
    },
    {
      id: 'of-an-intermediate-ca-accepted',
      description: 'An identity of G, whose intermediate CA issued it.',
      ...of(by.peer('g1')),
      ...VOUCHED,
    },
    {
      id: 'without-pki-id-rejected',
      description: 'The PKI-ID is empty.',
      identity: o1.identity,
      pkiId: new Uint8Array(),
      verdict: 'reject',
      clauses: ['IDENT-D1'],
      reason: 'identity without PKI-ID',
    },
    {
      id: 'under-another-pki-id-rejected',
      description: 'The PKI-ID is that of another peer.',
      identity: o1.identity,
      pkiId: by.peer('o2').pkiId,
      ...mismatch,
    },
    {
      id: 'under-the-pki-id-of-another-layout-rejected',
      description: 'The PKI-ID is that of the same certificate with CR LF.',
      identity: o1.identity,
      pkiId: crlf,
      ...mismatch,
    },
    {
      id: 'under-half-a-pki-id-rejected',
      description: 'The first 16 bytes of the PKI-ID.',
      identity: o1.identity,
      pkiId: o1.pkiId.subarray(0, 16),
      ...mismatch,
    },
    {
      id: 'pki-id-without-msp-id-rejected',
      description: 'The hash of the certificate alone.',
      identity: o1.identity,
      pkiId: pkiIdOf('', o1.certPem),
      ...mismatch,
    },
    {
      id: 'of-unknown-msp-ignored',
      description: 'An identity of X, of which the receiver knows nothing.',
      ...of(by.peer('x1')),
      verdict: 'ignore',
      clauses: ['IDENT-11', 'IDENT-D3'],
      reason: 'no MSP of that MSP ID',
    },
    {
      id: 'under-a-foreign-msp-id-rejected',
      description: 'A certificate of F in an identity of O.',
      identity: identityBytes('OrgOMSP', by.peer('f1').certPem),
      pkiId: pkiIdOf('OrgOMSP', by.peer('f1').certPem),
      ...rejected('IDENT-15', 'no chain to a root certificate of the MSP'),
    },
  ];
}

function expiry(by: Author): Row[] {
  const expired = by.peer('o-expired');
  const early = by.peer('o-early');
  const end = expired.signing.certificate.notAfter.getTime();
  const late = {
    verdict: 'ignore',
    clauses: ['IDENT-D6', 'IDENT-46'],
    reason: 'the identity has expired',
  } as const;
  return [
    {
      id: 'expired-ignored',
      description: 'The certificate expired a day ago.',
      ...of(expired),
      ...late,
    },
    {
      id: 'at-the-end-of-validity-accepted',
      description: 'The last millisecond of the validity.',
      ...of(expired),
      nowMs: end,
      ...VOUCHED,
      clauses: ['IDENT-46', 'IDENT-D8'],
    },
    {
      id: 'after-the-end-of-validity-ignored',
      description: 'A millisecond later.',
      ...of(expired),
      nowMs: end + 1,
      ...late,
    },
    {
      id: 'not-yet-valid-accepted',
      description:
        'The validity begins tomorrow: chains are judged at the start of the own validity.',
      ...of(early),
      ...VOUCHED,
      clauses: ['IDENT-16', 'IDENT-D8'],
    },
  ];
}

/** What the certificate itself says, or who signed it. */
async function certificates(by: Author): Promise<Row[]> {
  const { organisations } = by.world;
  const { O, G, X } = organisations;
  const mint = async (name: string, request: PeerRequest, org = O) =>
    of(await org.peer(name, request));
  const notOurs = rejected('IDENT-15', 'no chain to a root certificate of the MSP');
  return [
    {
      id: 'self-signed-rejected',
      description: 'The certificate is signed by its own key.',
      ...(await mint('v1', { issuer: 'self' })),
      ...notOurs,
    },
    {
      id: 'issued-by-another-ca-rejected',
      description: 'A CA of another organisation issued the certificate.',
      ...(await mint('v2', { issuer: X.root })),
      ...notOurs,
    },
    {
      id: 'issued-by-a-peer-rejected',
      description: 'A peer’s key signed the certificate.',
      ...(await mint('v3', { issuer: O.root.inTheNameOf(by.peer('o3').signing) })),
      ...notOurs,
    },
    {
      id: 'revoked-rejected',
      description: 'The revocation list of the MSP names the certificate.',
      ...of(by.peer('o-revoked')),
      ...rejected('IDENT-27', 'the certificate has been revoked'),
    },
    {
      id: 'of-a-ca-rejected',
      description: 'The certificate is that of a CA.',
      ...(await mint('v4', { extensions: [new BasicConstraintsExtension(true, undefined, true)] })),
      ...rejected('IDENT-25', 'the certificate of a CA'),
    },
    {
      id: 'of-an-inner-ca-rejected',
      description: 'The root of G issued the certificate, beside its intermediate CA.',
      ...(await mint('v5', { issuer: G.root }, G)),
      ...rejected('IDENT-26', 'issued by a CA that stands above other CAs'),
    },
    {
      id: 'without-unit-rejected',
      description: 'No organisational unit.',
      ...(await mint('v6', { units: [] })),
      ...rejected('IDENT-31', 'no unit for client, peer, admin or orderer'),
    },
    {
      id: 'of-unknown-unit-rejected',
      description: 'An organisational unit that is no node OU.',
      ...(await mint('v7', { units: ['sales'] })),
      ...rejected('IDENT-31', 'no unit for client, peer, admin or orderer'),
    },
    {
      id: 'of-two-units-rejected',
      description: 'The units peer and client.',
      ...(await mint('v8', { units: ['peer', 'client'] })),
      ...rejected('IDENT-32', 'two units with a role'),
    },
    {
      id: 'of-one-unit-twice-rejected',
      description: 'The unit peer twice.',
      ...(await mint('v9', { units: ['peer', 'peer'] })),
      ...rejected('IDENT-32', 'two units with a role'),
    },
    {
      id: 'of-a-client-accepted',
      description: 'The unit client: gossip asks for a role, not for which.',
      ...(await mint('v10', { units: ['client'] })),
      ...VOUCHED,
      clauses: ['IDENT-31', 'IDENT-D8'],
    },
    {
      id: 'of-another-unit-besides-accepted',
      description: 'The units peer and sales.',
      ...(await mint('v11', { units: ['peer', 'sales'] })),
      ...VOUCHED,
      clauses: ['IDENT-31', 'IDENT-D8'],
    },
    {
      id: 'for-tls-clients-only-rejected',
      description: 'Extended key usage of a TLS client alone.',
      ...(await mint('v12', {
        extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
      })),
      ...rejected('IDENT-15', 'no chain: extended key usages without that of a TLS server'),
      clauses: ['IDENT-15', 'IDENT-20', 'IDENT-D2'],
    },
    {
      id: 'for-tls-servers-accepted',
      description: 'Extended key usage of a TLS server.',
      ...(await mint('v13', {
        extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth])],
      })),
      ...VOUCHED,
      clauses: ['IDENT-20', 'IDENT-D8'],
    },
    {
      id: 'with-unknown-critical-extension-rejected',
      description: 'A critical extension that nobody knows.',
      ...(await mint('v14', {
        extensions: [new Extension('1.2.3.4.5', true, Uint8Array.of(5, 0))],
      })),
      ...rejected('IDENT-15', 'no chain: an unknown critical extension'),
      clauses: ['IDENT-15', 'IDENT-21', 'IDENT-D2'],
    },
    {
      id: 'with-unknown-extension-accepted',
      description: 'An extension that nobody knows, not critical.',
      ...(await mint('v15', {
        extensions: [new Extension('1.2.3.4.5', false, Uint8Array.of(5, 0))],
      })),
      ...VOUCHED,
      clauses: ['IDENT-21', 'IDENT-D8'],
    },
    {
      id: 'of-p384-accepted',
      description: 'A key on P-384.',
      ...of(by.peer('o-p384')),
      ...VOUCHED,
      clauses: ['IDENT-24', 'IDENT-D8'],
    },
    {
      id: 'of-ed25519-accepted',
      description: 'An Ed25519 key.',
      ...of(by.peer('o-ed25519')),
      ...VOUCHED,
      clauses: ['IDENT-24', 'IDENT-D8'],
      profiles: ALL.slice(1),
    },
    {
      id: 'of-ed25519-rejected',
      description: 'An Ed25519 key.',
      ...of(by.peer('o-ed25519')),
      ...rejected('IDENT-24', 'a key of an algorithm that is not taken'),
      clauses: ['IDENT-24', 'IDENT-56', 'IDENT-D2'],
      profiles: ALL.slice(0, 1),
    },
  ];
}

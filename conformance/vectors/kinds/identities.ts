/** Identities: which the MSPs vouch for, and under which PKI-ID (3 Identity). */
import { identityBytes, pkiIdOf } from '../../harness/minting/identity.js';
import type { Author } from '../author.js';
import { pem } from '../mint/authority.js';
import { base64, type Vector } from '../vector.js';
import { single } from './define.js';
import { certificateRows } from './identity-certificates.js';
import { type IdentityRow, of, rejected, VOUCHED } from './identity-row.js';

export async function identityVectors(by: Author): Promise<Vector[]> {
  const rows = [...layouts(by), ...pkiIds(by), ...expiry(by), ...(await certificateRows(by))];
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

/** One certificate in other bytes. */
function layouts(by: Author): IdentityRow[] {
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

function pkiIds(by: Author): IdentityRow[] {
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

function expiry(by: Author): IdentityRow[] {
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

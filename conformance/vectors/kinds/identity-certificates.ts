/** What the certificate of an identity says, and who signed it (3 Identity). */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
} from '@peculiar/x509';
import type { Author } from '../author.js';
import type { PeerRequest } from '../mint/organisation.js';
import { ALL } from './define.js';
import { type IdentityRow, of, rejected, VOUCHED } from './identity-row.js';

export async function certificateRows(by: Author): Promise<IdentityRow[]> {
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

/** Whatever the bytes, an authority answers: it never throws, and never accepts what was not signed. */

import { beforeAll, describe, expect, it } from 'vitest';
import { identityBytes } from '../../../conformance/harness/minting/identity.js';
import { mintOrganisation } from '../../../conformance/harness/minting/organisation.js';
import { createAuthority } from '../../../src/wire/identity/authority.js';
import { parseCertificate } from '../../../src/wire/identity/certificate.js';
import { parseRevocationList } from '../../../src/wire/identity/crl.js';
import { elementsIn, encodeElement, wholeElement } from '../../../src/wire/identity/der.js';
import { decodePem, encodePem } from '../../../src/wire/identity/pem.js';
import type { IdentityAuthority } from '../../../src/wire/identity/port.js';
import { decodeSerializedIdentity } from '../../../src/wire/serialized-identity.js';
import { fc } from '../../support/drawing.js';
import { derOf, derOfPem, mspFor } from '../../support/organisations.js';

let authority: IdentityAuthority;
let identity: Uint8Array;
let der: Uint8Array;
let tbs: Uint8Array;
let list: Uint8Array;

beforeAll(async () => {
  const organisation = await mintOrganisation('Org1MSP');
  const peer = await organisation.mintPeer('peer0');
  authority = createAuthority({ localMsp: mspFor(organisation) });
  identity = peer.identity;
  der = derOf(peer.certificate);
  tbs = parseCertificate(der)!.tbs;
  list = derOfPem(await organisation.revoke([peer]));
});

interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly added: Uint8Array;
}
const edits = fc.array(
  fc.record({
    at: fc.nat(),
    removed: fc.constantFrom(0, 1, 1, 1, 2, 50),
    added: fc.uint8Array({ maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 3 },
);
const edited = (bytes: Uint8Array, changes: readonly Edit[]): Uint8Array =>
  changes.reduce((sum, { at, removed, added }) => {
    const place = at % (sum.length + 1);
    return Uint8Array.of(...sum.subarray(0, place), ...added, ...sum.subarray(place + removed));
  }, bytes);

/** Whether the part that the issuer signed is as it was. */
const isUnchanged = (idBytes: Uint8Array): boolean =>
  Buffer.compare(parseCertificate(decodePem(idBytes)!.bytes)!.tbs, tbs) === 0;

describe('mutated identities', () => {
  it('IDENT-2 to IDENT-6: mutated identity bytes never throw', () => {
    fc.assert(
      fc.property(edits, (changes) => {
        const bytes = edited(identity, changes);
        const verdict = authority.resolve(bytes);
        authority.mspIdOf(bytes);
        if (verdict.verdict !== 'accept') return /^IDENT-\d+$/.test(verdict.clause);
        const decoded = decodeSerializedIdentity(bytes);
        return decoded.verdict === 'accept' && isUnchanged(decoded.value.idBytes);
      }),
      { numRuns: 2_000 },
    );
  });
  it('IDENT-15, IDENT-I4: a mutated certificate is never accepted', () => {
    let refused = 0;
    fc.assert(
      fc.property(edits, (changes) => {
        const bytes = edited(der, changes);
        fc.pre(Buffer.compare(bytes, der) !== 0);
        const pem = encodePem('CERTIFICATE', bytes);
        const { verdict } = authority.resolve(identityBytes('Org1MSP', pem));
        if (verdict !== 'accept') refused += 1;
        // What is not signed may change: then the signed part is as it was.
        return verdict !== 'accept' || isUnchanged(pem);
      }),
      { numRuns: 2_000 },
    );
    expect(refused).toBeGreaterThan(1_000);
  });
  it('arbitrary bytes are no certificate and no revocation list', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        return parseCertificate(bytes) === undefined && parseRevocationList(bytes) === undefined;
      }),
    );
  });
  it('IDENT-41: a mutated revocation list never throws', () => {
    fc.assert(
      fc.property(edits, (changes) => {
        parseRevocationList(edited(list, changes));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Sizes at which anything that takes the square of its input's length would not come back. */
describe('large identities', () => {
  const MILLION = 1_000_000;
  const repeated = (text: string, count: number) => new TextEncoder().encode(text.repeat(count));
  const clauseOf = (idBytes: Uint8Array) => {
    const verdict = authority.resolve(identityBytes('Org1MSP', idBytes));
    return verdict.verdict === 'accept' ? 'accept' : verdict.clause;
  };
  it.each([
    ['END markers', () => repeated('\n-----END ', MILLION)],
    ['BEGIN markers', () => repeated('-----BEGIN ', MILLION)],
    [
      'blocks that do not close',
      () => repeated('-----BEGIN A-----\nAAAA\n-----END B-----\n', 100_000),
    ],
    ['header lines', () => repeated('-----BEGIN A-----\na:b\n\n-----END ', 100_000)],
    [
      'blanks',
      () => new TextEncoder().encode(`-----BEGIN ${' '.repeat(MILLION)}x\n\n-----END x-----`),
    ],
    ['line ends', () => repeated('\n', 4 * MILLION)],
  ])('IDENT-3: rejects many %s', (_, idBytes) => expect(clauseOf(idBytes())).toBe('IDENT-3'));
  it.each([
    ['serial number', 1, 0x02],
    ['name of the issuer', 3, 0x30],
    ['name of the subject', 5, 0x30],
  ])('IDENT-15: rejects a certificate with a large %s that nobody signed', (_, field, tag) => {
    const attribute = (content: Uint8Array) =>
      encodeElement(
        0x31,
        encodeElement(0x30, Uint8Array.of(6, 3, 0x55, 4, 0x0b), encodeElement(0x13, content)),
      );
    const large = new Uint8Array(MILLION).fill(0x41);
    const [outer, algorithm, signature] = elementsIn(wholeElement(der)!.content)!;
    const fields = elementsIn(outer!.content)!.map(({ raw }) => raw);
    fields[field] = encodeElement(tag, tag === 0x02 ? large : attribute(large));
    const certificate = encodeElement(
      0x30,
      encodeElement(0x30, ...fields),
      algorithm!.raw,
      signature!.raw,
    );
    expect(clauseOf(encodePem('CERTIFICATE', certificate))).toBe('IDENT-15');
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { identityBytes } from '../../../conformance/harness/minting/identity.js';
import {
  mintOrganisation,
  type Organisation,
  type PeerCredentials,
} from '../../../conformance/harness/minting/organisation.js';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { createAuthority } from '../../../src/wire/identity/authority.js';
import type { Msp } from '../../../src/wire/identity/msp.js';
import { pkiIdOf } from '../../../src/wire/pki-id.js';
import { derOfPem, mspFor } from '../../support/organisations.js';

let ours: Organisation;
let foreign: Organisation;
/** Another organisation with the MSP ID of ours. */
let namesake: Organisation;
let peer: PeerCredentials;

beforeAll(async () => {
  [ours, foreign, namesake] = (await Promise.all(
    ['Org1MSP', 'Org2MSP', 'Org1MSP'].map((mspId) => mintOrganisation(mspId)),
  )) as [Organisation, Organisation, Organisation];
  peer = await ours.mintPeer('peer0');
});

const judged = (identity: Uint8Array, localMsp: Msp, ...channelMsps: Msp[]) => {
  const verdict = createAuthority({ localMsp, channelMsps }).resolve(identity);
  return verdict.verdict === 'accept'
    ? verdict.value.mspId
    : `${verdict.verdict} ${verdict.clause}`;
};

describe('authority: clauses', () => {
  it('IDENT-1: rejects an identity without bytes', () => {
    expect(judged(new Uint8Array(), mspFor(ours))).toBe('reject IDENT-1');
  });
  it('IDENT-2: rejects bytes that are no serialized identity', () => {
    expect(judged(Uint8Array.of(0x0a, 5, 1), mspFor(ours))).toBe('reject IDENT-2');
    expect(judged(peer.identity.subarray(0, -1), mspFor(ours))).toBe('reject IDENT-2');
  });
  it('IDENT-11: ignores an identity of an MSP that it does not know', async () => {
    const stranger = await foreign.mintPeer('peer0');
    expect(judged(stranger.identity, mspFor(ours))).toBe('ignore IDENT-11');
    expect(judged(stranger.identity, mspFor(ours), mspFor(foreign))).toBe('Org2MSP');
    expect(judged(identityBytes('', peer.certPem), mspFor(ours))).toBe('ignore IDENT-11');
  });
  it('rejects the certificate of one organisation under the name of another', () => {
    const identity = identityBytes('Org2MSP', peer.certPem);
    expect(judged(identity, mspFor(ours), mspFor(foreign))).toBe('reject IDENT-15');
  });
  it('IDENT-12: the own MSP vouches, whatever a channel says of its name', async () => {
    const revocationLists = [derOfPem(await ours.revoke([peer]))];
    expect(judged(peer.identity, mspFor(ours), mspFor(ours, { revocationLists }))).toBe('Org1MSP');
  });
  it('IDENT-13: a certificate that the own MSP recognises and refuses is refused for good', async () => {
    const revocationLists = [derOfPem(await ours.revoke([peer]))];
    expect(judged(peer.identity, mspFor(ours, { revocationLists }), mspFor(ours))).toBe(
      'reject IDENT-27',
    );
  });
  it('IDENT-14: a certificate that the own MSP does not recognise may be of a channel', () => {
    expect(judged(peer.identity, mspFor(namesake), mspFor(ours))).toBe('Org1MSP');
    expect(judged(peer.identity, mspFor(namesake), mspFor(foreign))).toBe('reject IDENT-15');
  });
  it('IDENT-14: of the channels, one that vouches is enough', async () => {
    const stranger = await foreign.mintPeer('peer0');
    const revocationLists = [derOfPem(await foreign.revoke([stranger]))];
    const strict = mspFor(foreign, { revocationLists });
    expect(judged(stranger.identity, mspFor(ours), strict, mspFor(foreign))).toBe('Org2MSP');
    expect(judged(stranger.identity, mspFor(ours), strict)).toBe('reject IDENT-27');
  });
});

describe('authority: organisation of an identity', () => {
  it('is known of whoever an MSP recognises, valid or not', async () => {
    const revocationLists = [derOfPem(await ours.revoke([peer]))];
    const { mspIdOf } = createAuthority({ localMsp: mspFor(ours, { revocationLists }) });
    expect(mspIdOf(peer.identity)).toBe('Org1MSP');
    expect(mspIdOf((await namesake.mintPeer('peer0')).identity)).toBeUndefined();
    expect(mspIdOf((await foreign.mintPeer('peer0')).identity)).toBeUndefined();
    expect(mspIdOf(Uint8Array.of(1))).toBeUndefined();
  });
});

describe('authority: memory', () => {
  /** An MSP that counts how often it is asked. */
  const counting = (msp: Msp) => {
    const asked: Uint8Array[] = [];
    return {
      asked,
      msp: {
        ...msp,
        recognise(idBytes: Uint8Array) {
          asked.push(idBytes);
          return msp.recognise(idBytes);
        },
      },
    };
  };
  it('IDENT-8: remembers no more identities than its size, those used last', async () => {
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => ours.mintPeer(name)));
    const { msp, asked } = counting(mspFor(ours));
    const authority = createAuthority({ localMsp: msp, resolvedIdentitiesMax: 2 });
    const asks = (peer: PeerCredentials) => {
      const before = asked.length;
      expect(authority.resolve(peer.identity).verdict).toBe('accept');
      return asked.length > before;
    };
    expect([asks(a!), asks(b!), asks(a!)]).toEqual([true, true, false]);
    expect([asks(c!), asks(a!), asks(b!), asks(c!)]).toEqual([true, false, true, true]);
  });
  it('IDENT-8: remembers no refusal', async () => {
    const { msp, asked } = counting(mspFor(namesake));
    const authority = createAuthority({ localMsp: msp });
    for (let i = 0; i < 3; i += 1) authority.resolve(peer.identity);
    expect(asked.length).toBe(3);
  });
  it('needs a positive size', () => {
    const create = () => createAuthority({ localMsp: mspFor(ours), resolvedIdentitiesMax: 0 });
    expect(create).toThrow(/a positive integer is needed, got 0/);
  });
});

describe('minting', () => {
  it('derives the PKI-ID that the implementation derives', () => {
    expect(pkiIdOf(nodeCrypto, peer.identity)).toEqual(peer.pkiId);
  });
});

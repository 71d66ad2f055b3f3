/** What a peer is given: mistakes are told with the name, the value and what is allowed. */
import { describe, expect, it } from 'vitest';
import { peerConfig } from '../../src/peer/config.js';
import { defaults } from '../../src/peer/parameters.js';
import { identityOf, pkiIdOfName, pkiOf } from '../support/gossip-builders.js';
import { optionsFor } from '../support/symbolic-peers.js';

const options = optionsFor(['self.A']).get('self.A')!;

describe('peer options', () => {
  it('are completed: Fabric’s parameters, profile fabric-3.1, TLS, no contacts', () => {
    const { externalEndpoint: _, ...without } = options;
    expect(peerConfig(without)).toMatchObject({
      profile: 'fabric-3.1',
      tls: true,
      externalEndpoint: '',
      bootstrap: [],
      anchors: [],
      parameters: defaults,
      mspId: 'A',
      pkiId: pkiIdOfName('self.A'),
      pkiHex: pkiOf('self.A'),
    });
  });
  it('may change single parameters', () => {
    const { parameters } = peerConfig({ ...options, parameters: { pullPeerNum: 7 } });
    expect(parameters).toEqual({ ...defaults, pullPeerNum: 7 });
  });
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'refuse the parameter value %d',
    (value) => {
      expect(() => peerConfig({ ...options, parameters: { pullInterval: value } })).toThrow(
        new RangeError(`pullInterval: expected a positive integer, got ${value}`),
      );
    },
  );
  it('refuse an identity that the local MSP does not know', () => {
    expect(() => peerConfig({ ...options, identity: identityOf('zoe.Z') })).toThrow(
      /^identity: the local MSP refuses it \(IDENT-\d+: /,
    );
  });
  it('MEMB-45: refuse an internal endpoint that is none', () => {
    expect(() => peerConfig({ ...options, endpoint: '7051' })).toThrow(
      new RangeError('endpoint: expected host:port with a port from 0 to 65535, got "7051"'),
    );
  });
});

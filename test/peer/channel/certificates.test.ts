/** A peer in a channel of organisations with certificates: its configuration decides whom it trusts and hears. */
import { toBinary } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import { channelGroup } from '../../../conformance/harness/minting/channel/config.js';
import { genesisBlock } from '../../../conformance/harness/minting/channel/config-block.js';
import {
  mintOrganisation,
  type Organisation,
  type PeerCredentials,
} from '../../../conformance/harness/minting/organisation.js';
import { createNodeSigner, nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { reconfigure } from '../../../src/peer/channel/join.js';
import type { PeerEffect, PeerInput } from '../../../src/peer/io.js';
import { createPeer, step } from '../../../src/peer/peer.js';
import { perform } from '../../../src/peer/perform.js';
import type { Run } from '../../../src/peer/run.js';
import { createChannelReader } from '../../../src/wire/channel/config.js';
import { channelMac } from '../../../src/wire/channel-mac.js';
import { gossipMessage, signMessage } from '../../../src/wire/envelope.js';
import { BlockSchema } from '../../../src/wire/gen/common/common_pb.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { toHex } from '../../../src/wire/hex.js';
import { createAuthority } from '../../../src/wire/identity/authority.js';
import { mspOf } from '../../support/config-blocks.js';
import { mspFor } from '../../support/organisations.js';
import { createPlainChoose, tracesIn, verdictsIn } from '../../support/scene.js';

let one: Organisation;
let two: Organisation;
let orderers: Organisation;
const people = new Map<string, PeerCredentials>();

beforeAll(async () => {
  [one, two, orderers] = (await Promise.all(
    ['OneMSP', 'TwoMSP', 'OrdMSP'].map((name) => mintOrganisation(name)),
  )) as [Organisation, Organisation, Organisation];
  people.set('self', await one.mintPeer('self'));
  people.set('mate', await one.mintPeer('mate'));
  people.set('far', await two.mintPeer('far'));
  people.set('client', await two.mintPeer('client', { units: ['client'] }));
}, 60_000);

const hash = (name: string) => nodeCrypto.sha256(new TextEncoder().encode(name));
const signerOf = (name: string) => createNodeSigner(people.get(name)!.keyPem);

function scene() {
  const localMsp = mspFor(one);
  const peer = createPeer({
    identity: people.get('self')!.identity,
    signer: signerOf('self'),
    crypto: nodeCrypto,
    authority: createAuthority({ localMsp }),
    channelReader: createChannelReader({ crypto: nodeCrypto, localMsp }),
    endpoint: 'self:7051',
  });
  const { choose } = createPlainChoose();
  const feed = (input: PeerInput): readonly PeerEffect[] =>
    step(peer, input, 1_700_000_000_000, choose);
  feed({ type: 'start' });
  const greet = (name: string) => {
    const link = `a-${name}`;
    const hashes = { remoteTlsHash: hash(name), localTlsHash: hash('self') };
    feed({ type: 'stream.accepted', link, ...hashes });
    const { pkiId, identity } = people.get(name)!;
    const conn = {
      $typeName: 'gossip.ConnEstablish' as const,
      ...{ pkiId, identity, tlsCertHash: hash(name), probe: false },
    };
    const message = signMessage(gossipMessage('conn', conn, { tag: Tag.EMPTY }), signerOf(name));
    return { link, effects: feed({ type: 'envelope.received', link, message: message.bytes }) };
  };
  const configuredBy = (readers: 'MEMBER' | 'PEER') => {
    const configured = (organisation: Organisation) => ({
      mspId: organisation.mspId,
      msp: mspOf(organisation),
    });
    const group = channelGroup({
      organisations: [one, two].map(configured),
      ordering: [configured(orderers)],
      ordererEndpoints: ['ord:7050'],
      readers,
    });
    return toBinary(BlockSchema, genesisBlock('ch1', group));
  };
  const join = (readers: 'MEMBER' | 'PEER') => {
    const configBlock = configuredBy(readers);
    return feed({
      type: 'channel.join',
      channel: 'ch1',
      configBlock,
      height: 1n,
      lastHash: hash(''),
    });
  };
  const say = (name: string, link: string) => {
    const { pkiId } = people.get(name)!;
    const info = {
      $typeName: 'gossip.StateInfo' as const,
      pkiId,
      channelMAC: channelMac(nodeCrypto, pkiId, 'ch1'),
      timestamp: { $typeName: 'gossip.PeerTime' as const, incNum: 1n, seqNum: 1n },
      properties: {
        $typeName: 'gossip.Properties' as const,
        ...{ ledgerHeight: 1n, leftChannel: false, chaincodes: [] },
      },
    };
    const message = gossipMessage('stateInfo', info, { tag: Tag.CHAN_OR_ORG });
    const { bytes } = signMessage(message, signerOf(name));
    return verdictsIn(feed({ type: 'envelope.received', link, message: bytes }));
  };
  /** A config block has been committed. */
  const configure = (readers: 'MEMBER' | 'PEER') => {
    const entry = peer.state.channels.get('ch1')!;
    const at = 1_700_000_000_000;
    const run: Run = { config: peer.config, state: peer.state, at, choose, out: [], perform };
    reconfigure(run, entry, configuredBy(readers));
    peer.config = run.config;
  };
  return { peer, greet, join, say, configure };
}

describe('a channel of organisations with certificates', () => {
  it('CHAN-20: lets in whom no MSP of the peer knew before', () => {
    const { peer, greet, join } = scene();
    expect(verdictsIn(greet('far').effects)).not.toEqual([]);
    expect(tracesIn(join('MEMBER'), 'channel')).toMatchObject([{ what: 'joined' }]);
    const mate = greet('mate');
    expect(verdictsIn(mate.effects)).toEqual([]);
    const { pkiId } = people.get('client')!;
    expect(verdictsIn(greet('client').effects)).toEqual([]);
    expect(peer.state.identities.has(toHex(pkiId))).toBe(true);
  });

  it('CHAN-40: hears only whom the policy Readers lets read', () => {
    for (const readers of ['MEMBER', 'PEER'] as const) {
      const { peer, greet, join, say } = scene();
      join(readers);
      const refused = readers === 'PEER' ? ['ignore CHAN-D11'] : [];
      expect(say('client', greet('client').link)).toEqual(refused);
      expect(say('far', greet('far').link)).toEqual([]);
      const heard = peer.state.channels.get('ch1')!.stateInfos.size;
      expect(heard).toBe(readers === 'PEER' ? 1 : 2);
    }
  });

  it('CHAN-22: drops whom a new policy Readers does not let read', () => {
    const { peer, greet, join, say, configure } = scene();
    join('MEMBER');
    for (const name of ['client', 'far']) say(name, greet(name).link);
    const heard = () => [...peer.state.channels.get('ch1')!.stateInfos.keys()];
    expect(heard()).toHaveLength(2);
    configure('PEER');
    expect(heard()).toEqual([toHex(people.get('far')!.pkiId)]);
  });
});

/**
 * 9 Channel and what lives in it: messages that lack what they are made of, or have far too much of
 * it. After each group the target still does what it is for: it relays and commits the next block.
 */
import { create } from '@bufbuild/protobuf';
import {
  type Envelope,
  EnvelopeSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import {
  blockDigest,
  channelName,
  dataMessage,
  pullDigest,
  pullHello,
  pullRequest,
  pullUpdate,
  stateInfoSnapshot,
  stateRequest,
  stateResponse,
} from '../../harness/wire/channel-messages.js';
import { messageOf, seal, sealed } from '../../harness/wire/messages.js';

const CH1 = { channel: 'ch1' } as const;
const MANY = 20_000;

/** Envelopes that are no message, or not the one that belongs there. */
const odd = (sender: Member): readonly Envelope[] => [
  create(EnvelopeSchema),
  seal(Uint8Array.of(0x0a, 0x7f, 0x01)),
  sealed(messageOf({ tag: Tag.EMPTY })),
  sender.probe.alive(),
];

interface Group {
  readonly name: string;
  readonly title: string;
  readonly clauses: readonly [string, ...string[]];
  readonly messages: (at: InChannel, sender: Member, scene: Scene) => readonly Envelope[];
}

const GROUPS: readonly Group[] = [
  {
    name: 'odd-snapshots',
    title: 'snapshots with elements that are no StateInfo',
    clauses: ['CHAN-55', 'CHAN-54'],
    messages: (_, sender) => odd(sender).map((element) => stateInfoSnapshot('ch1', [element])),
  },
  {
    name: 'odd-stateinfo',
    title: 'StateInfo without author, without MAC, and without properties',
    clauses: ['CHAN-40', 'CHAN-32', 'CHAN-D2', 'CHAN-D4'],
    messages: (at, { probe }) => [
      at.stateInfo(probe, { pkiId: new Uint8Array() }),
      at.stateInfo(probe, { mac: new Uint8Array() }),
      at.stateInfo(probe, { properties: false }),
    ],
  },
  {
    name: 'odd-blocks',
    title: 'DataMessages without payload, with an empty one, and of a number out of reach',
    clauses: ['PUSH-D23', 'PUSH-D26', 'PUSH-20'],
    messages: (at) => [
      dataMessage('ch1', 0, new Uint8Array(), { payload: false }),
      dataMessage('ch1', 0, new Uint8Array()),
      dataMessage('ch1', 2n ** 64n - 1n, at.channel.block(1)),
    ],
  },
  {
    name: 'odd-pulls',
    title: 'pull messages without items, with odd ones, and with nonce 0',
    clauses: ['PULL-4', 'PULL-13', 'PULL-26', 'PULL-45'],
    messages: (_, sender, scene) => [
      pullHello(CH1, 0n),
      pullDigest(CH1, scene.nonce(), []),
      pullDigest(CH1, 0n, [new Uint8Array()]),
      pullRequest(CH1, 0n, []),
      pullUpdate(CH1, scene.nonce(), []),
      ...odd(sender).map((item) => pullUpdate(CH1, scene.nonce(), [item])),
    ],
  },
  {
    name: 'huge-digest',
    title: 'a digest of twenty thousand blocks, and a request for as many',
    clauses: ['PULL-4', 'PULL-25', 'PULL-26'],
    messages: (_, __, scene) => {
      const nonce = scene.nonce();
      const digests = Array.from({ length: MANY }, (_unused, i) => blockDigest(i));
      return [
        pullDigest(CH1, scene.nonce(), digests),
        pullHello(CH1, nonce),
        pullRequest(CH1, nonce, digests),
      ];
    },
  },
  {
    name: 'huge-stateinfo',
    title: 'a StateInfo that names ten thousand chaincodes',
    clauses: ['CHAN-40', 'CHAN-41'],
    messages: (at, { probe }) => [
      at.stateInfo(probe, {
        chaincodes: Array.from({ length: 10_000 }, (_, i) => ({ name: `cc${i}`, version: '1' })),
      }),
    ],
  },
  {
    name: 'odd-leadership-messages',
    title: 'leadership messages without author, without channel, and for no election',
    clauses: ['CHAN-29', 'CHAN-31', 'ELEC-11'],
    messages: (at, { probe }) => [
      at.declaration(probe, { pkiId: new Uint8Array() }),
      at.declaration(probe, { channel: new Uint8Array() }),
      at.proposal(probe),
      at.declaration(probe),
    ],
  },
  {
    name: 'odd-state-transfer',
    title: 'state requests and responses without a range, without blocks, and unasked',
    clauses: ['XFER-20', 'XFER-34', 'XFER-D30'],
    messages: (_, __, scene) => [
      sealed(
        messageOf({
          tag: Tag.CHAN_OR_ORG,
          channel: channelName('ch1'),
          content: { case: 'stateRequest', value: {} },
        }),
      ),
      stateRequest('ch1', 5, 1, { nonce: scene.nonce() }),
      stateResponse('ch1', [], { nonce: 0n }),
      stateResponse('ch1', [{ number: 1, block: new Uint8Array() }], { nonce: scene.nonce() }),
    ],
  },
];

export const channelRobustnessCases: readonly Case[] = GROUPS.map(
  ({ name, title, clauses, messages }) =>
    defineCase({
      id: `channel/${name}-harmless`,
      clauses,
      level: 'MUST',
      title: `a peer goes on with its work after ${title}`,
      needs: ['channels'],
      async run(scene) {
        const channel = scene.channel('ch1');
        await scene.start({ channels: [channel] });
        const at = inChannel(scene, channel);
        const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
        for (const message of messages(at, o2, scene)) o2.connection.sendIllegal(message, title);
        await scene.expect.membership(o1);
        // Whatever o2 said stays with o2: it is served as before.
        await scene.expect.membership(o2, 'bulk');
        o1.connection.send(at.block(1));
        await at.committed(o1, 1);
      },
    }),
);

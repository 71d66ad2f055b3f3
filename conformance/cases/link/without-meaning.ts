/** 4 Link: messages that belong to no exchange: their sender gets nothing, and everybody is served. */
import {
  type Envelope,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import type { Scene } from '../../harness/scene.js';
import { channelName } from '../../harness/wire/channel-messages.js';
import { messageOf, sealed } from '../../harness/wire/messages.js';

const CH1 = channelName('ch1');

/** What the other side of an exchange of private data may send, and here does without one. */
const MESSAGES: readonly {
  readonly name: string;
  readonly title: string;
  readonly illegal?: string;
  readonly make: (scene: Scene) => Envelope;
}[] = [
  {
    name: 'private-data-without-payload',
    title: 'private data without payload',
    illegal: 'no payload',
    make: (scene) =>
      sealed(
        messageOf({
          tag: Tag.CHAN_ONLY,
          nonce: scene.nonce(),
          channel: CH1,
          content: { case: 'privateData', value: {} },
        }),
      ),
  },
  {
    name: 'private-data-without-read-write-set',
    title: 'private data without read-write set',
    illegal: 'no read-write set',
    make: (scene) =>
      sealed(
        messageOf({
          tag: Tag.CHAN_ONLY,
          nonce: scene.nonce(),
          channel: CH1,
          content: {
            case: 'privateData',
            value: { payload: { collectionName: 'c', namespace: 'n', txId: '00' } },
          },
        }),
      ),
  },
  {
    name: 'acknowledgement-of-nothing',
    title: 'an acknowledgement with a nonce that it has not sent',
    make: (scene) =>
      sealed(messageOf({ nonce: scene.nonce(), content: { case: 'ack', value: { error: '' } } })),
  },
  {
    name: 'refusal-of-nothing',
    title: 'an acknowledgement that says no, with a nonce that it has not sent',
    make: (scene) =>
      sealed(messageOf({ nonce: scene.nonce(), content: { case: 'ack', value: { error: 'no' } } })),
  },
  {
    name: 'private-data-response-unasked',
    title: 'a response with private data that it has not asked for',
    make: (scene) =>
      sealed(
        messageOf({
          tag: Tag.CHAN_ONLY,
          nonce: scene.nonce(),
          channel: CH1,
          content: { case: 'privateRes', value: { elements: [] } },
        }),
      ),
  },
];

export const withoutMeaningCases: readonly Case[] = MESSAGES.map(({ name, title, illegal, make }) =>
  defineCase({
    id: `link/${name}-ignored`,
    clauses: ['LINK-28', 'WIRE-51'],
    level: 'MUST',
    title: `a peer answers nothing to ${title}, and goes on with its work`,
    needs: ['channels'],
    twin: 'membership/response-copies-the-nonce',
    async run(scene) {
      const channel = scene.channel('ch1');
      await scene.start({ channels: [channel] });
      const at = inChannel(scene, channel);
      const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
      const envelope = make(scene);
      if (illegal) o2.connection.sendIllegal(envelope, illegal);
      else o2.connection.send(envelope);
      await scene.expect.nothing({ witness: o2 });
      o1.connection.send(at.block(1));
      await at.committed(o1, 1);
    },
  }),
);

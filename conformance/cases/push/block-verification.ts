/** 6 Push: blocks that no ordering service of the channel has made. Each variant for itself. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type Block,
  BlockMetadataSchema,
  EnvelopeSchema,
} from '../../../src/wire/gen/common/common_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import {
  blockBytes,
  hashOf,
  mintBlock,
  type Signer,
  signAgain,
  transaction,
} from '../../harness/minting/channel/block.js';
import type { MintedChannel } from '../../harness/minting/channel/chain.js';
import type { Scene } from '../../harness/scene.js';
import { dataMessage } from '../../harness/wire/channel-messages.js';

interface Forgery {
  readonly name: string;
  /** What decides, before what the others of the list have in common. */
  readonly clause: string;
  /** Follows "a peer neither relays nor commits a block". */
  readonly title: string;
  /** Whether both ordering organisations of the channel must sign. */
  readonly ordering?: readonly ('R' | 'S')[];
  readonly signedByTwo?: boolean;
  /** Makes the forgery of block 1; default bytes of what `forge` returns. */
  readonly forge: (channel: MintedChannel, scene: Scene) => Block | Uint8Array;
  /** The number in the payload; default 1. */
  readonly claimed?: number;
}

const SIGNATURES = 0;

const flipped = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));

/** Block 1 with other transactions, signed as `signers` say. */
function remade(
  channel: MintedChannel,
  data: readonly Uint8Array[],
  signers: readonly Signer[] = channel.orderers,
): Block {
  const { header } = channel.copy(1);
  return mintBlock({
    number: 1n,
    previousHash: header!.previousHash,
    data,
    signers,
    lastConfig: 0n,
  });
}

const dataOf = (channel: MintedChannel): Uint8Array[] => channel.copy(1).data!.data;

const FORGERIES: readonly Forgery[] = [
  {
    name: 'undecodable',
    clause: 'XFER-1',
    title: 'that does not decode',
    forge: () => Uint8Array.of(0x0a, 0x7f, 0x01),
  },
  {
    name: 'empty',
    clause: 'WIRE-72',
    title: 'of no bytes',
    forge: () => new Uint8Array(),
  },
  {
    name: 'without-header',
    clause: 'WIRE-72',
    title: 'without header',
    forge(channel) {
      const { header: _, ...rest } = channel.copy(1);
      return rest as Block;
    },
  },
  {
    name: 'with-number-other-than-claimed',
    clause: 'WIRE-72',
    title: 'whose number is not the one that the message claims',
    forge: (channel) => channel.copy(1),
    claimed: 2,
  },
  {
    name: 'of-another-channel',
    clause: 'WIRE-73',
    title: 'whose transaction names another channel',
    forge: (channel, { organisations }) =>
      remade(channel, [transaction('ch2', organisations.O.admin, 'for another channel')]),
  },
  {
    name: 'without-transactions',
    clause: 'WIRE-73',
    title: 'without transactions',
    forge: (channel) => remade(channel, []),
  },
  {
    name: 'with-undecodable-transaction',
    clause: 'WIRE-73',
    title: 'whose transaction does not decode',
    forge: (channel) => remade(channel, [Uint8Array.of(0x0a, 0x7f, 0x01)]),
  },
  {
    name: 'with-unsigned-transaction',
    clause: 'WIRE-75',
    title: 'with a transaction that nobody signed',
    forge(channel) {
      const { payload } = fromBinary(EnvelopeSchema, dataOf(channel)[0]!);
      const unsigned = toBinary(EnvelopeSchema, create(EnvelopeSchema, { payload }));
      return remade(channel, [...dataOf(channel), unsigned]);
    },
  },
  {
    name: 'with-transaction-out-of-form',
    clause: 'WIRE-75',
    title: 'with a transaction whose encoding is not the canonical one',
    forge(channel) {
      const { payload, signature } = fromBinary(EnvelopeSchema, dataOf(channel)[0]!);
      const field = (part: Partial<{ payload: Uint8Array; signature: Uint8Array }>) =>
        toBinary(EnvelopeSchema, create(EnvelopeSchema, part));
      const swapped = Uint8Array.from([...field({ signature }), ...field({ payload })]);
      return remade(channel, [...dataOf(channel), swapped]);
    },
  },
  {
    name: 'with-changed-transaction',
    clause: 'WIRE-76',
    title: 'one of whose transactions was changed',
    forge(channel, { organisations }) {
      const block = channel.copy(1);
      block.data!.data[0] = transaction('ch1', organisations.O.admin, 'changed');
      return block;
    },
  },
  {
    name: 'with-transaction-added',
    clause: 'WIRE-76',
    title: 'to which a transaction was added',
    forge(channel) {
      const block = channel.copy(1);
      block.data!.data.push(block.data!.data[0]!);
      return block;
    },
  },
  {
    name: 'with-wrong-data-hash',
    clause: 'WIRE-76',
    title: 'whose data hash is not that of its transactions, though it is signed',
    forge(channel) {
      const block = channel.copy(1);
      block.header!.dataHash = flipped(block.header!.dataHash);
      return signAgain(block, channel.orderers);
    },
  },
  {
    name: 'with-fitting-hash-and-old-signature',
    clause: 'WIRE-79',
    title: 'whose transactions and data hash were changed after it was signed',
    forge(channel, { organisations }) {
      const block = channel.copy(1);
      const other = remade(channel, [transaction('ch1', organisations.O.admin, 'changed')]);
      block.header = other.header!;
      block.data = other.data!;
      return block;
    },
  },
  {
    name: 'with-changed-previous-hash',
    clause: 'WIRE-79',
    title: 'whose previous hash was changed after it was signed',
    forge(channel) {
      const block = channel.copy(1);
      block.header!.previousHash = flipped(hashOf(block));
      return block;
    },
  },
  {
    name: 'without-metadata',
    clause: 'WIRE-74',
    title: 'without metadata',
    forge(channel) {
      const { metadata: _, ...rest } = channel.copy(1);
      return rest as Block;
    },
  },
  {
    name: 'with-empty-metadata',
    clause: 'WIRE-74',
    title: 'with metadata of no entries',
    forge: (channel) => ({ ...channel.copy(1), metadata: create(BlockMetadataSchema) }),
  },
  {
    name: 'with-undecodable-signatures',
    clause: 'WIRE-78',
    title: 'whose signature metadata does not decode',
    forge(channel) {
      const block = channel.copy(1);
      block.metadata!.metadata[SIGNATURES] = Uint8Array.of(0x0a, 0x7f, 0x01);
      return block;
    },
  },
  {
    name: 'without-signatures',
    clause: 'WIRE-81',
    title: 'that nobody signed',
    forge: (channel) => signAgain(channel.copy(1), []),
  },
  {
    name: 'signed-by-a-peer',
    clause: 'WIRE-81',
    title: 'that a member of the channel signed who does not order',
    forge: (channel, { organisations }) => signAgain(channel.copy(1), [organisations.O.admin]),
  },
  {
    name: 'signed-by-a-stranger',
    clause: 'WIRE-81',
    title: 'that an orderer of another channel signed',
    forge: (channel, { organisations }) => signAgain(channel.copy(1), [organisations.orderers.S]),
  },
  {
    name: 'signed-in-the-name-of-the-orderer',
    clause: 'WIRE-80',
    title: 'that a peer signed in the name of the orderer',
    forge: (channel, { organisations }) =>
      signAgain(channel.copy(1), [
        { ...channel.orderers[0]!, keyPem: organisations.O.admin.keyPem },
      ]),
  },
  {
    name: 'with-changed-signed-value',
    clause: 'WIRE-79',
    title: 'whose signed metadata value was changed',
    forge(channel) {
      const block = channel.copy(1);
      const other = signAgain(channel.copy(1), channel.orderers, 1n);
      const [mine, theirs] = [block, other].map(({ metadata }) => metadata!.metadata[SIGNATURES]!);
      const valueEnd = 2 + theirs![1]!;
      const mineEnd = 2 + mine![1]!;
      block.metadata!.metadata[SIGNATURES] = Uint8Array.from([
        ...theirs!.subarray(0, valueEnd),
        ...mine!.subarray(mineEnd),
      ]);
      return block;
    },
  },
  {
    name: 'signed-by-too-few',
    clause: 'WIRE-81',
    title: 'that one ordering organisation signed where the policy asks for two',
    ordering: ['R', 'S'],
    forge: (channel) => signAgain(channel.copy(1), [channel.orderers[0]!]),
  },
  {
    name: 'signed-twice-by-one',
    clause: 'WIRE-80',
    title: 'that one orderer signed twice where the policy asks for two of its organisation',
    signedByTwo: true,
    forge: (channel) => signAgain(channel.copy(1), [channel.orderers[0]!, channel.orderers[0]!]),
  },
];

export const blockVerificationCases: readonly Case[] = FORGERIES.map(
  ({ name, clause, title, ordering, signedByTwo = false, forge, claimed = 1 }) =>
    defineCase({
      id: `push/block-${name}-rejected`,
      clauses: [
        clause,
        ...(signedByTwo ? ['CHAN-63'] : []),
        'PUSH-20',
        'PUSH-D26',
        'PUSH-I6',
        'XFER-I7',
      ],
      level: 'MUST',
      title: `a peer neither relays nor commits a block ${title}, and takes the true one after it`,
      needs: ['channels'],
      twin: 'self',
      async run(scene) {
        const channel = scene.channel('ch1', { signedByTwo, ...(ordering && { ordering }) });
        await scene.start({ channels: [channel] });
        const at = inChannel(scene, channel);
        const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
        const forged = forge(channel, scene);
        const bytes = forged instanceof Uint8Array ? forged : blockBytes(forged);
        const since = scene.mark();
        o1.connection.sendIllegal(dataMessage('ch1', claimed, bytes), `a block ${title}`);
        await scene.expect.never([o2.connection], 'dataMsg', { since, witness: o1 });
        await at.notCommitted(o1, 1);
        o1.connection.send(at.block(1));
        const block1 = { where: at.isBlock(1), that: 'with block 1', since };
        await scene.expect.message(o2.probe, 'dataMsg', block1);
        await at.committed(o1, 1);
      },
    }),
);

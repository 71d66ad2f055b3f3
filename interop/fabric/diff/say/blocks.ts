/** Blocks: pushed, pulled and transferred, sound and forged. */
import {
  blockBytes,
  hashOf,
  mintBlock,
  signAgain,
  transaction,
} from '../../../../conformance/harness/minting/channel/block.js';
import type { MintedChannel } from '../../../../conformance/harness/minting/channel/chain.js';
import {
  blockDigest,
  type DataOptions,
  dataMessage,
  pullDigest,
  pullHello,
  pullRequest,
  pullUpdate,
  stateRequest,
  stateResponse,
} from '../../../../conformance/harness/wire/channel-messages.js';
import {
  type Envelope,
  GossipMessage_Tag as Tag,
} from '../../../../src/wire/gen/gossip/message_pb.js';
import type { Make, Saying, Variants } from './author.js';
import { flippedEnd } from './damage.js';

const UNKNOWN = 'nowhere';

/** Forged in one way each; none of them may be taken for a block of the channel. */
export const FORGERIES: Readonly<
  Record<string, (channel: MintedChannel, n: number) => Uint8Array>
> = {
  damaged: () => Uint8Array.of(0x0a, 0x7f, 0x01),
  empty: () => new Uint8Array(),
  'with wrong data hash': (channel, n) => {
    const block = channel.copy(n);
    block.header!.dataHash = flippedEnd(block.header!.dataHash);
    return blockBytes(signAgain(block, channel.orderers));
  },
  'with changed previous hash': (channel, n) => {
    const block = channel.copy(n);
    block.header!.previousHash = flippedEnd(hashOf(block));
    return blockBytes(block);
  },
  'with transaction added': (channel, n) => {
    const block = channel.copy(n);
    block.data!.data.push(block.data!.data[0]!);
    return blockBytes(block);
  },
  unsigned: (channel, n) => {
    const { header, data } = channel.copy(n);
    return blockBytes(mintBlock({ ...header!, data: data!.data, signers: [], lastConfig: 0n }));
  },
  'of another channel': (channel, n) => {
    const { header } = channel.copy(n);
    const data = [transaction('ch9', channel.orderers[0]!, 'for another channel')];
    return blockBytes(mintBlock({ ...header!, data, signers: channel.orderers, lastConfig: 0n }));
  },
  'without transactions': (channel, n) => {
    const { header } = channel.copy(n);
    return blockBytes(
      mintBlock({ ...header!, data: [], signers: channel.orderers, lastConfig: 0n }),
    );
  },
};

const within =
  (make: (channel: MintedChannel, saying: Saying) => Envelope | undefined): Make =>
  (saying) =>
    saying.channel && make(saying.channel, saying);

export const blockOf = (
  { id, block }: MintedChannel,
  number: number,
  options: DataOptions = {},
): Envelope => dataMessage(id, number, block(number), options);

export const blockVariants: Variants = {
  valid: within((channel, { number }) => blockOf(channel, number)),
  ...Object.fromEntries(
    Object.entries(FORGERIES).map(([name, forge]) => [
      name,
      within((channel, { number }) => dataMessage(channel.id, number, forge(channel, number))),
    ]),
  ),
  'with another number': within((channel, { number }) =>
    dataMessage(channel.id, number + 1, channel.block(number)),
  ),
  'without payload': within((channel, { number }) =>
    dataMessage(channel.id, number, new Uint8Array(), { payload: false }),
  ),
  'of a number out of reach': within((channel) =>
    dataMessage(channel.id, 2n ** 64n - 1n, channel.block(1)),
  ),
  'unknown channel': within((channel, { number }) =>
    dataMessage(UNKNOWN, number, channel.block(number)),
  ),
  'wrong tag': within((channel, { number }) => blockOf(channel, number, { tag: Tag.EMPTY })),
};

export const blockHelloVariants: Variants = {
  valid: within(({ id }, { nonce }) => pullHello({ channel: id }, nonce)),
  'nonce 0': within(({ id }) => pullHello({ channel: id }, 0n)),
  'unknown channel': ({ nonce }) => pullHello({ channel: UNKNOWN }, nonce),
  'wrong tag': within(({ id }, { nonce }) => pullHello({ channel: id }, nonce, { tag: Tag.EMPTY })),
};

export const blockDigestVariants: Variants = {
  unasked: within(({ id }, { nonce, number }) =>
    pullDigest({ channel: id }, nonce, [blockDigest(number)]),
  ),
  'no numbers': within(({ id }, { nonce }) =>
    pullDigest({ channel: id }, nonce, [new Uint8Array(), Uint8Array.of(0x61)]),
  ),
};

export const blockRequestVariants: Variants = {
  'unknown nonce': within(({ id }, { nonce, number }) =>
    pullRequest({ channel: id }, nonce, [blockDigest(number)]),
  ),
};

export const blockUpdateVariants: Variants = {
  unasked: within((channel, { nonce, number }) =>
    pullUpdate({ channel: channel.id }, nonce, [blockOf(channel, number)]),
  ),
  'unasked, forged': within((channel, { nonce, number }) =>
    pullUpdate({ channel: channel.id }, nonce, [
      dataMessage(channel.id, number, FORGERIES['with wrong data hash']!(channel, number)),
    ]),
  ),
  'unasked, a good one and a forged one': within((channel, { nonce, number }) =>
    pullUpdate({ channel: channel.id }, nonce, [
      blockOf(channel, number),
      dataMessage(
        channel.id,
        number + 1,
        FORGERIES['with transaction added']!(channel, number + 1),
      ),
    ]),
  ),
  empty: within(({ id }, { nonce }) => pullUpdate({ channel: id }, nonce, [])),
};

export const stateRequestVariants: Variants = {
  valid: within(({ id }, { nonce, number }) => stateRequest(id, 0, number, { nonce })),
  'one block': within(({ id }, { nonce, number }) => stateRequest(id, number, number, { nonce })),
  'nonce 0': within(({ id }, { number }) => stateRequest(id, 0, number)),
  reversed: within(({ id }, { nonce }) => stateRequest(id, 5, 1, { nonce })),
  'beyond the ledger': within(({ id }, { nonce }) => stateRequest(id, 500, 505, { nonce })),
  'too many': within(({ id }, { nonce }) => stateRequest(id, 0, 100_000, { nonce })),
  'unknown channel': ({ nonce }) => stateRequest(UNKNOWN, 0, 1, { nonce }),
  'wrong tag': within(({ id }, { nonce }) => stateRequest(id, 0, 1, { nonce, tag: Tag.EMPTY })),
};

export const stateResponseVariants: Variants = {
  unasked: within((channel, { nonce, number }) =>
    stateResponse(channel.id, [{ number, block: channel.block(number) }], { nonce }),
  ),
  'unasked, nonce 0': within((channel, { number }) =>
    stateResponse(channel.id, [{ number, block: channel.block(number) }]),
  ),
  empty: within(({ id }, { nonce }) => stateResponse(id, [], { nonce })),
};

/**
 * A channel that exists for one case: its configuration, and a chain of blocks that is minted as far
 * as the case asks for. The suite is its ordering service, or nobody is.
 */
import { fromBinary } from '@bufbuild/protobuf';
import { type Block, BlockSchema } from '../../../../src/wire/gen/common/common_pb.js';
import type { ConfigGroup } from '../../../../src/wire/gen/common/configtx_pb.js';
import { blockBytes, hashOf, mintBlock, type Signer, transaction } from './block.js';
import { type ChannelPlan, channelGroup } from './config.js';
import { configUpdate, genesisBlock } from './config-block.js';

export interface MintedChannel {
  /** The channel's name. */
  readonly id: string;
  /** Serialized block 0. */
  readonly genesis: Uint8Array;
  /** Who signs its blocks, in the order of the ordering organisations. */
  readonly orderers: readonly Signer[];
  /** Serialized block of this number; every block up to it is minted, of transactions without effect. */
  block(number: number): Uint8Array;
  /** A fresh copy of that block, to be tampered with. */
  copy(number: number): Block;
  /** Another block of this number, as valid as the first: a fork of the ordering service. */
  fork(number: number): Uint8Array;
  /**
   * Mints the block after the last one minted so far, with a new configuration; returns its number.
   * `change` gets a copy and raises the versions of what it changes.
   */
  reconfigure(change: (group: ConfigGroup) => void): number;
  /** MSP IDs of every organisation that any configuration so far has named. */
  readonly organisations: ReadonlySet<string>;
  /** The number of the last block minted. */
  readonly last: number;
}

export interface ChannelSetting extends ChannelPlan {
  readonly id: string;
  readonly orderers: readonly Signer[];
  /** Members of all organisations, who together may change the configuration. */
  readonly admins: readonly [Signer, ...Signer[]];
}

export function mintChannel(setting: ChannelSetting): MintedChannel {
  const { id, orderers, admins } = setting;
  const [admin] = admins;
  let group = channelGroup(setting);
  let sequence = 0n;
  let lastConfig = 0n;
  const organisations = new Set(setting.organisations.map(({ mspId }) => mspId));
  const chain: Block[] = [genesisBlock(id, group)];

  const next = (number: number, data: readonly Uint8Array[]): Block =>
    mintBlock({
      number: BigInt(number),
      previousHash: hashOf(chain[number - 1]!),
      data,
      signers: orderers,
      lastConfig,
    });
  const ordinary = (number: number, text: string): Block =>
    next(number, [transaction(id, admin, `${text} ${number}`)]);
  const upTo = (number: number): Block => {
    while (chain.length <= number) chain.push(ordinary(chain.length, 'transaction'));
    return chain[number]!;
  };

  return {
    id,
    genesis: blockBytes(chain[0]!),
    orderers,
    block: (number) => blockBytes(upTo(number)),
    copy: (number) => fromBinary(BlockSchema, blockBytes(upTo(number))),
    fork(number) {
      upTo(number - 1);
      return blockBytes(ordinary(number, 'another transaction'));
    },
    reconfigure(change) {
      sequence += 1n;
      const update = configUpdate({
        channelId: id,
        sequence,
        from: group,
        change,
        admins,
        orderer: orderers[0]!,
      });
      group = update.group;
      for (const mspId of Object.keys(group.groups.Application?.groups ?? {})) {
        organisations.add(mspId);
      }
      const number = chain.length;
      lastConfig = BigInt(number);
      chain.push(next(number, [update.transaction]));
      return number;
    },
    organisations,
    get last() {
      return chain.length - 1;
    },
  };
}

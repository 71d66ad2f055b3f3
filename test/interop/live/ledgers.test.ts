/** When peers have the same: not only as much. */
import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { codesIn, commitHashIn, same, untilLevel } from '../../../interop/fabric/live/ledgers.js';
import type { LivePeer } from '../../../interop/fabric/live/live-peer.js';
import {
  BlockMetadataIndex,
  BlockSchema,
  MetadataSchema,
} from '../../../src/wire/gen/common/common_pb.js';

const block = (number: bigint, codes: readonly number[], commitHash: number): Uint8Array => {
  const metadata = Array.from({ length: 5 }, () => new Uint8Array());
  metadata[BlockMetadataIndex.TRANSACTIONS_FILTER] = Uint8Array.from(codes);
  metadata[BlockMetadataIndex.COMMIT_HASH] = toBinary(
    MetadataSchema,
    create(MetadataSchema, { value: new Uint8Array(32).fill(commitHash) }),
  );
  return toBinary(BlockSchema, create(BlockSchema, { header: { number }, metadata: { metadata } }));
};

const peer = (name: string, has: Partial<LivePeer> = {}): LivePeer => ({
  name,
  kind: 'reference',
  mspId: 'Org1MSP',
  pkiId: name,
  listen: '',
  start: async () => {},
  stop: async () => {},
  kill: async () => {},
  join: async () => {},
  height: async () => 2n,
  hash: async () => 'abcdef0123456789',
  block: async (_, number) => block(number, [0, 0], 7),
  leads: async () => false,
  ...has,
});
const orderer = { height: () => 2n };

describe('peers are level', () => {
  it('with the same height, last hash and last block', async () => {
    expect(await untilLevel(orderer, 'ch1', [peer('a'), peer('b')])).toEqual([
      'ch1: height 2, last hash abcdef012345…, commit hash 070707070707… at a, b',
    ]);
  });
  it('only when the one behind has caught up', async () => {
    const heights = [1n, 1n, 2n];
    const late = peer('late', { height: async () => heights.shift() ?? 2n });
    await untilLevel(orderer, 'ch1', [peer('a'), late]);
    expect(heights).toEqual([]);
  });
  it('not with another last hash', async () => {
    const other = peer('b', { hash: async () => '00' });
    await expect(same('ch1', [peer('a'), other], 2n)).rejects.toThrow('00 at b');
  });
  it('not with the same block and another commit hash, or another validation code', async () => {
    const hash = peer('b', { block: async (_, number) => block(number, [0, 0], 8) });
    await expect(same('ch1', [peer('a'), hash], 2n)).rejects.toThrow('block 1 differs at a');
    const code = peer('b', { block: async (_, number) => block(number, [0, 10], 7) });
    await expect(same('ch1', [peer('a'), code], 2n)).rejects.toThrow('codes 0 10');
  });
  it('commit hash and codes are those of the metadata', () => {
    expect(commitHashIn(block(1n, [0, 255], 9))).toBe('09'.repeat(32));
    expect(codesIn(block(1n, [0, 255], 9))).toEqual([0, 255]);
    expect(commitHashIn(Uint8Array.of(0xff))).toBe('');
  });
});

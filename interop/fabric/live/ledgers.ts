/** Whether all have the same: heights, header hashes, and whole blocks with the commit hash in their metadata. */
import { createCodec } from '../../../src/wire/codec/codec.js';
import {
  BlockMetadataIndex,
  BlockSchema,
  MetadataSchema,
} from '../../../src/wire/gen/common/common_pb.js';
import { sameBytes, toHex } from '../../../src/wire/hex.js';
import type { LivePeer } from './live-peer.js';
import { names } from './membership.js';
import { until } from './steps.js';

const blocks = createCodec(BlockSchema);
const metadata = createCodec(MetadataSchema);

/** Of a block as a peer keeps it; empty: it has none. Hex. */
export function commitHashIn(bytes: Uint8Array): string {
  const block = blocks.decode(bytes);
  if (block.verdict !== 'accept') return '';
  const entry = block.value.metadata?.metadata[BlockMetadataIndex.COMMIT_HASH];
  const value = entry && metadata.decode(entry);
  return value?.verdict === 'accept' ? toHex(value.value.value) : '';
}

/** Validation codes of its transactions, as the peer that keeps it wrote them. */
export function codesIn(bytes: Uint8Array): readonly number[] {
  const block = blocks.decode(bytes);
  if (block.verdict !== 'accept') return [];
  return [...(block.value.metadata?.metadata[BlockMetadataIndex.TRANSACTIONS_FILTER] ?? [])];
}

/**
 * Waits until all have what the orderer has; then each is asked for its last block, Fabric's peers by their
 * own tools, and all of them have to be equal, byte for byte, with their metadata.
 */
export async function untilLevel(
  orderer: { height(channel: string): bigint | Promise<bigint> },
  channel: string,
  peers: readonly LivePeer[],
): Promise<readonly string[]> {
  return until(`${names(peers)} to be level in ${channel}`, async () => {
    const ordered = await orderer.height(channel);
    const heights = await Promise.all(peers.map((peer) => peer.height(channel)));
    const behind = peers.filter((_, i) => heights[i] !== ordered);
    if (behind.length === 0) return [await same(channel, peers, ordered)];
    const told = peers.map(({ name }, i) => `${name} ${heights[i] ?? 'none'}`).join(', ');
    throw new Error(`height of the orderer ${ordered}, of ${told}`);
  });
}

/** @throws Error naming who differs */
export async function same(
  channel: string,
  peers: readonly LivePeer[],
  height: bigint,
): Promise<string> {
  const [first, ...others] = await Promise.all(
    peers.map(async (peer) => ({
      name: peer.name,
      hash: await peer.hash(channel),
      last: await peer.block(channel, height - 1n),
    })),
  );
  for (const { name, hash, last } of others) {
    if (hash !== first!.hash)
      throw new Error(`${channel}: last hash ${first!.hash} at ${first!.name}, ${hash} at ${name}`);
    if (!sameBytes(last, first!.last))
      throw new Error(
        `${channel}: block ${height - 1n} differs at ${first!.name} (${describe(first!.last)}) and ${name} (${describe(last)})`,
      );
  }
  const commitHash = commitHashIn(first!.last);
  return `${channel}: height ${height}, last hash ${first!.hash.slice(0, 12)}…, commit hash ${commitHash.slice(0, 12)}… at ${names(peers)}`;
}

const describe = (bytes: Uint8Array): string =>
  `codes ${codesIn(bytes).join(' ')}, commit hash ${commitHashIn(bytes)}`;

/**
 * The block buffer of a channel: verified blocks that wait for their turn to be committed, and the commits
 * themselves.
 *
 * Implements spec/11-state-transfer.md, XFER-2 to XFER-12, XFER-44. The rule is src/rules/buffer-admission.ts, the
 * machine src/machines/block-buffer.machine.ts.
 */
import type { BlockBufferEffect, BlockBufferRecord } from '../../machines/block-buffer.machine.js';
import {
  type BufferAdmissionFacts,
  bufferAdmission,
  hasBufferRoom,
  isWithinReach,
} from '../../rules/buffer-admission.js';
import { sameBytes, toHex } from '../../wire/hex.js';
import { reject } from '../../wire/verdict.js';
import { blockFactsOf } from '../blocks/verify.js';
import { dropHeldBlock } from '../blocks/window.js';
import type { ChannelEntry } from '../channel/entry.js';
import { heightChanged, reconfigure } from '../channel/join.js';
import type { PeerConfig } from '../config.js';
import { bufferDrained } from '../delivery/delivery.js';
import { stopElection } from '../election/election.js';
import { refuse } from '../refuse.js';
import { feed, instanceOf, isIn, type Run, report } from '../run.js';
import type { Instance, PkiHex } from '../state.js';
import type { BlockSource } from '../trace.js';
import { storeParked } from './transfer.js';

export interface BufferedBlock {
  /** Serialized common.Block, verified. */
  readonly bytes: Uint8Array;
  readonly source: BlockSource;
  /** Who sent it; left out where no peer did. */
  readonly sender?: PkiHex;
}

export interface BlockBuffer {
  readonly instance: Instance<BlockBufferRecord>;
  /** Next number to be handed to the ledger: the height, or what follows the blocks being committed. */
  next: bigint;
  /** By number: `next` and later ones. */
  readonly blocks: Map<bigint, BufferedBlock>;
  /** The blocks being committed, in order; empty if none is. */
  readonly committing: { readonly number: bigint; readonly bytes: Uint8Array }[];
}

export const newBlockBuffer = (_config: PeerConfig, height: bigint): BlockBuffer => ({
  instance: instanceOf({}),
  next: height,
  blocks: new Map(),
  committing: [],
});

/** `full`: the producer has to wait and offer it again (blocking mode only). */
export type Admission = 'taken' | 'known' | 'refused' | 'full';

/**
 * XFER-2: offers a verified block. Mode by source: push and pull never wait; transfer and orderer do, the
 * orderer unless nonBlockingCommit.
 */
export function offerBlock(
  run: Run,
  entry: ChannelEntry,
  number: bigint,
  block: BufferedBlock,
): Admission {
  const { verdict } = bufferAdmission(admissionFacts(run, entry, number, block));
  switch (verdict) {
    case 'known':
      return 'known';
    case 'wait':
      return 'full';
    case 'refuse':
      return 'refused';
    case 'misfit':
      reportMisfit(run, number, block);
      return 'refused';
    case 'take':
      take(run, entry, number, block);
      return 'taken';
  }
}

/** XFER-6, XFER-8 to XFER-12: the ledger has taken a block, for good. */
export function blockCommitted(run: Run, entry: ChannelEntry, number: bigint): void {
  const { buffer } = entry;
  const [committed] = buffer.committing;
  if (committed?.number !== number) return;
  const { hash, isConfig } = blockFactsOf(run.config.crypto, committed.bytes);
  buffer.committing.shift();
  entry.height = number + 1n;
  entry.lastHash = hash;
  reportBlock(run, entry, number, hash, 'commit', '');
  if (isConfig) reconfigure(run, entry, committed.bytes); // XFER-12
  heightChanged(run, entry); // XFER-11
  if (isCommitting(entry)) return;
  const isFollowed = buffer.blocks.has(buffer.next);
  feed(run, 'block-buffer', entry.name, buffer.instance, { type: 'block.committed', isFollowed });
  storeParked(run, entry);
  bufferDrained(run, entry);
}

/** XFER-10: the ledger could not take a block. It is the next one still, and will not be committed. */
export function commitFailed(run: Run, entry: ChannelEntry, number: bigint, _reason: string): void {
  const { buffer } = entry;
  if (buffer.committing[0]?.number !== number) return;
  buffer.committing.length = 0;
  buffer.next = number;
  feed(run, 'block-buffer', entry.name, buffer.instance, { type: 'commit.failed' });
  storeParked(run, entry);
}

/** What the block buffer of a channel asks for. */
export function performBlockBuffer(run: Run, channel: string, { type }: BlockBufferEffect): void {
  const entry = run.state.channels.get(channel)!;
  if (type === 'block.commit') return commitNext(run, entry);
  report(run, { kind: 'channel', what: 'halted', channel, height: entry.height.toString() });
  stopElection(run, entry); // ELEC-28
}

/** XFER-10 */
export const isHalted = ({ buffer }: ChannelEntry): boolean =>
  isIn('block-buffer', buffer.instance, 'halted');

/** Whether a commit is under way, so that room will be made. */
export const isCommitting = ({ buffer }: ChannelEntry): boolean => buffer.committing.length > 0;

/** XFER-5: the previous hash of a block against the block before it, if that is known for certain. */
export function linkFactOf(
  { config }: Run,
  entry: ChannelEntry,
  number: bigint,
  bytes: Uint8Array,
): BufferAdmissionFacts['link'] {
  const { buffer, lastHash } = entry;
  if (number !== buffer.next) return 'unknown';
  const { crypto } = config;
  const before = buffer.committing.at(-1);
  const last = before ? blockFactsOf(crypto, before.bytes).hash : lastHash;
  return sameBytes(blockFactsOf(crypto, bytes).previousHash, last) ? 'fits' : 'differs';
}

function admissionFacts(
  run: Run,
  entry: ChannelEntry,
  number: bigint,
  { bytes, source }: BufferedBlock,
): BufferAdmissionFacts {
  const { nonBlockingCommit, parameters } = run.config;
  const { buffer, height } = entry;
  const place = () => {
    if (number < buffer.next) return 'past';
    if (buffer.blocks.has(number)) return 'held';
    return number === buffer.next ? 'next' : 'later';
  };
  const waits = source === 'transfer' || (source === 'orderer' && !nonBlockingCommit);
  return {
    number: place(),
    mode: waits ? 'blocking' : 'nonBlocking', // XFER-3, XFER-4
    reach: isWithinReach(number, height, BigInt(parameters.blockBufferSize)) ? 'within' : 'beyond',
    get link() {
      return linkFactOf(run, entry, number, bytes);
    },
    room: hasBufferRoom(buffer.blocks.size, parameters.blockBufferSize) ? 'yes' : 'no',
    commit: !isCommitting(entry) && !isHalted(entry) ? 'none' : 'running',
  };
}

function take(run: Run, entry: ChannelEntry, number: bigint, block: BufferedBlock): void {
  const { buffer } = entry;
  const { hash } = blockFactsOf(run.config.crypto, block.bytes);
  reportBlock(run, entry, number, hash, block.source, block.sender ?? '');
  buffer.blocks.set(number, block);
  const isNext = number === buffer.next;
  feed(run, 'block-buffer', entry.name, buffer.instance, { type: 'block.stored', isNext });
}

/** XFER-6, XFER-44: hands the next block to the ledger, and with it those that follow it. */
function commitNext(run: Run, entry: ChannelEntry): void {
  const { crypto, commitsTogether } = run.config;
  const { blocks, committing } = entry.buffer;
  for (let isLast = false; !isLast; ) {
    const { bytes } = handOver(run, entry);
    // XFER-12: what follows a configuration waits until it has taken effect.
    isLast =
      committing.length >= commitsTogether ||
      !blocks.has(entry.buffer.next) ||
      blockFactsOf(crypto, bytes).isConfig;
  }
}

/** The next block; the one after it can now be told from a misfit. */
function handOver(run: Run, entry: ChannelEntry): BufferedBlock {
  const { buffer } = entry;
  const number = buffer.next;
  const block = buffer.blocks.get(number)!;
  const { bytes } = block;
  buffer.blocks.delete(number);
  buffer.committing.push({ number, bytes });
  buffer.next = number + 1n;
  run.out.push({ type: 'block.commit', channel: entry.name, number, bytes });
  dropMisfit(run, entry);
  return block;
}

/** XFER-9: a block that waited and turns out not to follow leaves the buffer and the window. */
function dropMisfit(run: Run, entry: ChannelEntry): void {
  const { next, blocks } = entry.buffer;
  const block = blocks.get(next);
  if (block === undefined || linkFactOf(run, entry, next, block.bytes) !== 'differs') return;
  blocks.delete(next);
  dropHeldBlock(run, entry, next);
  reportMisfit(run, next, block);
}

function reportMisfit(run: Run, number: bigint, { source, sender = '' }: BufferedBlock): void {
  const origin = { link: '', sender, message: 'block', author: '' };
  const reason = `block ${number} (${source}) does not follow the block before it`;
  refuse(run, origin, reject('XFER-5', reason));
}

const reportBlock = (
  run: Run,
  { name }: ChannelEntry,
  number: bigint,
  hash: Uint8Array,
  source: BlockSource | 'commit',
  sender: PkiHex,
): void => {
  if (!run.config.reports) return;
  report(run, {
    kind: 'block',
    what: source === 'commit' ? 'committed' : 'received',
    channel: name,
    number: number.toString(),
    hash: toHex(hash),
    source,
    sender,
  });
};

/**
 * Blocks that many peers of a simulation hold: taken apart once, for all their ledgers and for those who
 * watch.
 */
import { createMemoryLedger, type MemoryLedger } from '../ledger/memory-ledger.js';
import { type BlockParser, createBlockParser } from '../ledger/parsed-block.js';
import type { PeerOptions } from '../peer/config.js';
import type { Crypto } from '../wire/crypto/port.js';

const parsers = new WeakMap<Crypto['sha256'], BlockParser>();

function parserOf(crypto: Crypto): BlockParser {
  let parser = parsers.get(crypto.sha256);
  if (parser === undefined) {
    parser = createBlockParser(crypto);
    parsers.set(crypto.sha256, parser);
  }
  return parser;
}

/** The hash of a block's header. @throws RangeError if the bytes are no block with a header */
export function blockHashOf(crypto: Crypto, bytes: Uint8Array): Uint8Array {
  const parsed = parserOf(crypto)(bytes);
  if (parsed === undefined)
    throw new RangeError('block: expected a serialized common.Block with a header');
  return parsed.hash;
}

/** A ledger with the first block of its channel. @throws RangeError if that cannot be one */
export function openLedger(
  channel: string,
  { crypto, channelReader: reader }: PeerOptions,
  genesis: Uint8Array,
): MemoryLedger {
  const parse = parserOf(crypto);
  const ledger = createMemoryLedger({ channel, crypto, parse, ...(reader && { reader }) });
  const answer = ledger.commit(0n, genesis);
  if (answer.verdict !== 'accept')
    throw new RangeError(`genesis of ${channel}: ${answer.clause}: ${answer.reason}`);
  return ledger;
}

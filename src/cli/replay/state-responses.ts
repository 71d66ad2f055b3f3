/**
 * The state responses of a recording: whether the blocks in them are verified, one after the other, those
 * of the chain that the peer has, and what their commit hashes are.
 */
import type { CaptureRow } from '../../adapters/capture/rows.js';
import type { MemoryLedger } from '../../ledger/memory-ledger.js';
import { blockHeaderHash, decodeBlock, judgeBlock } from '../../wire/block.js';
import { verifyBlockSignatures } from '../../wire/block-signature.js';
import { blockSignersOf } from '../../wire/channel/block-signers.js';
import type { ChannelReader } from '../../wire/channel/port.js';
import type { Crypto } from '../../wire/crypto/port.js';
import { sameBytes } from '../../wire/hex.js';
import type { Payload } from '../../wire/message-types.js';
import { accept, reject, type Verdict } from '../../wire/verdict.js';
import { messageOf } from './world.js';

export interface StateResponseRow {
  readonly line: number;
  readonly channel: string;
  /** Decimal; empty if the response has no blocks. */
  readonly first: string;
  readonly last: string;
  /** Empty if every block is verified, follows the one before, and is the one of the chain. */
  readonly flaw: string;
}

const utf8 = new TextDecoder();

export function stateResponsesIn(
  rows: Iterable<CaptureRow>,
  ledgers: readonly MemoryLedger[],
  reader: ChannelReader,
  crypto: Crypto,
): StateResponseRow[] {
  const found: StateResponseRow[] = [];
  for (const row of rows) {
    const message = row.dir === 'in' ? messageOf(row.bytes)?.message : undefined;
    if (message?.content.case !== 'stateResponse') continue;
    const channel = utf8.decode(message.channel);
    const ledger = ledgers.find((known) => known.channel === channel);
    if (ledger === undefined) continue;
    const { payloads } = message.content.value;
    found.push({
      line: row.line,
      channel,
      first: payloads[0]?.seqNum.toString() ?? '',
      last: payloads.at(-1)?.seqNum.toString() ?? '',
      flaw: flawOf(payloads, ledger, reader, crypto),
    });
  }
  return found;
}

function flawOf(
  payloads: readonly Payload[],
  ledger: MemoryLedger,
  reader: ChannelReader,
  crypto: Crypto,
): string {
  let expected = payloads[0]?.seqNum;
  for (const { seqNum, data } of payloads) {
    if (seqNum !== expected) return `block ${seqNum} where ${expected} was expected`;
    const verified = verifiedHash(data, seqNum, ledger, reader, crypto);
    if (verified.verdict !== 'accept')
      return `block ${seqNum}: ${verified.reason} (${verified.clause})`;
    expected = seqNum + 1n;
  }
  return '';
}

function verifiedHash(
  bytes: Uint8Array,
  number: bigint,
  ledger: MemoryLedger,
  reader: ChannelReader,
  crypto: Crypto,
): Verdict<Uint8Array> {
  const config = reader.read(ledger.configBlock);
  if (config.verdict !== 'accept') return config;
  const decoded = decodeBlock(bytes);
  if (decoded.verdict !== 'accept') return decoded;
  const judged = judgeBlock(crypto, decoded.value, { channel: ledger.channel, number });
  if (judged.verdict !== 'accept') return judged;
  const hash = blockHeaderHash(crypto, judged.value.header!);
  const [held] = ledger.read(number, number);
  const own = held && decodeBlock(held.bytes);
  if (own?.verdict !== 'accept') return reject('LEDG-1', 'the ledger has no such block');
  if (!sameBytes(hash, blockHeaderHash(crypto, own.value.header!)))
    return reject('LEDG-1', 'another block than that of the ledger');
  // Nobody signs the genesis block: it is the one that the peer has joined with.
  if (number === 0n) return accept(hash);
  const signed = verifyBlockSignatures(crypto, judged.value, blockSignersOf(config.value));
  return signed.verdict === 'accept' ? accept(hash) : signed;
}

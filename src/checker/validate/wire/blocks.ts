/** Blocks, however they come: what they say they are, one of each number, each upon the one before. */
import { blockHeaderHash, decodeBlock, judgeBlock } from '../../../wire/block.js';
import type { Crypto } from '../../../wire/crypto/port.js';
import { toHex } from '../../../wire/hex.js';
import type { Block, Payload } from '../../../wire/message-types.js';
import { contentOf, KEPT, type Seen, type WireRule } from './seen.js';

const utf8 = new TextDecoder();

interface Carried {
  readonly channel: string;
  readonly payload: Payload;
}

function carriedBy({ signed, inside }: Seen): Carried[] {
  const response = contentOf(signed, 'stateResponse');
  if (response !== undefined) {
    const channel = utf8.decode(signed.message.channel);
    return response.payloads.map((payload) => ({ channel, payload }));
  }
  return [signed, ...inside].flatMap((one): Carried[] => {
    const payload = contentOf(one, 'dataMsg')?.payload;
    return payload === undefined ? [] : [{ channel: utf8.decode(one.message.channel), payload }];
  });
}

/** Signatures of orderers are not judged: that takes the configuration of the channel. */
export function blockRules(crypto: Crypto): readonly WireRule[] {
  const sound: WireRule = {
    id: 'block-sound',
    clauses: ['WIRE-72', 'WIRE-73', 'WIRE-74', 'WIRE-75', 'WIRE-76'],
    expected: 'blocks that are what they say they are',
    watch: () => (seen) => {
      const its = seen.dir === 'in' ? carriedBy(seen) : [];
      if (its.length === 0) return undefined;
      for (const { channel, payload } of its) {
        const number = payload.seqNum;
        const decoded = decodeBlock(payload.data);
        const judged =
          decoded.verdict === 'accept'
            ? judgeBlock(crypto, decoded.value, { channel, number })
            : decoded;
        if (judged.verdict !== 'accept')
          return `block ${number} of ${channel}: ${judged.reason} (${judged.clause})`;
      }
      return KEPT;
    },
  };
  const chain: WireRule = {
    id: 'one-chain',
    clauses: ['XFER-I2', 'XFER-I4'],
    expected: 'one block of each number, each with the hash of the one before',
    watch() {
      const headers = new Map<string, { readonly hash: string; readonly previous: string }>();
      return (seen) => {
        const its = seen.dir === 'in' ? carriedBy(seen) : [];
        if (its.length === 0) return undefined;
        for (const { channel, payload } of its) {
          const header = headerOf(payload);
          if (header === undefined) continue;
          const at = (number: bigint) => headers.get(`${channel} ${number}`);
          const hash = toHex(blockHeaderHash(crypto, header));
          const previous = toHex(header.previousHash);
          const { number } = header;
          const same = at(number);
          if (same !== undefined && same.hash !== hash) return `two blocks ${number} of ${channel}`;
          const [before, after] = [at(number - 1n), at(number + 1n)];
          if (before !== undefined && before.hash !== previous)
            return `block ${number} of ${channel} does not name the block before it`;
          if (after !== undefined && after.previous !== hash)
            return `block ${number} of ${channel} is not the one that block ${number + 1n} names`;
          headers.set(`${channel} ${number}`, { hash, previous });
        }
        return KEPT;
      };
    },
  };
  return [sound, chain];
}

function headerOf({ data }: Payload): Block['header'] {
  const decoded = decodeBlock(data);
  return decoded.verdict === 'accept' ? decoded.value.header : undefined;
}

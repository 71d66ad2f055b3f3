/** Blocks that nodes send: ordered ones, the same everywhere, in one chain, with one world state. */
import { contentOf } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import { blockReader, type Found, readBlock } from '../blocks.js';
import type { Rule } from '../rule.js';
import type { Trace } from '../trace.js';

export const blockRules: readonly Rule[] = [
  {
    id: 'block-not-ordered',
    clauses: ['PUSH-I6', 'DELV-I2', 'WIRE-76', 'WIRE-81'],
    expected: 'blocks that the ordering service of the channel has made, and no others',
    *breaches(trace) {
      const blocksOf = blockReader(trace);
      for (const message of trace.told) {
        for (const { flaw, number, channel } of blocksOf(message)) {
          if (flaw === undefined) continue;
          const { entry, by } = message;
          yield {
            entry: entry.n,
            observed: `block ${number} of ${channel.id} from ${by.name}: ${flaw}`,
          };
        }
      }
    },
  },
  {
    id: 'different-blocks-of-one-number',
    clauses: ['XFER-I2'],
    expected: 'one block of each number, whoever tells of it',
    *breaches(trace) {
      const several = signedTwice(trace);
      yield* differing(trace, {
        keyOf: ({ channel, number, isCommitted }) =>
          isCommitted && !several.has(`${channel.id} ${number}`) ? `${channel.id} ${number}` : '',
        aspectOf: ({ hash }) => hash,
        what: 'another block',
      });
    },
  },
  {
    id: 'different-commit-hash',
    clauses: ['LEDG-I2', 'XFER-I2'],
    expected: 'one commit hash of each block, whoever has committed it',
    breaches: (trace) =>
      differing(trace, {
        keyOf: ({ channel, hash, isCommitted, commitHash }) =>
          isCommitted && commitHash !== '' ? `${channel.id} ${hash}` : '',
        aspectOf: ({ commitHash }) => commitHash,
        what: 'another commit hash',
      }),
  },
  {
    id: 'broken-chain',
    clauses: ['XFER-I4', 'LEDG-I1'],
    expected: 'blocks that each name the hash of the one before',
    *breaches(trace) {
      const blocksOf = blockReader(trace);
      for (const message of trace.told) {
        const blocks = blocksOf(message).filter(({ isCommitted, hash }) => isCommitted && hash);
        for (const block of blocks) {
          const before = blocks.find(({ number }) => number === block.number - 1n);
          if (!before || before.hash === block.previousHash) continue;
          const { entry, by } = message;
          yield {
            entry: entry.n,
            observed: `block ${block.number} of ${block.channel.id} from ${by.name} follows another`,
          };
        }
      }
    },
  },
  {
    id: 'height-falls',
    clauses: ['LEDG-I4', 'CHAN-35'],
    expected: 'StateInfo of a node whose heights do not fall from one timestamp to a newer one',
    *breaches({ told }) {
      const highest = new Map<string, { readonly height: bigint; readonly seqNum: bigint }>();
      for (const { entry, decoded, inside, by } of told) {
        for (const d of [decoded, ...inside]) {
          const info = contentOf(d, 'stateInfo');
          if (!info?.timestamp || !info.properties || hex(info.pkiId) !== hex(by.pkiId)) continue;
          // A node that has lost its ledger begins anew, with another start instant.
          const key = `${hex(info.channelMAC)} ${info.timestamp.incNum}`;
          const { seqNum } = info.timestamp;
          const height = info.properties.ledgerHeight;
          const last = highest.get(key);
          if (!last || seqNum > last.seqNum) highest.set(key, { height, seqNum });
          if (last && seqNum > last.seqNum && height < last.height) {
            yield {
              entry: entry.n,
              observed: `height ${height} of ${by.name} after ${last.height}`,
            };
          }
        }
      }
    },
  },
];

interface Difference {
  /** Blocks of one key must have one value; empty = not judged. */
  readonly keyOf: (block: Found) => string;
  readonly aspectOf: (block: Found) => string;
  readonly what: string;
}

function* differing(trace: Trace, { keyOf, aspectOf, what }: Difference) {
  const blocksOf = blockReader(trace);
  const first = new Map<string, { readonly value: string; readonly name: string }>();
  for (const message of trace.told) {
    for (const block of blocksOf(message)) {
      const key = keyOf(block);
      if (key === '' || block.flaw !== undefined) continue;
      const value = aspectOf(block);
      const known = first.get(key);
      if (!known) first.set(key, { value, name: message.by.name });
      else if (known.value !== value) {
        const { number, channel } = block;
        yield {
          entry: message.entry.n,
          observed: `${what} for block ${number} of ${channel.id} from ${message.by.name} than from ${known.name}`,
        };
      }
    }
  }
}

/** Numbers for which the suite itself gave several blocks that an orderer has signed. */
function signedTwice(trace: Trace): ReadonlySet<string> {
  const hashes = new Map<string, Set<string>>();
  const note = ({ channel, number, hash, flaw }: Omit<Found, 'isCommitted'>): void => {
    if (flaw !== undefined) return;
    const key = `${channel.id} ${number}`;
    hashes.set(key, (hashes.get(key) ?? new Set()).add(hash));
  };
  const blocksOf = blockReader(trace);
  for (const message of trace.said) for (const block of blocksOf(message)) note(block);
  for (const { bytes } of trace.delivered) {
    for (const channel of trace.record.channels) note(readBlock(channel, 'its own', bytes!));
  }
  return new Set([...hashes].filter(([, of]) => of.size > 1).map(([key]) => key));
}

/** A chain of which every block follows from its number: each writes new keys and one that all share. */
import { blockOf, configTransaction, transaction, utf8Bytes } from './transactions.js';

/** Block `number` upon a chain that ends with `previousHash`. */
export function blockAfter(number: bigint, previousHash: Uint8Array): Uint8Array {
  const data = number === 0n ? [configTransaction('endless')] : transactionsOf(number);
  return blockOf({ number, previousHash, data });
}

const transactionsOf = (number: bigint): Uint8Array[] =>
  [0, 1, 2].map((i) =>
    transaction({
      name: `${number}/${i}`,
      sets: [
        {
          namespace: 'cc',
          set: {
            // The second of a block finds the shared key written before it.
            ...(i === 1 && { reads: [{ key: 'shared' }] }),
            writes: [
              { key: `k${number}/${i}`, value: utf8Bytes(`value ${i}`.repeat(20)) },
              { key: 'shared', value: utf8Bytes(`${number}`) },
            ],
          },
        },
      ],
    }),
  );

/**
 * A process that opens the ledger in a folder and commits a chain that follows from block numbers alone,
 * without end: `node committing-child.js FOLDER HEIGHT`. Prints the height after each commit; ends at HEIGHT.
 */
import { writeSync } from 'node:fs';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { openLedger } from '../../src/adapters/ledger/open-ledger.js';
import { blockAfter } from './endless-chain.js';

const [folder = '', height = ''] = process.argv.slice(2);
const ledger = await openLedger(folder, { crypto: nodeCrypto, channel: 'ch1' });
// Written at once: what was reported must not wait in a buffer when the process is killed.
const report = () => writeSync(1, `${ledger.height}\n`);
report();
while (ledger.height < BigInt(height)) {
  await ledger.commit(ledger.height, blockAfter(ledger.height, ledger.lastHash));
  report();
}
await ledger.close();

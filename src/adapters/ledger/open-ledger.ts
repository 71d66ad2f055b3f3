/**
 * Opens the ledger of a channel in a folder.
 *
 * Implements spec/13-ledger.md, LEDG-64. The folder of a channel is its name inside the folder of all ledgers.
 */
import { join } from 'node:path';
import type { LedgerRules } from '../../ledger/commit.js';
import { openStore } from '../../ledger/open-store.js';
import type { Ledger } from '../../ports.js';
import { UserMistake } from '../user-mistake.js';
import { openLevelStore } from './level-store.js';

/** Where the ledger of a channel is, below the folder of all ledgers. */
export const ledgerFolder = (ledgers: string, channel: string): string => join(ledgers, channel);

/**
 * The ledger in `folder`; an empty one, of height 0, if there was none. Its first block is the
 * channel's genesis block.
 * @throws UserMistake if the folder cannot be opened, or holds anything but a sound ledger of the channel.
 */
export async function openLedger(folder: string, rules: LedgerRules): Promise<Ledger> {
  const store = await openLevelStore(folder);
  try {
    const opening = await openStore(rules, store);
    if (opening.verdict === 'accept') return opening.value;
    const { reason, clause, brokenAt } = opening;
    const sound =
      brokenAt === undefined || brokenAt === 0n
        ? 'Name another folder, or move this one away'
        : `Blocks 0 to ${brokenAt - 1n} are sound and can be read; move the folder away, and a peer fetches the blocks anew`;
    throw new UserMistake(`ledger folder ${folder} ${reason} (${clause}). ${sound}`);
  } catch (error) {
    await store.close();
    throw error;
  }
}

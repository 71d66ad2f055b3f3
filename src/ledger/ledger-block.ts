import type { Ledger } from '../ports.js';

/** A block as a ledger hands it out. */
export type LedgerBlock = Awaited<ReturnType<Ledger['read']>>[number];

const IN_MEMORY =
  'mutants play in one process, where a ledger is kept in memory and outlives its peer';

/** MUST clauses that cases judge and that no mutant can break in a way that a case could see, with the reason. */
export const EXEMPT: Readonly<Record<string, string>> = {
  'LEDG-51': IN_MEMORY,
  'LEDG-54': IN_MEMORY,
  'LEDG-63': IN_MEMORY,
  'LINK-21': 'mutants play in one process, where the network in memory answers a Ping, and no peer',
  'LINK-32': 'mutants play in one process, where the network in memory calls Ping, and no peer',
};

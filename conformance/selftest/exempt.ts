/** MUST clauses that cases judge and that no mutant can break in a way that a case could see, with the reason. */
export const EXEMPT: Readonly<Record<string, string>> = {
  'LINK-21': 'mutants play in one process, where the network in memory answers a Ping, and no peer',
  'LINK-32': 'mutants play in one process, where the network in memory calls Ping, and no peer',
};

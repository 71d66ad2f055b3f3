/** The verdict as shields.io reads it from an address (endpoint badge, schemaVersion 1). */
import { verdictOf } from '../harness/verdict.js';
import type { RunReport } from './run-json.js';

export interface Badge {
  readonly schemaVersion: 1;
  readonly label: string;
  readonly message: string;
  readonly color: 'brightgreen' | 'red' | 'yellow';
}

const COLOURS = { yes: 'brightgreen', no: 'red', undecided: 'yellow' } as const;

export function badge({ cases, profile, totals }: RunReport): Badge {
  const { conforms } = verdictOf(cases.map(({ verdict }) => verdict));
  const count = `${totals.byVerdict.pass ?? 0} of ${totals.planned}`;
  const words = { yes: 'conforms', no: 'does not conform', undecided: 'not decided' }[conforms];
  return {
    schemaVersion: 1,
    label: `gossip ${profile}`,
    message: `${words}, ${count}`,
    color: COLOURS[conforms],
  };
}

/** Deeds and faults as people say them. */
import type { LinkModel } from '../../src/simulator/link-model.js';
import { sayMs, sayRound } from '../time/say-time.js';
import type { Deed } from './deeds.js';

/** A deed as people say it. */
export function sayDeed(deed: Deed): string {
  const during = 'forMs' in deed ? ` for ${deed.forMs / 1_000} s` : '';
  switch (deed.do) {
    case 'kill':
      return `kill ${deed.peer}`;
    case 'start':
      return `start ${deed.peer} again`;
    case 'revoke':
      return `revoke the certificate of ${deed.peer}`;
    case 'pause':
      return `pause ${deed.peer}${during}`;
    case 'lie':
      return `let ${deed.peer} ${deed.does}${during}`;
    case 'leave':
      return `let ${deed.peer} leave ${deed.channel}`;
    case 'cut':
      return `cut ${deed.from} → ${deed.to}${during}`;
    case 'part':
      return `part ${deed.sides.map((side) => side.join(', ')).join(' | ')}${during}`;
    case 'lose':
      return `lose ${Math.round(100 * deed.share)} % of everything${during}`;
    case 'stop-ordering':
      return `stop the ordering service${during}`;
    case 'link':
      return `${deed.between?.join(deed.oneWay ? ' → ' : ' ↔ ') ?? 'every link'}: ${sayModel(deed.model)}${during}`;
    case 'message':
      return `${deed.delayMs === undefined ? 'drop' : `delay by ${sayRound(deed.delayMs)}`} message ${deed.nth} of ${deed.from} to ${deed.to} since ${sayMs(deed.sinceMs)}`;
    case 'set':
      return `restart ${deed.of.join(', ') || 'every peer'} with ${sayParameters(deed.parameters)}`;
    case 'come':
      return `a new peer of ${deed.organisation}`;
    case 'heal':
      return 'heal the network';
    case 'submit':
      return `submit a transaction to ${deed.channel}`;
  }
}

const SHARES: ReadonlySet<string> = new Set(['loss', 'duplication', 'reordering']);

/** What a link is like that has been changed. */
export const sayModel = (model: Partial<LinkModel>): string =>
  Object.entries(model)
    .map(([name, value]) => {
      if (typeof value !== 'number') return `${name} ${JSON.stringify(value)}`;
      if (SHARES.has(name)) return `${name} ${Math.round(100 * value)} %`;
      if (name === 'bandwidth')
        return value === 0 ? 'bandwidth without limit' : `bandwidth ${value / 1_000} KB a second`;
      return name === 'queue' ? `queue ${value}` : `${name} ${sayRound(value)}`;
    })
    .join(', ');

export const sayParameters = (parameters: Readonly<Record<string, number>>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/**
 * How many messages of a kind peers send by themselves in a second, from their parameters alone: once everybody that
 * runs knows all others, and nothing is lost.
 */
import { defaults, type Parameters } from '../../src/peer/parameters.js';
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import type { Cast } from '../run/cast.js';
import { sendsOfAlive } from './alive-spread.js';

/** Undefined for a kind without formula. */
export type Formula = (runs: Uint8Array) => number;

/** Of a scenario whose peers all have the same parameters all the time, and none hides from other organisations. */
export function expectedRate(kind: string, scenario: Scenario, cast: Cast): Formula | undefined {
  const isUneven =
    scenario.faults.some((fault) => fault.kind === 'parameters') ||
    scenario.organisations.some(({ hidden }) => hidden > 0);
  if (isUneven) return undefined;
  const parameters = { ...defaults, ...scenario.parameters };
  const everybody = cast.peers.map((_, peer) => peer);
  const running = (peers: readonly number[], runs: Uint8Array) =>
    peers.filter((peer) => runs[peer] === 1).length;
  const members = cast.channels.map((channel) => channel.members);
  switch (kind) {
    case 'aliveMsg':
      return (runs) => {
        const sizes = cast.organisations.map((_, o) =>
          running(
            everybody.filter((peer) => cast.peers[peer]!.organisation === o),
            runs,
          ),
        );
        return aliveRate(sizes, parameters);
      };
    case 'memReq':
      return (runs) =>
        asked(running(everybody, runs), parameters.pullPeerNum, parameters.pullInterval);
    case 'stateInfoPullReq':
      return (runs) =>
        sum(members, (peers) =>
          asked(running(peers, runs), parameters.pullPeerNum, parameters.requestStateInfoInterval),
        );
    default:
      return undefined;
  }
}

/** Each tells some others every interval that it is alive, and it is handed on. `sizes`: of the organisations. */
function aliveRate(
  sizes: readonly number[],
  { propagatePeerNum, aliveTimeInterval }: Parameters,
): number {
  const sends = sizes.map((size, own) =>
    size === 0 ? 0 : size * sendsOfAlive(sizes, own, propagatePeerNum),
  );
  return (1_000 * sum(sends, (one) => one)) / aliveTimeInterval;
}

/** Each asks some others every interval. */
const asked = (count: number, others: number, intervalMs: number): number =>
  count < 2 ? 0 : (1_000 * count * Math.min(others, count - 1)) / intervalMs;

const sum = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0);

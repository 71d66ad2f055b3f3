/** Heartbeats that do not come, for peers with a given duration. Implements spec/17-checker.md, CHEK-108. */
import { defaults } from '../../../peer/parameters.js';
import { isNewer, type Timestamp } from '../../../rules/alive-message.js';
import { toHex } from '../../../wire/hex.js';
import { contentOf, KEPT, type Seen, type WireRule } from './seen.js';
import { createEndpoints, createNamed, isOneOrg } from './shown.js';

/** As many intervals are aliveExpirationTimeout, by the defaults of both. */
const INTERVALS = defaults.aliveExpirationTimeout / defaults.aliveTimeInterval;

/** What goes to live members alone: who sends it takes the receiver for alive, and is not stalled. */
const TO_THE_LIVING: ReadonlySet<string> = new Set([
  'hello',
  'stateInfoPullReq',
  'aliveMsg',
  'stateInfo',
  'dataMsg',
  'leadershipMsg',
]);

interface Listening {
  /** Since when a heartbeat has been due. */
  since: number;
  /** The latest sign that the receiver is taken for alive. */
  lastMs: number;
  /** Messages that have come since then. */
  arrived: number;
  newest?: Timestamp;
}

/**
 * Said of peers of the same organisation alone, which tell all whom they know (rows MEMB-D27, PULL-D25), to who has an
 * external endpoint and so hears of the others (row PUSH-D7); and only while no more are known than are drawn (PUSH-4).
 */
export const heartbeatsMissing = (aliveTimeInterval: number): WireRule => ({
  id: 'heartbeat-missing',
  clauses: ['MEMB-5', 'PUSH-3', 'PUSH-4'],
  expected: `a new heartbeat of its own within ${INTERVALS * aliveTimeInterval} ms, to who is alive to it`,
  watch(cast) {
    const endpoints = createEndpoints();
    const named = createNamed();
    const listening = new Map<string, Listening>();

    function isNewHeartbeat({ signed, remote }: Seen, its: Listening): boolean {
      const alive = contentOf(signed, 'aliveMsg');
      const time = alive?.timestamp;
      if (time === undefined || alive?.membership === undefined) return false;
      if (toHex(alive.membership.pkiId) !== remote) return false;
      if (its.newest !== undefined && !isNewer(time, its.newest)) return false;
      its.newest = time;
      return true;
    }

    return (seen) => {
      const { dir, conn, kind, remote, ms } = seen;
      endpoints.learn(seen);
      named.learn(seen);
      if (dir === 'out' || remote === '') return undefined;
      const its = listening.get(conn) ?? { since: ms, lastMs: ms, arrived: 0 };
      listening.set(conn, its);
      its.arrived += 1;
      if (!TO_THE_LIVING.has(kind)) return undefined;
      const restart = () => Object.assign(its, { since: ms, arrived: 0 });
      if (ms - its.lastMs > 2 * aliveTimeInterval) restart();
      its.lastMs = ms;
      // The one that speaks is among those that are named, and not among those that it draws from.
      const isHeard = named.count - 1 <= defaults.propagatePeerNum;
      const isJudged = isHeard && isOneOrg(cast, remote) && endpoints.hasEndpoint(cast.self);
      if (isNewHeartbeat(seen, its)) {
        restart();
        return isJudged ? KEPT : undefined;
      }
      // LINK-20: of so many the queue may have been full.
      if (!isJudged || its.arrived >= defaults.sendBuffSize) {
        restart();
        return undefined;
      }
      const silent = ms - its.since;
      if (silent <= INTERVALS * aliveTimeInterval) return undefined;
      restart();
      return `${kind}, and no new heartbeat of its own for ${silent} ms`;
    };
  },
});

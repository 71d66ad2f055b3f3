/**
 * How often something comes, for peers with given durations. A capture tells when messages arrived, and who stalls
 * gets many at once: each rule leaves half of what it measures for that.
 */
import { toHex } from '../../../wire/hex.js';
import { contentOf, KEPT, type WireRule } from './seen.js';
import { heartbeatsMissing } from './silence.js';

export interface Timings {
  /** MEMB-P1, ms. Undefined: nothing is said of it. */
  readonly aliveTimeInterval?: number | undefined;
  /** ELEC-P4, ms. Undefined: nothing is said of it. */
  readonly leaderElectionDuration?: number | undefined;
}

export const timingRules = ({
  aliveTimeInterval,
  leaderElectionDuration,
}: Timings): readonly WireRule[] => [
  ...(aliveTimeInterval === undefined
    ? []
    : [heartbeats(aliveTimeInterval), heartbeatsMissing(aliveTimeInterval)]),
  ...(leaderElectionDuration === undefined ? [] : [declarations(leaderElectionDuration)]),
];

/** So many are looked at together: a stall of five intervals bunches no more of them than is allowed. */
const HEARTBEATS = 11;

function heartbeats(aliveTimeInterval: number): WireRule {
  return {
    id: 'heartbeat-too-often',
    clauses: ['MEMB-5'],
    expected: `a new heartbeat of its own every ${aliveTimeInterval} ms, no more often`,
    watch() {
      const arrived = new Map<string, { key: string; ms: number }[]>();
      return ({ signed, dir, kind, remote, ms }) => {
        if (dir === 'out' || kind !== 'aliveMsg') return undefined;
        const { membership, timestamp } = contentOf(signed, 'aliveMsg')!;
        if (membership === undefined || toHex(membership.pkiId) !== remote) return undefined;
        const key = `${timestamp?.incNum} ${timestamp?.seqNum}`;
        const its = arrived.get(remote) ?? [];
        // The same one may come on two connections, or come back.
        if (its.some((one) => one.key === key)) return KEPT;
        const latest = [...its, { key, ms }].slice(-HEARTBEATS);
        arrived.set(remote, latest);
        if (latest.length < HEARTBEATS) return KEPT;
        const took = ms - latest[0]!.ms;
        const least = ((HEARTBEATS - 1) * aliveTimeInterval) / 2;
        return took >= least ? KEPT : `${HEARTBEATS} new heartbeats within ${took} ms`;
      };
    },
  };
}

function declarations(leaderElectionDuration: number): WireRule {
  return {
    id: 'leads-too-soon',
    clauses: ['ELEC-18'],
    expected: `a declaration no sooner than ${leaderElectionDuration} ms after the proposal`,
    watch() {
      const proposed = new Map<string, number>();
      return ({ signed, dir, remote, ms }) => {
        const leads = dir === 'in' ? contentOf(signed, 'leadershipMsg') : undefined;
        if (leads === undefined || toHex(leads.pkiId) !== remote) return undefined;
        const key = `${remote} ${toHex(signed.message.channel)}`;
        if (!leads.isDeclaration) {
          proposed.set(key, ms);
          return KEPT;
        }
        const since = proposed.get(key);
        proposed.delete(key);
        const took = since === undefined ? Number.POSITIVE_INFINITY : ms - since;
        return took >= leaderElectionDuration / 2 ? KEPT : `a declaration after ${took} ms`;
      };
    },
  };
}

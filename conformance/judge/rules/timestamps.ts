/** A node gives no timestamp twice, and its heartbeats grow newer. */
import { contentOf, type Decoded } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import type { Rule } from '../rule.js';
import { keyOf } from '../trace.js';

interface Stamped {
  /** What is stamped: messages of one series have timestamps that rise. */
  readonly series: string;
  readonly author: string;
  readonly incNum: bigint;
  readonly seqNum: bigint;
}

export const timestampRules: readonly Rule[] = [
  {
    id: 'timestamp-used-twice',
    clauses: ['MEMB-3', 'CHAN-35'],
    expected: 'another timestamp on every message of its own that says something else',
    *breaches({ told }) {
      const payloads = new Map<string, string>();
      for (const { entry, decoded, inside, by } of told) {
        for (const d of [decoded, ...inside]) {
          const stamped = stampOf(d);
          if (stamped?.author !== hex(by.pkiId)) continue;
          const { series, author, incNum, seqNum } = stamped;
          const key = `${series} ${author} ${incNum} ${seqNum}`;
          const payload = keyOf(d.envelope.payload);
          const before = payloads.get(key);
          if (before === undefined) payloads.set(key, payload);
          else if (before !== payload) {
            yield {
              entry: entry.n,
              observed: `two messages ${d.kind} of ${by.name} with time (${incNum}, ${seqNum})`,
            };
          }
        }
      }
    },
  },
  {
    id: 'heartbeat-older',
    clauses: ['MEMB-3', 'MEMB-2'],
    expected: 'heartbeats on one stream that grow newer',
    *breaches({ told, record }) {
      // A sender may reorder what it sends at about one time (SYS 1.3).
      const slackMs = 2 * (record.timings.aliveTimeIntervalMs ?? 5_000);
      const newest = new Map<string, Stamped & { readonly atMs: number }>();
      for (const { entry, decoded, by } of told) {
        const stamped = decoded.kind === 'aliveMsg' ? stampOf(decoded) : undefined;
        if (stamped?.author !== hex(by.pkiId)) continue;
        const last = newest.get(entry.stream);
        if (!last || isNewer(stamped, last)) {
          newest.set(entry.stream, { ...stamped, atMs: entry.atMs });
        } else if (isNewer(last, stamped) && entry.atMs > last.atMs + slackMs) {
          yield {
            entry: entry.n,
            observed: `time (${stamped.incNum}, ${stamped.seqNum}) of ${by.name} after (${last.incNum}, ${last.seqNum})`,
          };
        }
      }
    },
  },
];

function stampOf(d: Decoded): Stamped | undefined {
  const alive = contentOf(d, 'aliveMsg');
  if (alive?.timestamp && alive.membership) {
    return { series: 'alive', author: hex(alive.membership.pkiId), ...times(alive.timestamp) };
  }
  const info = contentOf(d, 'stateInfo');
  if (info?.timestamp) {
    const series = `state ${hex(info.channelMAC)}`;
    return { series, author: hex(info.pkiId), ...times(info.timestamp) };
  }
  const lead = contentOf(d, 'leadershipMsg');
  if (!lead?.timestamp) return undefined;
  const series = `lead ${Buffer.from(d.message!.channel).toString()}`;
  return { series, author: hex(lead.pkiId), ...times(lead.timestamp) };
}

const times = ({ incNum, seqNum }: { incNum: bigint; seqNum: bigint }) => ({ incNum, seqNum });

const isNewer = (a: Stamped, b: Stamped): boolean =>
  a.incNum > b.incNum || (a.incNum === b.incNum && a.seqNum > b.seqNum);

/** Numbers of one author rise, and never say two things. */
import type { Timestamp } from '../../../rules/alive-message.js';
import { isNewer } from '../../../rules/alive-message.js';
import type { SignedMessage } from '../../../wire/envelope.js';
import { toHex } from '../../../wire/hex.js';
import { contentOf, KEPT, type WireRule } from './seen.js';

interface Stamped extends Timestamp {
  /** Messages of one series have timestamps that rise. */
  readonly series: string;
  /** PKI-ID in hex. */
  readonly author: string;
}

const utf8 = new TextDecoder();

function stampOf(signed: SignedMessage): Stamped | undefined {
  const alive = contentOf(signed, 'aliveMsg');
  if (alive?.timestamp !== undefined && alive.membership !== undefined)
    return stamped('alive', alive.membership.pkiId, alive.timestamp);
  const info = contentOf(signed, 'stateInfo');
  if (info?.timestamp !== undefined)
    return stamped(`state ${toHex(info.channelMAC)}`, info.pkiId, info.timestamp);
  const leads = contentOf(signed, 'leadershipMsg');
  if (leads?.timestamp === undefined) return undefined;
  return stamped(`lead ${utf8.decode(signed.message.channel)}`, leads.pkiId, leads.timestamp);
}

const stamped = (series: string, pkiId: Uint8Array, { incNum, seqNum }: Timestamp): Stamped => ({
  series,
  author: toHex(pkiId),
  incNum,
  seqNum,
});

const twice: WireRule = {
  id: 'timestamp-used-twice',
  clauses: ['MEMB-3', 'CHAN-35'],
  expected: 'another timestamp on every message that says something else',
  watch() {
    const payloads = new Map<string, string>();
    return ({ signed, inside, dir }) => {
      if (dir === 'out') return undefined;
      let isStamped = false;
      for (const one of [signed, ...inside]) {
        const stamp = stampOf(one);
        if (stamp === undefined) continue;
        isStamped = true;
        const key = `${stamp.series} ${stamp.author} ${stamp.incNum} ${stamp.seqNum}`;
        const payload = toHex(one.envelope.payload);
        const before = payloads.get(key);
        if (before !== undefined && before !== payload)
          return `two messages of ${short(stamp.author)} with time ${say(stamp)}`;
        payloads.set(key, payload);
      }
      return isStamped ? KEPT : undefined;
    };
  },
};

/** A sender may reorder what it sends at about one time. */
const REORDERED_MS = 1_000;

const older: WireRule = {
  id: 'older-than-before',
  clauses: ['MEMB-2', 'MEMB-3', 'CHAN-35'],
  expected: 'messages of its own on one connection that grow newer',
  watch() {
    const newest = new Map<string, Stamped & { readonly ms: number }>();
    return ({ signed, dir, conn, remote, ms, kind }) => {
      const stamp = dir === 'in' && kind !== 'memRes' ? stampOf(signed) : undefined;
      if (stamp === undefined || stamp.author !== remote) return undefined;
      const key = `${conn} ${stamp.series}`;
      const last = newest.get(key);
      if (last === undefined || isNewer(stamp, last)) newest.set(key, { ...stamp, ms });
      // CHAN-36: the same StateInfo is told again and again.
      else if (isNewer(last, stamp) && ms > last.ms + REORDERED_MS)
        return `time ${say(stamp)} after ${say(last)}`;
      return KEPT;
    };
  },
};

const heights: WireRule = {
  id: 'height-falls',
  clauses: ['CHAN-35', 'XFER-I1'],
  expected: 'of one author and start, a height that does not fall as time goes on',
  watch() {
    interface Height extends Stamped {
      readonly height: bigint;
    }
    const highest = new Map<string, Height>();
    return ({ signed, inside, dir }) => {
      if (dir === 'out') return undefined;
      let isTold = false;
      for (const one of [signed, ...inside]) {
        const stamp = stampOf(one);
        const height = contentOf(one, 'stateInfo')?.properties?.ledgerHeight;
        if (stamp === undefined || height === undefined) continue;
        isTold = true;
        const key = `${stamp.series} ${stamp.author} ${stamp.incNum}`;
        const last = highest.get(key);
        const isLater = last === undefined || isNewer(stamp, last);
        if (last !== undefined && (isLater ? height < last.height : height > last.height))
          return `height ${height} of ${short(stamp.author)} at ${say(stamp)}, and ${last.height} at ${say(last)}`;
        if (isLater) highest.set(key, { ...stamp, height });
      }
      return isTold ? KEPT : undefined;
    };
  },
};

const ownLeadership: WireRule = {
  id: 'leadership-of-its-sender',
  clauses: ['ELEC-5'],
  expected: 'leadership messages of the sender alone',
  watch:
    () =>
    ({ signed, dir, remote }) => {
      const leads = dir === 'in' ? contentOf(signed, 'leadershipMsg') : undefined;
      if (leads === undefined) return undefined;
      const author = toHex(leads.pkiId);
      return author === remote ? KEPT : `a leadership message of ${short(author)}`;
    },
};

const say = ({ incNum, seqNum }: Timestamp): string => `(${incNum}, ${seqNum})`;
const short = (pki: string): string => `${pki.slice(0, 8)}…`;

export const orderRules: readonly WireRule[] = [twice, older, heights, ownLeadership];

/** What nodes that have been left alone for long enough agree on. */
import { channelMac } from '../../harness/wire/channel-messages.js';
import { type Content, contentOf, decoded } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import type { Participant, RecordedChannel } from '../record.js';
import type { Rule } from '../rule.js';
import { settled } from '../settled.js';
import type { Trace } from '../trace.js';

/** What a leader had told when it ceased to be one may still be on its way. Milliseconds. */
const ON_ITS_WAY_MS = 500;

/** Of one node in what another says of its members: first and last response without it, one after the other. */
interface Absence {
  readonly fromMs: number;
  readonly toMs: number;
}
type Absences = ReadonlyMap<Participant, Absence>;

export const convergenceRules: readonly Rule[] = [
  {
    id: 'member-missing',
    clauses: ['SYS-I1', 'MEMB-16'],
    expected: 'every running node of its organisation among the live members, once all is calm',
    *breaches(trace) {
      const calm = settled(trace);
      const { aliveExpirationTimeoutMs = 25_000 } = trace.record.timings;
      const last = new Map<Participant, { readonly n: number; readonly missing: Absences }>();
      for (const { entry, by, listed } of calm ? membersTold(trace) : []) {
        if (entry.atMs < calm!.fromMs) continue;
        const before = last.get(by);
        const missing = new Map<Participant, Absence>();
        for (const node of calm!.running) {
          if (node === by || node.mspId !== by.mspId || listed.has(hex(node.pkiId))) continue;
          // Whoever was never listed is missing all along.
          const start = before ? entry.atMs : Number.NEGATIVE_INFINITY;
          const fromMs = before?.missing.get(node)?.fromMs ?? start;
          missing.set(node, { fromMs, toMs: entry.atMs });
        }
        last.set(by, { n: entry.n, missing });
      }
      for (const [by, { n, missing }] of last) {
        for (const [node, { fromMs, toMs }] of missing) {
          // A link that a fault has left behind may still break: the next heartbeat makes up for it.
          if (toMs - fromMs < aliveExpirationTimeoutMs || !calm!.hasMet(by, node)) continue;
          yield { entry: n, observed: `${node.name} is no live member of ${by.name}` };
        }
      }
    },
  },
  {
    id: 'two-leaders',
    clauses: ['ELEC-I1', 'ELEC-I3'],
    expected: 'at most one leader of each organisation and channel, once all is calm',
    *breaches(trace) {
      const calm = settled(trace);
      const { leaderAliveThresholdMs = 10_000 } = trace.record.timings;
      const leaders = new Map<string, { readonly by: Participant; readonly atMs: number }>();
      for (const { entry, decoded: d, by } of calm ? trace.told : []) {
        const lead = contentOf(d, 'leadershipMsg');
        if (!lead?.isDeclaration || hex(lead.pkiId) !== hex(by.pkiId)) continue;
        const key = `${by.mspId} ${Buffer.from(d.message!.channel).toString()}`;
        const last = leaders.get(key);
        leaders.set(key, { by, atMs: entry.atMs });
        if (!last || last.by === by || last.atMs < calm!.fromMs + ON_ITS_WAY_MS) continue;
        if (entry.atMs > last.atMs + leaderAliveThresholdMs || !calm!.hasMet(by, last.by)) continue;
        // Whose links still break does not hear the other's declarations.
        if (arePartedAfter(last.atMs - leaderAliveThresholdMs, by, last.by, trace)) continue;
        yield {
          entry: entry.n,
          observed: `${by.name} and ${last.by.name} both declare themselves`,
        };
      }
    },
  },
  {
    id: 'heights-differ',
    clauses: ['XFER-I5'],
    expected: 'equal heights of all running nodes of a channel, once all is calm',
    *breaches(trace) {
      const calm = settled(trace);
      if (!calm || trace.record.timings.stateEnabled !== 1) return;
      const lastBlock = Math.max(0, ...trace.delivered.map(({ atMs }) => atMs));
      const isSeen = trace.record.entries.some((e) => e.settled && e.atMs >= lastBlock);
      const fromMs = isSeen
        ? calm.fromMs
        : Math.max(calm.fromMs, lastBlock + calm.fromMs - calm.disturbedMs);
      const end = trace.record.entries.at(-1);
      if (!end || end.atMs < fromMs) return;
      for (const channel of trace.record.channels) {
        const heights = calm.running.flatMap((node) => heightOf(node, channel, trace));
        const highest = greatest(heights.map(({ height }) => height));
        if (claimedByProbes(channel, trace) > highest) continue;
        for (const { name, height, n } of heights) {
          if (height === highest) continue;
          yield {
            entry: n,
            observed: `height ${height} of ${name} in ${channel.id}, where another has ${highest}`,
          };
        }
      }
    },
  },
];

/** Which members a node tells those of its own organisation: hexadecimal PKI-IDs. */
function* membersTold({ told }: Trace) {
  for (const { entry, decoded: d, by, to } of told) {
    const response = contentOf(d, 'memRes');
    if (!response || by.mspId !== to.mspId) continue;
    const alive = response.alive.map((e) => contentOf(decoded(e), 'aliveMsg')?.membership);
    yield { entry, by, listed: new Set(alive.map((m) => hex(m?.pkiId ?? new Uint8Array()))) };
  }
}

/** Whether one of two nodes has told since that the other is no live member. */
function arePartedAfter(atMs: number, one: Participant, other: Participant, trace: Trace): boolean {
  for (const { entry, by, listed } of membersTold(trace)) {
    if (entry.atMs < atMs || (by !== one && by !== other)) continue;
    if (!listed.has(hex((by === one ? other : one).pkiId))) return true;
  }
  return false;
}

interface Height {
  readonly name: string;
  readonly height: bigint;
  readonly n: number;
}

/** What the node last said of itself; none if it said nothing. */
function heightOf(node: Participant, channel: RecordedChannel, { told }: Trace): Height[] {
  let newest: { readonly info: Content<'stateInfo'>; readonly n: number } | undefined;
  for (const { entry, info } of infosOf(told, channel)) {
    if (hex(info.pkiId) !== hex(node.pkiId)) continue;
    if (!newest || isNewer(info, newest.info)) newest = { info, n: entry.n };
  }
  const height = newest?.info.properties?.ledgerHeight;
  return height === undefined ? [] : [{ name: node.name, height, n: newest!.n }];
}

/** The greatest height that a peer of the suite claims: a node may look for it in vain. */
const claimedByProbes = (channel: RecordedChannel, { said }: Trace): bigint =>
  greatest([...infosOf(said, channel)].map(({ info }) => info.properties?.ledgerHeight ?? 0n));

function greatest(heights: readonly bigint[]): bigint {
  let most = 0n;
  for (const height of heights) if (height > most) most = height;
  return most;
}

function* infosOf(messages: Trace['said'], { id }: RecordedChannel) {
  for (const { entry, decoded: d, inside } of messages) {
    for (const one of [d, ...inside]) {
      const info = contentOf(one, 'stateInfo');
      if (info && hex(channelMac(info.pkiId, id)) === hex(info.channelMAC)) yield { entry, info };
    }
  }
}

function isNewer({ timestamp: a }: Content<'stateInfo'>, { timestamp: b }: Content<'stateInfo'>) {
  if (!a || !b) return a !== undefined;
  return a.incNum > b.incNum || (a.incNum === b.incNum && a.seqNum > b.seqNum);
}

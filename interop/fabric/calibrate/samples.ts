/** Samples of how long things took, by one rule from the sights of either side. */
import type { Cycle } from './script.js';
import { peerNames } from './settings.js';
import { inOrder, leadersOf, type Ordered, type Sight } from './sights.js';

export const measures = {
  death: 'killed until another declares it dead for the first time',
  'death for good': 'killed until another declares it dead and does not take it back',
  failover: 'the leader killed until another leads',
  'first contact': 'gossip begun until the first that ran before knows it',
  join: 'gossip begun until one that ran before knows it',
  'own election': 'channel joined until the returned peer leads, where it comes to that first',
  'first transfer':
    'channel joined until it has the first block that it missed, where it does not lead before',
  'catch-up': 'channel joined until the last of the blocks that it missed is committed',
  reach: 'a block ordered until a peer has it and hands it over to be committed',
  'reach all': 'a block ordered until the last of eight peers has it',
} as const;

export type Measure = keyof typeof measures;

export interface Sample {
  readonly measure: Measure;
  /** Undefined: it did not come about before the cycle was over. */
  readonly ms: number | undefined;
  /** Samples of one cycle depend on one another. */
  readonly cycle: number;
}

type Timed = { readonly atMs: number };

/** Of the cycles that were played. */
export function samplesOf(
  cycles: readonly Cycle[],
  sights: readonly Sight[],
  ordered: readonly Ordered[],
): readonly Sample[] {
  const sorted = inOrder(sights);
  return cycles.flatMap((cycle, index) => {
    const startMs = cycles[index - 1]?.endMs ?? 0;
    const isWithin = ({ atMs }: Timed) => atMs > startMs && atMs <= cycle.endMs;
    const led = leadersOf(sorted.filter(({ atMs }) => atMs < cycle.killAtMs));
    const found = samplesOfCycle(cycle, sorted.filter(isWithin), ordered.filter(isWithin), led);
    return found.map((sample) => ({ ...sample, cycle: index }));
  });
}

/** `led`: who led when the cycle's two were killed. */
function samplesOfCycle(
  { restartAtMs, blocksAtMs }: Cycle,
  sights: readonly Sight[],
  ordered: readonly Ordered[],
  led: readonly string[],
): Omit<Sample, 'cycle'>[] {
  const found: Omit<Sample, 'cycle'>[] = [];
  const add = (measure: Measure, fromMs: number, until: Timed | undefined): void =>
    void found.push({ measure, ms: until === undefined ? undefined : until.atMs - fromMs });
  const killed = sights.filter(({ what }) => what === 'killed');
  const survivors = peerNames.filter((name) => killed.every(({ peer }) => peer !== name));
  const absence = sights.filter(({ atMs }) => atMs < restartAtMs);

  for (const { peer: victim, atMs: killedMs } of killed) {
    const started = sights.find((s) => s.peer === victim && s.what === 'started');
    const contacts: Timed[] = [];
    const lastMissed = ordered.filter(({ atMs }) => atMs < restartAtMs).at(-1);
    for (const survivor of survivors) {
      const said = absence.filter((s) => s.atMs > killedMs && isOf(s, survivor, victim));
      const dead = said.filter(({ what }) => what === 'dead');
      add('death', killedMs, dead[0]);
      add('death for good', killedMs, said.at(-1)?.what === 'dead' ? dead.at(-1) : undefined);
      // Who never took it for dead cannot learn of it anew.
      if (started === undefined || said.at(-1)?.what !== 'dead') continue;
      const known = sights.find((s) => s.atMs > started.atMs && isOf(s, survivor, victim, 'alive'));
      add('join', started.atMs, known);
      if (known !== undefined) contacts.push(known);
    }
    if (started !== undefined) add('first contact', started.atMs, inOrder(contacts)[0]);
    const joined = sights.find((s) => s.peer === victim && s.what === 'joined');
    if (joined === undefined || lastMissed === undefined) continue;
    const own = sights.filter((s) => s.peer === victim && s.atMs >= joined.atMs);
    const first = own.find(({ what }) => what === 'leads' || what === 'handed');
    add(first?.what === 'leads' ? 'own election' : 'first transfer', joined.atMs, first);
    add('catch-up', joined.atMs, ofBlock(sights, victim, 'committed', lastMissed.number));
  }

  // With two leaders the death of one calls for nobody else.
  const leader = killed.find(({ peer }) => led.length === 1 && peer === led[0]);
  if (leader !== undefined)
    add(
      'failover',
      leader.atMs,
      absence.find(({ atMs, what }) => atMs > leader.atMs && what === 'leads'),
    );

  for (const { number, atMs } of ordered.filter((block) => block.atMs >= blocksAtMs[0]!)) {
    const arrivals = peerNames.map((name) => ofBlock(sights, name, 'handed', number));
    for (const arrival of arrivals) add('reach', atMs, arrival);
    const isWhole = arrivals.every((arrival) => arrival !== undefined);
    const lastMs = Math.max(...arrivals.map((arrival) => arrival?.atMs ?? 0));
    add('reach all', atMs, isWhole ? { atMs: lastMs } : undefined);
  }
  return found;
}

const isOf = (sight: Sight, peer: string, of: string, what?: Sight['what']): boolean =>
  sight.peer === peer &&
  (sight.what === 'dead' || sight.what === 'alive') &&
  sight.of === of &&
  (what === undefined || sight.what === what);

const ofBlock = (
  sights: readonly Sight[],
  peer: string,
  what: 'handed' | 'committed',
  number: number,
): Sight | undefined =>
  sights.find((s) => s.peer === peer && s.what === what && s.number === number);

/** Who leads, and what becomes of it when the leader is killed. */

import { untilLevel } from '../ledgers.js';
import type { LivePeer } from '../live-peer.js';
import { names, untilKnown } from '../membership.js';
import { BATCH, SHARED, type Stage } from '../stage.js';
import { type Planned, until } from '../steps.js';

/** Waits until exactly one of `peers`, all of one organisation, leads. */
export async function untilLed(channel: string, peers: readonly LivePeer[]): Promise<LivePeer> {
  return until(`one leader among ${names(peers)}`, async () => {
    const leading = await Promise.all(peers.map((peer) => peer.leads(channel)));
    const leaders = peers.filter((_, i) => leading[i]);
    if (leaders.length !== 1) throw new Error(`leading: ${names(leaders) || 'nobody'}`);
    return leaders[0]!;
  });
}

export async function leadersOf(
  channel: string,
  mspId: string,
  peers: readonly LivePeer[],
): Promise<string> {
  const { name } = await untilLed(channel, peers);
  return `${channel}: ${name} leads ${mspId}`;
}

/** Tries for the former leader to come back as a follower: with a lower PKI-ID it may depose the other. */
const RETURNS_MAX = 4;

/** In the organisation with one peer of each kind, so that leadership can only go from one to the other. */
export function leadership(stage: Stage): readonly Planned[] {
  const { fabric2, reference3 } = stage.peers;
  const both: readonly LivePeer[] = [fabric2, reference3];
  const otherThan = (peer: LivePeer): LivePeer => both.find((one) => one !== peer)!;
  /** Who took over last. */
  let latest: LivePeer | undefined;

  const passOn = async (former: LivePeer): Promise<readonly string[]> => {
    const next = otherThan(former);
    await leadsAlone(former, next);
    const killedMs = performance.now();
    await former.kill();
    await untilLed(SHARED, [next]);
    const tookMs = Math.round(performance.now() - killedMs);
    await stage.order(SHARED, 2 * BATCH);
    const others = stage.all.filter((peer) => peer !== former);
    const seen = await untilLevel(stage.orderer, SHARED, others);
    await former.start();
    latest = next;
    return [
      `${former.kind} to ${next.kind}: ${next.name} leads ${tookMs} ms after ${former.name} was killed`,
      ...seen,
      ...(await untilKnown(stage.observers, both, both, 'alive')),
      ...(await untilLevel(stage.orderer, SHARED, stage.all)),
    ];
  };
  return [
    {
      title: 'the leader is killed, and the other kind leads',
      play: async () => passOn(await untilLed(SHARED, both)),
    },
    {
      title: 'that one is killed as well, and leadership comes back',
      play: async () => passOn(latest!),
    },
  ];

  /** Brings `leader` to lead: the other is killed where it does, and has to come back as a follower. */
  async function leadsAlone(leader: LivePeer, other: LivePeer): Promise<void> {
    for (let tries = 0; tries < RETURNS_MAX; tries += 1) {
      if ((await untilLed(SHARED, both)) === leader) return;
      await other.kill();
      await untilLed(SHARED, [leader]);
      await other.start();
      await untilKnown(stage.observers, both, both, 'alive');
    }
    throw new Error(`${other.name} deposed ${leader.name} each time that it came back`);
  }
}

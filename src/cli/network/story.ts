/**
 * What happens to the network: a leader is elected, blocks are committed, the leader is killed, another
 * is elected, the first comes back and heals.
 */
import type { Ordering } from './ordering.js';
import type { ChannelStatus, PeerProcess } from './peer-process.js';
import { CHANNEL, type PlannedPeer } from './plan.js';

export interface Event {
  /** Milliseconds since the network was started. */
  readonly atMs: number;
  readonly what: 'watch' | 'started' | 'leader' | 'committed' | 'killed' | 'restarted' | 'healed';
  readonly text: string;
  readonly height?: string;
  readonly commitHash?: string;
  /** Name of the peer concerned. */
  readonly peer?: string;
}

export interface Stage {
  readonly ordering: Ordering;
  /** Running peers by name. */
  readonly running: Map<string, PeerProcess>;
  readonly planned: readonly PlannedPeer[];
  start(peer: PlannedPeer): Promise<PeerProcess>;
  tell(event: Omit<Event, 'atMs'>): void;
  now(): number;
  /** Longest wait of one step. */
  readonly stepMsMax: number;
  readonly pause: (ms: number) => Promise<void>;
}

export interface Outcome {
  readonly firstLeader: string;
  readonly secondLeader: string;
  /** From the kill to the news of another leader. */
  readonly failoverMs: number;
  /** From the restart to the same ledger as the others. */
  readonly healMs: number;
  readonly height: string;
  readonly commitHash: string;
}

/** What a step waited for did not come. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

const POLL_MS = 150;

export async function play(stage: Stage): Promise<Outcome> {
  const { running, planned, ordering, tell } = stage;
  const started = await Promise.all(planned.map(stage.start));
  for (const peer of started) running.set(peer.peer.name, peer);
  const listed = [...running.values()].map(({ peer, pid }) => `${peer.name} (pid ${pid})`);
  tell({ what: 'started', text: `${listed.join(', ')}, and an ordering service` });

  const mspIds = [...new Set(planned.map(({ mspId }) => mspId))];
  const firstLeaders = new Map<string, PeerProcess>();
  for (const mspId of mspIds) firstLeaders.set(mspId, await leaderOf(stage, mspId, undefined));
  const victimOrg = mspIds[0]!;
  const victim = firstLeaders.get(victimOrg)!;

  await ordering.put({ colour: 'blue', size: '12' });
  await level(stage, 'committed');

  const killedMs = stage.now();
  await victim.kill();
  running.delete(victim.peer.name);
  tell({
    what: 'killed',
    peer: victim.peer.name,
    text: `${victim.peer.name}, the leader of ${victimOrg}, by SIGKILL`,
  });
  await ordering.put({ colour: 'green' });
  const next = await leaderOf(stage, victimOrg, { after: victim, killedMs });
  const failoverMs = stage.now() - killedMs;
  await ordering.put({ size: '13', shape: 'round' });
  await level(stage, 'committed');

  const restartedMs = stage.now();
  running.set(victim.peer.name, await stage.start(victim.peer));
  tell({
    what: 'restarted',
    peer: victim.peer.name,
    text: `${victim.peer.name}, with the ledger that it had`,
  });
  const end = await level(stage, 'healed');
  return {
    firstLeader: victim.peer.name,
    secondLeader: next.peer.name,
    failoverMs,
    healMs: stage.now() - restartedMs,
    height: String(end.height),
    commitHash: end.commitHash,
  };
}

/** Waits until one peer of the organisation leads and all its others know so. */
async function leaderOf(
  stage: Stage,
  mspId: string,
  since: { readonly after: PeerProcess; readonly killedMs: number } | undefined,
): Promise<PeerProcess> {
  const ours = [...stage.running.values()].filter(({ peer }) => peer.mspId === mspId);
  const leader = await until(stage, `one leader of ${mspId}`, async () => {
    const statuses = await statusesOf(ours);
    const leads = ours.filter((_, i) => statuses[i]?.leads);
    const isKnown = statuses.every((status) => status?.leader === leads[0]?.pkiId);
    return leads.length === 1 && isKnown ? leads[0] : undefined;
  });
  const { name } = leader.peer;
  const later = since && `, ${seconds(stage.now() - since.killedMs)} after the kill`;
  const known = ours.length > 1 ? `, and all its peers know` : '';
  stage.tell({
    what: 'leader',
    peer: name,
    text: `${name} leads ${mspId}${known}${later ?? ''}`,
  });
  return leader;
}

/**
 * Waits until every running peer has what the ordering service has, and knows all others of the channel;
 * tells the one commit hash.
 */
async function level(
  stage: Stage,
  what: 'committed' | 'healed',
): Promise<{ readonly height: bigint; readonly commitHash: string }> {
  const peers = [...stage.running.values()];
  const end = await until(
    stage,
    'the same ledger on all peers, each of which knows the others',
    async () => {
      const statuses = await statusesOf(peers);
      const [first] = statuses;
      if (first?.height !== stage.ordering.height) return undefined;
      const isLevel = statuses.every(
        (status) =>
          status?.height === first.height &&
          status.commitHash === first.commitHash &&
          // Of other organisations too; one that was killed may still be among them.
          status.peerCount >= peers.length - 1,
      );
      return isLevel ? first : undefined;
    },
  );
  const colours = await Promise.all(peers.map((peer) => peer.read(CHANNEL, 'kv', 'colour')));
  if (new Set(colours).size !== 1)
    throw new StepError(`the world states differ: colour is ${colours.join(', ')}`);
  stage.tell({
    what,
    height: String(end.height),
    commitHash: end.commitHash,
    text: `height ${end.height}, commit hash ${end.commitHash.slice(0, 16)}…, colour=${colours[0]} on ${peers.length} peers`,
  });
  return end;
}

const statusesOf = (peers: readonly PeerProcess[]): Promise<(ChannelStatus | undefined)[]> =>
  Promise.all(peers.map((peer) => peer.status(CHANNEL)));

/** @throws StepError if it does not come within the time of a step */
async function until<T>(
  { now, pause, stepMsMax }: Stage,
  what: string,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const startMs = now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (now() - startMs > stepMsMax)
      throw new StepError(`waited ${seconds(stepMsMax)} for ${what}, in vain`);
    await pause(POLL_MS);
  }
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

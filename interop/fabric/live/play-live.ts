/** Plays the live network and the channel of the embedded ordering service with one Fabric release. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FabricRelease } from '../binaries.js';
import { createEmbeddedStage } from './embedded.js';
import type { LivePeer } from './live-peer.js';
import { story } from './script/story.js';
import { createStage, OWN, SHARED } from './stage.js';
import { type Planned, playSteps, type Step } from './steps.js';

export interface LiveOptions {
  readonly release: FabricRelease;
  /** Takes all files of the run. */
  readonly folder: string;
  /** Leaves out what is long. */
  readonly isShort: boolean;
  /** Told of each part before its steps, and of each step as it ends. */
  readonly began: (part: string) => void;
  readonly told: (step: Step) => void;
  readonly stop: AbortSignal;
}

export interface LivePart {
  readonly title: string;
  readonly steps: readonly Step[];
  /** Steps that were not reached. */
  readonly missing: number;
}

interface Played {
  readonly all: readonly LivePeer[];
  readonly planned: readonly Planned[];
  end(): Promise<void>;
}

/** Stops at the first step that fails. Nothing runs afterwards. @throws Error if a stage cannot be set up */
export async function playLive(options: LiveOptions): Promise<readonly LivePart[]> {
  const { release, folder, began, stop } = options;
  const parts: LivePart[] = [];
  const part = async (title: string, name: string, create: (at: string) => Promise<Played>) => {
    if (stop.aborted || parts.some(isBroken)) return;
    began(title);
    const at = join(folder, name);
    mkdirSync(at, { recursive: true });
    parts.push({ title, ...(await playPart(await create(at), options)) });
  };
  await part('two organisations, five peers, the real orderer', 'network', async (at) => {
    const stage = await createStage(release, at);
    return { all: stage.all, planned: story(stage), end: stage.end };
  });
  await part('a Fabric peer, the reference, the embedded ordering service', 'embedded', (at) =>
    createEmbeddedStage(release, at),
  );
  return parts;
}

export const isBroken = ({ steps, missing }: LivePart): boolean =>
  missing > 0 || steps.some(({ passed }) => !passed);

async function playPart(
  { all, planned, end }: Played,
  { isShort, told, stop }: LiveOptions,
): Promise<Omit<LivePart, 'title'>> {
  const chosen = planned.filter(({ isLong }) => !(isShort && isLong));
  try {
    const steps = await playSteps(chosen, { told, stop, views: () => viewsOf(all) });
    return { steps, missing: chosen.length - steps.length };
  } finally {
    await end();
  }
}

/** Heights and leaders, for a step that has failed. */
async function viewsOf(all: readonly LivePeer[]): Promise<readonly string[]> {
  const one = async (peer: LivePeer, channel: string): Promise<string> => {
    const height = await peer.height(channel);
    const leads = (await peer.leads(channel)) ? ', leads' : '';
    return height === undefined ? '' : `${channel}: height ${height}${leads}`;
  };
  return Promise.all(
    all.map(async (peer) => {
      const channels = await Promise.all(
        [SHARED, OWN].map((channel) => one(peer, channel).catch(({ message }: Error) => message)),
      );
      return `${peer.name}: ${[...new Set(channels)].filter((text) => text !== '').join('; ')}`;
    }),
  );
}

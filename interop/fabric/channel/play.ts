/**
 * A channel of ours with a Fabric peer and the reference in it: material, ordering service, updates of
 * the configuration and gossip of blocks, each side leading in turn.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type PeerProcess, startPeer } from '../../../src/cli/network/peer-process.js';
import { freeEndpoints } from '../free-endpoints.js';
import { writeCoreYaml } from './core-yaml.js';
import { fabricProcess } from './fabric-process.js';
import { CHANNEL, startOrdering } from './ordering.js';

export interface ChannelStep {
  readonly title: string;
  readonly passed: boolean;
  readonly tookMs: number;
  /** What went wrong and what each peer had at the end; empty if it passed. */
  readonly views: readonly string[];
}

/** `fabric-gossip` from its sources. */
const PROGRAM = [
  process.execPath,
  '--import',
  'tsx',
  '--input-type=module',
  '--eval',
  `import { main } from './src/cli/main.ts'; process.exitCode = await main(process.argv.slice(1));`,
  '--',
];
/** Longest wait of a step: a Fabric peer takes seconds to start, and polls at its own pace. */
const STEP_MS_MAX = 60_000;

/** Plays the script with the peer at `binary`; stops at the first step that fails. Nothing runs afterwards. */
export async function playOrderedChannel(
  binary: string,
  workdir: string,
  told: (step: ChannelStep) => void,
): Promise<readonly ChannelStep[]> {
  const stage = await setUp(binary, workdir);
  const steps: ChannelStep[] = [];
  const script: readonly [string, () => Promise<unknown>][] = [
    ['a Fabric peer joins and fetches from our orderer', stage.joinFabric],
    ['25 transactions reach it', () => stage.put(25)],
    ['the reference joins, and gets the blocks from it', () => stage.startReference(false)],
    ['10 more reach both', () => stage.put(10)],
    ['an organisation is added', stage.addOrganisation],
    ['`peer channel update` removes it again', stage.removeOrganisation],
    ['the reference leads, and the Fabric peer gets the blocks from it', stage.swap],
    ['10 more reach both', () => stage.put(10)],
  ];
  try {
    for (const [title, play] of script) {
      const startMs = performance.now();
      const failure = await play()
        .then(stage.level)
        .then(
          () => undefined,
          (error: Error) => error.message,
        );
      const tookMs = Math.round(performance.now() - startMs);
      const views = failure === undefined ? [] : [failure, ...(await stage.views())];
      const step = { title, passed: failure === undefined, tookMs, views };
      steps.push(step);
      told(step);
      if (!step.passed) break;
    }
    return steps;
  } finally {
    await stage.end();
  }
}

async function setUp(binary: string, workdir: string) {
  const [ordererAt, fabricAt, referenceAt] = await freeEndpoints(3);
  const ordering = await startOrdering(workdir, ordererAt!, fabricAt!);
  const block = join(workdir, 'channels', `${CHANNEL}.block`);
  const mspId = 'Org1MSP';
  const writeCore = (name: 'fabric' | 'reference', leads: boolean): string => {
    const folder = join(workdir, name);
    const [endpoint, bootstrap] =
      name === 'fabric' ? [fabricAt!, referenceAt!] : [referenceAt!, fabricAt!];
    const material = ordering.at(`${mspId}/${name}`);
    writeCoreYaml({ name, mspId, endpoint, bootstrap, material, folder, leads });
    return folder;
  };
  const fabric = fabricProcess({
    binary,
    folder: writeCore('fabric', true),
    endpoint: fabricAt!,
    mspId,
    adminMsp: join(ordering.at(`${mspId}/Admin`), 'msp'),
    tlsRoot: join(ordering.at(`${mspId}/fabric`), 'tls', 'ca.crt'),
  });
  let reference: PeerProcess | undefined;

  const fabricHeight = async (): Promise<bigint> => {
    const info = await fabric.command('channel', 'getinfo', '-c', CHANNEL);
    return BigInt(/"height":(\d+)/.exec(info)?.[1] ?? 0);
  };
  const referenceHeight = async (): Promise<bigint> =>
    (await reference?.status(CHANNEL))?.height ?? 0n;
  const startReference = async (leads: boolean): Promise<void> => {
    const folder = writeCore('reference', leads);
    const peer = { name: 'reference', mspId, endpoint: referenceAt!, folder };
    reference = await startPeer(peer, block, () => {}, PROGRAM);
  };
  const put = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) ordering.take(ordering.transaction(`key${i}`));
    await until('the last block', async () => ordering.isSettled());
  };
  const stopPeers = () => Promise.all([fabric.kill(), reference?.stop()]);

  return {
    put,
    startReference,
    async joinFabric() {
      fabric.start();
      await until('the Fabric peer to join', async () => {
        await fabric.command('channel', 'join', '--blockpath', block);
        return true;
      });
    },
    addOrganisation: async () => ordering.take(ordering.update('add', [`${mspId}/Admin`])),
    /** What is handed in lacks the agreement of Org1MSP, which Fabric's command adds. */
    async removeOrganisation() {
      const file = join(workdir, 'removal.pb');
      writeFileSync(file, ordering.update('remove', ['Org2MSP/Admin']));
      const root = join(ordering.at('OrdererMSP/orderer0'), 'tls', 'ca.crt');
      const to = ['-c', CHANNEL, '-o', ordererAt!, '--tls', '--cafile', root];
      await fabric.command('channel', 'update', '-f', file, ...to);
    },
    /** The reference leads from now on, and the Fabric peer does not. */
    async swap() {
      await stopPeers();
      writeCore('fabric', false);
      fabric.start();
      await startReference(true);
      await until('the Fabric peer to be up', async () => (await fabricHeight()) > 0n);
      await put(1);
    },
    level: () =>
      until('everybody to have all blocks', async () => {
        const height = ordering.height();
        const other = reference === undefined ? height : await referenceHeight();
        return (await fabricHeight()) === height && other === height;
      }),
    views: async () => [
      `orderer: height ${ordering.height()}`,
      `fabric: height ${await fabricHeight().catch((error: Error) => error.message)}`,
      `reference: height ${await referenceHeight()}`,
    ],
    async end() {
      await stopPeers();
      await ordering.close();
    },
  };
}

/** What fails while it is waited for does not hold yet. @throws Error if it does not within a step's time */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + STEP_MS_MAX;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > endMs) throw new Error(`waited in vain for ${what}`);
    await pause(300);
  }
}

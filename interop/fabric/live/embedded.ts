/**
 * A channel of the embedded ordering service, with a Fabric peer and the reference in one organisation:
 * updates of the configuration and gossip of blocks, each side leading in turn.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changed } from '../../../src/adapters/material/channel-changes.js';
import { mspConfigOf } from '../../../src/adapters/material/organisation.js';
import { freeEndpoints } from '../../../src/cli/network/free-endpoints.js';
import { updateTransaction } from '../../../src/wire/transaction/config-transaction.js';
import type { FabricRelease } from '../binaries.js';
import type { PeerSettings } from '../kit/core-yaml.js';
import { startEmbeddedOrderer } from '../kit/embedded-orderer.js';
import { type Load, openLoad } from '../kit/load.js';
import { makeNetwork } from '../kit/network.js';
import { untilLevel } from './ledgers.js';
import { type LivePeer, liveFabric, liveReference } from './live-peer.js';
import { BATCH, ORG1, ORG2, SHARED } from './stage.js';
import type { Planned } from './steps.js';

export interface EmbeddedStage {
  readonly all: readonly LivePeer[];
  readonly planned: readonly Planned[];
  end(): Promise<void>;
}

const SETTINGS: PeerSettings = { channel: { stateEnabled: true, checkIntervalMs: 2_000 } };
const LEADS: PeerSettings = { channel: { leadership: 'static' } };
const FOLLOWS: PeerSettings = { channel: { leadership: 'none' } };

export async function createEmbeddedStage(
  release: FabricRelease,
  folder: string,
): Promise<EmbeddedStage> {
  const network = await makeNetwork({
    folder,
    organisations: { [ORG1]: ['fabric', 'reference'], [ORG2]: [] },
    channels: [
      { name: SHARED, organisations: [ORG1], batch: { timeout: '300ms', messageCountMax: BATCH } },
    ],
  });
  const orderer = await startEmbeddedOrderer(network);
  const [metrics] = await freeEndpoints(1);
  const fabric = liveFabric({
    network,
    name: 'fabric',
    binary: release.peer,
    settings: { ...SETTINGS, metrics: metrics! },
  });
  const reference = liveReference({
    network,
    name: 'reference',
    profile: release.profile,
    settings: SETTINGS,
  });
  const load: Load = await openLoad({ network, channel: SHARED });
  const level = (peers: readonly LivePeer[]) => untilLevel(orderer, SHARED, peers);
  const put = async (count: number, peers: readonly LivePeer[]): Promise<readonly string[]> => {
    await load.put(count);
    await orderer.settled(SHARED);
    return level(peers);
  };
  const update = (change: 'add' | 'remove', agreeing: readonly string[]): Uint8Array => {
    const { group, config } = orderer.channel(SHARED).chain;
    const msp = mspConfigOf(network.material.organisations.get(ORG2)!);
    const wanted = changed(group, [
      change === 'add' ? { type: 'add', member: { msp } } : { type: 'remove', mspId: ORG2 },
    ]);
    return updateTransaction({ channel: SHARED, sequence: config.sequence, group }, wanted, {
      agreeing: agreeing.map((mspId) => network.author(`${mspId}/Admin`)),
      author: network.author(`${ORG1}/Admin`),
      nowMs: Date.now(),
      nonce: () => new Uint8Array(randomBytes(24)),
    })!;
  };
  const both = [fabric, reference];
  const planned: readonly Planned[] = [
    {
      title: 'a Fabric peer joins, and fetches from the embedded ordering service',
      async play() {
        await fabric.start(LEADS);
        await fabric.join(SHARED);
        await load.define();
        await orderer.settled(SHARED);
        return put(5 * BATCH, [fabric]);
      },
    },
    {
      title: 'the reference joins, and gets the blocks from it',
      async play() {
        await reference.start(FOLLOWS);
        await reference.join(SHARED);
        return [...(await level(both)), ...(await put(2 * BATCH, both))];
      },
    },
    {
      title: 'an organisation is added, and `peer channel update` removes it again',
      async play() {
        await load.send(update('add', [ORG1]));
        await orderer.settled(SHARED);
        const seen = await level(both);
        const path = join(folder, 'removal.pb');
        // What is handed in lacks the consent of the first organisation, which Fabric's command adds.
        writeFileSync(path, update('remove', [ORG2]));
        await fabric.process.update(SHARED, path);
        await orderer.settled(SHARED);
        return [...seen, ...(await level(both))];
      },
    },
    {
      title:
        'killed and started again, the reference leads, and the Fabric peer gets the blocks from it',
      async play() {
        await Promise.all(both.map((peer) => peer.kill()));
        await Promise.all([fabric.start(FOLLOWS), reference.start(LEADS)]);
        return put(2 * BATCH, both);
      },
    },
  ];
  return {
    all: both,
    planned,
    async end() {
      load.close();
      await Promise.allSettled(both.map((peer) => peer.stop()));
      await orderer.close();
    },
  };
}

/** Updates of the configuration by Fabric's own command, through the real orderer. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChannelChange, changed } from '../../../../src/adapters/material/channel-changes.js';
import {
  currentConfigIn,
  updateTransaction,
} from '../../../../src/wire/transaction/config-transaction.js';
import { untilLevel } from '../ledgers.js';
import { BATCH, ORG1, SHARED, type Stage } from '../stage.js';
import { type Planned, until } from '../steps.js';

export function configuration(stage: Stage): readonly Planned[] {
  const { network, peers, all } = stage;
  return [
    {
      title: '`peer channel update` names new anchor peers, and the real orderer takes it',
      async play() {
        const anchors = [peers.fabric1, peers.reference2].map(
          ({ name }) => network.peers.get(name)!.endpoint,
        );
        await update(stage, { type: 'anchors', mspId: ORG1, endpoints: anchors }, []);
        await stage.order(SHARED, BATCH);
        return [
          `anchors of ${ORG1}: ${anchors.join(', ')}`,
          ...(await untilLevel(stage.orderer, SHARED, all)),
        ];
      },
    },
  ];
}

/** Handed in by fabric1's administrator, whose consent Fabric's command adds; resolves when it is in a block. */
export async function update(
  { network, orderer, peers: { fabric1 } }: Stage,
  change: ChannelChange,
  agreeing: readonly string[],
): Promise<void> {
  const current = currentConfigIn(await fabric1.process.fetch(SHARED, 'config'));
  if (current.verdict !== 'accept') throw new Error(`the config block: ${current.reason}`);
  const envelope = updateTransaction(current.value, changed(current.value.group, [change]), {
    agreeing: agreeing.map((mspId) => network.author(`${mspId}/Admin`)),
    author: network.author(`${ORG1}/Admin`),
    nowMs: Date.now(),
    nonce: () => new Uint8Array(randomBytes(24)),
  });
  if (envelope === undefined) throw new Error('the update changes nothing');
  const path = join(network.folder, `${change.type}.pb`);
  writeFileSync(path, envelope);
  const before = await orderer.height(SHARED);
  await fabric1.process.update(SHARED, path);
  await until('the update in a block', async () =>
    (await orderer.height(SHARED)) > before ? true : undefined,
  );
}

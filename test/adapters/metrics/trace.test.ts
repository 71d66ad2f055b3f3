/** Metrics: what is counted from the trace, told record by record. */
import { describe, expect, it } from 'vitest';
import { createMetrics, type Step } from '../../../src/adapters/metrics/metrics.js';
import type { PeerEffect, PeerInput } from '../../../src/peer/io.js';
import type { Peer } from '../../../src/peer/peer.js';
import type { Trace } from '../../../src/peer/trace.js';
import { channelScene } from '../../support/channel-scene.js';
import { pkiOf } from '../../support/gossip-builders.js';
import { createPlainChoose } from '../../support/scene.js';

/** Metrics of a peer that does what it is told to: reports these, each batch at its instant. */
async function told(batches: readonly (readonly [atMs: number, ...PeerEffect[]])[], peer?: Peer) {
  const scene = channelScene({});
  const metrics = createMetrics(peer ?? scene.peer, () => 0);
  for (const [atMs, ...effects] of batches) {
    const said: Step = () => effects;
    const input = committedIn(effects) ?? ({ type: 'timer.fired', timer: '' } as const);
    metrics.watched(said)(peer ?? scene.peer, input, atMs, createPlainChoose().choose);
  }
  const lines = (await metrics.text()).split('\n');
  return (name: string) => {
    const line = lines.find((text) => text.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };
}
/** A batch that says that a block was committed comes of the ledger's saying so. */
const committedIn = (effects: readonly PeerEffect[]): PeerInput | undefined => {
  for (const effect of effects)
    if (effect.type === 'report' && effect.trace.kind === 'block')
      if (effect.trace.what === 'committed')
        return { type: 'block.committed', channel: 'ch1', number: BigInt(effect.trace.number) };
  return undefined;
};
const report = (trace: Trace): PeerEffect => ({ type: 'report', trace });
const stepOf = (machine: string, entity: string, event: string, from: string, to: string) =>
  report({ kind: 'step', machine, entity, row: 'X-R1', event, from, to });
const block = (what: 'received' | 'committed', number: number) =>
  report({
    kind: 'block',
    what,
    channel: 'ch1',
    number: `${number}`,
    hash: '00',
    source: what === 'received' ? 'push' : 'commit',
    sender: '',
  });
const commit = (number: number): PeerEffect => ({
  type: 'block.commit',
  channel: 'ch1',
  number: BigInt(number),
  bytes: new Uint8Array(),
});

describe('metrics: what the trace tells', () => {
  it('OBSV-10: a round that brings two updates is one hit, and the next round another', async () => {
    const pull = (entity: string, event: string, to: string) =>
      stepOf('pull-initiator', entity, event, 'collectingUpdates', to);
    const update = (round: number, engine = 'block/ch1') =>
      pull(`${engine}/${round}`, 'update.received', 'collectingUpdates');
    const value = await told([
      [0, update(1), update(1), pull('block/ch1/1', 'after responseWaitTime', 'ended')],
      [1, update(2), update(3, 'identity')],
      [2, pull('block/ch1/4', 'digest.received', 'collectingDigests')],
    ]);
    expect(value('fabric_gossip_pull_hits_total{kind="block"}')).toBe(2);
    expect(value('fabric_gossip_pull_hits_total{kind="identity"}')).toBe(1);
  });
  it('OBSV-7: a block waits from its first sight, and a forgotten one from its next', async () => {
    const value = await told([
      [0, block('received', 1)],
      [1_000, block('received', 1), commit(1)],
      [3_000, block('committed', 1)],
      [10_000, block('received', 1), commit(1)],
      [11_000, block('committed', 1)],
    ]);
    expect(value('fabric_gossip_block_wait_seconds_sum{channel="ch1"}')).toBe(4);
    expect(value('gossip_state_commit_duration_sum{channel="ch1"}')).toBe(3);
  });
  it('OBSV-7: blocks that are committed together share the time', async () => {
    const value = await told([
      [0, commit(1), commit(2), commit(3)],
      [3_000, block('committed', 1)],
      [3_000, block('committed', 2)],
      [3_000, block('committed', 3)],
      [4_000, commit(4)],
      [5_000, block('committed', 4)],
    ]);
    expect(value('gossip_state_commit_duration_count{channel="ch1"}')).toBe(4);
    expect(value('gossip_state_commit_duration_sum{channel="ch1"}')).toBe(4);
  });
  it('OBSV-7: the commit of another block is not that of this one', async () => {
    const value = await told([
      [0, commit(1)],
      [1_000, block('committed', 2)],
    ]);
    expect(value('gossip_state_commit_duration_count{channel="ch1"}')).toBeUndefined();
  });
  it('OBSV-6: who was forgotten meanwhile was not taken for dead falsely', async () => {
    const scene = channelScene({});
    scene.member('ann.A');
    const ann = (from: string, to: string) => stepOf('member', pkiOf('ann.A'), 'x', from, to);
    const value = await told(
      [
        [0, ann('alive', 'dead')],
        [1, ann('dead', 'forgotten')],
        [2, ann('unknown', 'dead')],
        [3, ann('dead', 'alive')],
      ],
      scene.peer,
    );
    expect(value('fabric_gossip_false_deaths_total')).toBe(0);
  });
});

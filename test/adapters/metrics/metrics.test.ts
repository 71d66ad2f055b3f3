/** Metrics of a peer: what is counted, from what the peer was fed and what it did. */
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/adapters/metrics/metrics.js';
import type { PeerOptions } from '../../../src/peer/config.js';
import { createPeer, step } from '../../../src/peer/peer.js';
import { gossipMessage, unsignedMessage } from '../../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type ChannelScene, channelScene, stateInfo, utf8 } from '../../support/channel-scene.js';
import { blockResponse } from '../../support/delivery-scene.js';
import { declaration, LOWER } from '../../support/election-scene.js';
import { aliveMessage, pkiOf, UNDECODABLE } from '../../support/gossip-builders.js';
import { createPlainChoose, type SceneOptions } from '../../support/scene.js';

/**
 * Plays a scene, and then feeds the same to a second peer whose step is looked upon. Series by name and
 * labels, as in Prometheus's text.
 */
async function measured(play: (scene: ChannelScene) => void, options: SceneOptions = {}) {
  const scene = channelScene({}, options);
  const config = scene.peer.config as PeerOptions;
  const twin = createPeer(config);
  scene.taken();
  play(scene);
  const metrics = createMetrics(twin, scene.now);
  const watched = metrics.watched(step);
  const { choose } = createPlainChoose();
  const effects = scene.inputs.flatMap(({ input, atMs }) => watched(twin, input, atMs, choose));
  const lines = (await metrics.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  const series = new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
  return { scene, effects, metrics, value: (name: string) => series.get(name), series };
}

const push = (block: Uint8Array, seqNum: bigint) =>
  unsignedMessage(
    gossipMessage(
      'dataMsg',
      {
        $typeName: 'gossip.DataMessage',
        payload: { $typeName: 'gossip.Payload', seqNum, data: block, privateData: [] },
      },
      { tag: Tag.CHAN_AND_ORG, channel: utf8('ch1') },
    ),
  );

describe('metrics: traffic', () => {
  it('OBSV-4: counts by type, and leaves handshakes out of the totals', async () => {
    const alive = aliveMessage('ann.A', {});
    const { value } = await measured((scene) => {
      const link = scene.connect('ann.A');
      scene.receive(link, alive);
    });
    expect(value('fabric_gossip_received_messages_total{type="conn"}')).toBe(1);
    expect(value('fabric_gossip_sent_messages_total{type="conn"}')).toBe(1);
    expect(value('fabric_gossip_received_messages_total{type="aliveMsg"}')).toBe(1);
    expect(value('fabric_gossip_received_bytes_total{type="aliveMsg"}')).toBe(alive.bytes.length);
    expect(value('gossip_comm_messages_received')).toBe(1);
    expect(value('gossip_comm_messages_sent') ?? 0).toBe(0);
  });
  it('OBSV-4: what does not decode is counted as such', async () => {
    const { value } = await measured((scene) => {
      scene.receive(scene.connect('ann.A'), UNDECODABLE);
    });
    expect(value('fabric_gossip_received_bytes_total{type="undecodable"}')).toBe(
      UNDECODABLE.length,
    );
  });
  it('OBSV-1: overflows are counted when the transport tells of them', async () => {
    const { metrics } = await measured(() => {});
    metrics.overflowed();
    metrics.overflowed();
    expect(await metrics.text()).toContain('\ngossip_comm_overflow_count 2\n');
  });
});

describe('metrics: channels', () => {
  it('OBSV-3, OBSV-5, OBSV-7: blocks first seen, doubled, waiting, committed', async () => {
    const { value, series } = await measured((scene) => {
      scene.join('ch1', 'AB');
      const link = scene.member('ann.A');
      const chain = scene.chainOf('ch1');
      const [one, two] = [chain.append(), chain.append()];
      for (const [block, number] of [
        [one, 1n],
        [two, 2n],
        [one, 1n],
        [one, 1n],
      ] as const)
        scene.receive(link, push(block, number));
      scene.sleep(250);
      scene.feed({ type: 'block.committed', channel: 'ch1', number: 1n });
    });
    expect(value('fabric_gossip_blocks_first_total{channel="ch1",source="push"}')).toBe(2);
    expect([...series.keys()].filter((name) => name.includes('source="commit"'))).toEqual([]);
    expect(value('fabric_gossip_duplicates_total{type="dataMsg"}')).toBe(2);
    expect(value('gossip_state_height{channel="ch1"}')).toBe(2);
    expect(value('gossip_payload_buffer_size{channel="ch1"}')).toBe(0);
    expect(value('gossip_state_commit_duration_count{channel="ch1"}')).toBe(1);
    expect(value('gossip_state_commit_duration_sum{channel="ch1"}')).toBe(0.25);
    expect(value('fabric_gossip_block_wait_seconds_sum{channel="ch1"}')).toBe(0.25);
    // The chain of the scene was made in 1970.
    expect(value('fabric_gossip_block_age_seconds_sum{channel="ch1"}')).toBe(1_700_000_000.25);
  });
  it('OBSV-3: leadership and its changes', async () => {
    const { value } = await measured(
      (scene) => {
        scene.join('ch1', 'A');
        scene.join('ch2', 'A');
        const link = scene.member(LOWER);
        for (const channel of ['ch1', 'ch2']) scene.receive(link, stateInfo(LOWER, { channel }));
        scene.advance(8_000);
        scene.receive(link, declaration(LOWER));
      },
      { leadership: 'election' },
    );
    expect(value('gossip_leader_election_leader{channel="ch1"}')).toBe(0);
    expect(value('gossip_leader_election_leader{channel="ch2"}')).toBe(1);
    expect(value('fabric_gossip_leader_changes_total{channel="ch1"}')).toBe(2);
    expect(value('gossip_membership_total_peers_known{channel="ch1"}')).toBe(1);
  });
  it('OBSV-3: the age of StateInfo, the own one left out', async () => {
    const { value } = await measured((scene) => {
      scene.join('ch1', 'A');
      for (const name of ['ann.A', 'bob.A', 'cat.A']) {
        scene.receive(scene.member(name), stateInfo(name));
        scene.advance(1_000);
      }
    });
    const age = (of: string) =>
      value(`fabric_gossip_state_info_age_seconds{channel="ch1",of="${of}"}`);
    expect([age('median'), age('oldest')]).toEqual([2, 3]);
  });
  it('OBSV-3: the own StateInfo has no part in it', async () => {
    const { scene, value } = await measured((played) => {
      played.join('ch1', 'A');
      played.receive(played.member('ann.A'), stateInfo('ann.A'));
      played.advance(10_000);
    });
    expect(scene.entry().stateInfos.has(pkiOf('self.A'))).toBe(true);
    const median = 'fabric_gossip_state_info_age_seconds{channel="ch1",of="median"}';
    expect(value(median)).toBe(10);
  });
  it('OBSV-10: rounds of pull, and those that brought something', async () => {
    const { series } = await measured((scene) => {
      scene.join('ch1', 'A');
      scene.receive(scene.member('ann.A'), stateInfo('ann.A'));
      scene.advance(9_000);
    });
    expect(series.get('fabric_gossip_pull_rounds_total{kind="identity"}')).toBe(2);
    expect(series.get('fabric_gossip_pull_rounds_total{kind="block"}')).toBe(2);
    expect(series.get('fabric_gossip_pull_hits_total{kind="block"}') ?? 0).toBe(0);
  });
  it('OBSV-13: a halted channel is a failure', async () => {
    const { metrics } = await measured(
      (scene) => {
        scene.join('ch1', 'A');
        scene.feed({ type: 'orderer.opened', channel: 'ch1', stream: 1 });
        const bytes = blockResponse(scene.chainOf('ch1').append());
        scene.feed({ type: 'orderer.received', channel: 'ch1', stream: 1, bytes });
        scene.feed({ type: 'commit.failed', channel: 'ch1', number: 1n, reason: 'disk full' });
      },
      { leadership: 'static' },
    );
    expect(metrics.failures()).toEqual([
      { component: 'ledger of ch1', reason: 'halted at height 1' },
    ]);
    metrics.broken('MEMB-I1');
    expect(metrics.failures()).toContainEqual({ component: 'peer', reason: 'MEMB-I1' });
  });
});

describe('metrics: members', () => {
  const dying = { aliveExpirationTimeout: 5_000 };
  it('OBSV-6: one who is heard of again without a restart was not dead', async () => {
    const { value } = await measured(
      (scene) => {
        const ann = scene.member('ann.A', { incNum: 1n, seqNum: 1n });
        const bob = scene.member('bob.A', { incNum: 1n, seqNum: 1n });
        scene.member('cat.A', { incNum: 1n, seqNum: 1n });
        scene.advance(7_000);
        const again = [scene.connect('ann.A'), scene.connect('bob.A')];
        expect([ann, bob]).not.toEqual(again);
        scene.receive(again[0]!, aliveMessage('ann.A', { incNum: 1n, seqNum: 2n }));
        scene.receive(again[1]!, aliveMessage('bob.A', { incNum: 2n, seqNum: 1n }));
      },
      { parameters: dying },
    );
    expect(value('fabric_gossip_deaths_total')).toBe(3);
    expect(value('fabric_gossip_false_deaths_total')).toBe(1);
    expect(value('fabric_gossip_members{state="alive"}')).toBe(2);
    expect(value('fabric_gossip_members{state="dead"}')).toBe(1);
  });
});

describe('metrics: rejections', () => {
  it('OBSV-8: name clause, type, sender and author', async () => {
    const { value } = await measured((scene) => {
      const link = scene.connect('eve.B');
      scene.receive(link, aliveMessage('ann.A', { signer: 'eve.B' }));
    });
    const labels = `clause="MEMB-D7",type="aliveMsg",sender="${pkiOf('eve.B')}",author="${pkiOf('ann.A')}"`;
    expect(value(`fabric_gossip_rejected_total{${labels}}`)).toBe(1);
  });
  it('OBSV-9, OBSV-I1: beyond the limit they are counted under `other`', async () => {
    const { value, series } = await measured(
      (scene) => {
        const link = scene.connect('eve.B');
        for (const author of ['ann.A', 'bob.A', 'cat.A', 'dan.A', 'ann.A'])
          scene.receive(link, aliveMessage(author, { signer: 'eve.B' }));
      },
      { parameters: { metricSeriesMax: 2 } },
    );
    const rejected = [...series.keys()].filter((name) => name.startsWith('fabric_gossip_rejected'));
    expect(rejected).toHaveLength(3);
    const other = 'clause="MEMB-D7",type="aliveMsg",sender="other",author="other"';
    expect(value(`fabric_gossip_rejected_total{${other}}`)).toBe(2);
  });
});

describe('metrics: looking on', () => {
  it('OBSV-2, OBSV-I2: a peer that is looked upon does the same', async () => {
    const { scene, effects } = await measured(
      (played) => {
        played.join('ch1', 'AB');
        const link = played.member(LOWER);
        played.receive(link, stateInfo(LOWER));
        played.receive(link, push(played.chainOf('ch1').append(), 1n));
        played.receive(link, UNDECODABLE);
        played.advance(20_000);
      },
      { leadership: 'election' },
    );
    const said = (all: typeof effects) =>
      all.map((effect) =>
        effect.type === 'envelope.send' ? [effect.link, [...effect.signed.bytes]] : effect,
      );
    const alone = createPeer(
      channelScene({}, { leadership: 'election' }).peer.config as PeerOptions,
    );
    const { choose } = createPlainChoose();
    const unwatched = scene.inputs.flatMap(({ input, atMs }) => step(alone, input, atMs, choose));
    expect(said(effects)).toEqual(said(unwatched));
    expect(effects.length).toBeGreaterThan(50);
  });
});

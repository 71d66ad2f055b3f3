/** Election: what a peer says and decides, in time. */
import { describe, expect, it } from 'vitest';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { utf8 } from '../../support/channel-scene.js';
import { blockResponse } from '../../support/delivery-scene.js';
import {
  declaration,
  type ElectionScene,
  electionScene,
  HIGHER,
  LOWER,
} from '../../support/election-scene.js';
import { contentOf, pkiIdOfName, START_MS } from '../../support/gossip-builders.js';
import { endsIn, sentIn, tracesIn } from '../../support/scene.js';
import { crypto } from '../../support/symbolic-peers.js';

const leads = (scene: ElectionScene) => scene.entry().election.leads;
const streams = (scene: ElectionScene) =>
  scene
    .taken()
    .flatMap((effect) =>
      effect.type === 'orderer.open' || effect.type === 'orderer.close' ? [effect.type] : [],
    );
const leadershipIn = (scene: ElectionScene) =>
  sentIn(scene.taken()).filter(({ kind }) => kind === 'leadershipMsg');

/** A peer that leads 6 s after it joined, with one other channel peer that it can reach. */
function leader(other: string, options = {}) {
  const scene = electionScene(options);
  const link = scene.peerOf(other);
  scene.advance(7_050); // the declaration has been pushed
  expect(leads(scene)).toBe(true);
  scene.taken();
  return { scene, link };
}

describe('election: alone', () => {
  it('ELEC-12, ELEC-17, ELEC-18, ELEC-19: proposes after 1 s, declares after 6 s and every 5 s', () => {
    const scene = electionScene();
    scene.member(HIGHER); // live, and no channel peer: reached only once it has a StateInfo
    expect(scene.heard(5_990)).toEqual([]);
    expect(scene.heard(20)).toEqual(['6000 leads']);
    expect(leads(scene)).toBe(true);
    expect(leadershipIn(scene)).toEqual([]);
  });
  it('ELEC-17: a channel peer hears a proposal, then declarations', () => {
    const scene = electionScene();
    scene.peerOf(HIGHER);
    // The view grew after the first sample: settled at the second.
    expect(scene.heard(17_100)).toEqual([
      '2010 proposal',
      '7000 leads',
      '7010 declaration',
      '12010 declaration',
      '17010 declaration',
    ]);
  });
  it('ELEC-17: peers of another organisation are not of the view', () => {
    const scene = electionScene();
    scene.peerOf('eve.B');
    expect(scene.heard(6_100)).toEqual(['6000 leads']);
  });
  it('ELEC-17: a view that keeps growing is waited for 15 s at most', () => {
    const scene = electionScene({ parameters: { startupGracePeriod: 3_000 } });
    for (const name of [HIGHER, LOWER, 'ann.A', 'dan.A']) {
      scene.peerOf(name);
      expect(leadershipIn(scene)).toEqual([]);
      scene.advance(name === 'ann.A' ? 1_010 : 990);
    }
    expect(leadershipIn(scene)).not.toEqual([]);
  });
  it('ELEC-25, ELEC-26, ELEC-27: leading starts delivery, ceasing stops it', () => {
    const scene = electionScene();
    const link = scene.peerOf(LOWER);
    scene.advance(6_990);
    expect(streams(scene)).toEqual([]);
    scene.advance(20);
    expect(streams(scene)).toEqual(['orderer.open']);
    scene.declare(link, LOWER);
    expect(streams(scene)).toEqual(['orderer.close']);
  });
});

describe('election: own messages', () => {
  it('ELEC-1 to ELEC-4: fields, tag, channel, nonce and signature', () => {
    const { scene } = leader(HIGHER);
    scene.advance(5_010);
    const [sent] = leadershipIn(scene);
    const { message, envelope } = sent!.message;
    expect(message).toMatchObject({ tag: Tag.CHAN_AND_ORG, nonce: 0n, channel: utf8('ch1') });
    expect(contentOf(sent!.message, 'leadershipMsg')).toMatchObject({
      pkiId: pkiIdOfName('self.A'),
      isDeclaration: true,
      timestamp: { incNum: BigInt(START_MS) * 1_000_000n },
    });
    const { publicKey } = crypto.signerOf('self.A');
    expect(crypto.verify(publicKey, envelope.payload, envelope.signature)).toBe(true);
  });
  it('ELEC-1: the PKI-ID is our own', () => {
    const { scene } = leader(HIGHER);
    scene.advance(5_010);
    const { pkiId } = contentOf(leadershipIn(scene)[0]!.message, 'leadershipMsg');
    expect(pkiId).toEqual(pkiIdOfName('self.A'));
  });
  it('ELEC-2, ELEC-3: one sequence for proposals and declarations, from 1', () => {
    const scene = electionScene();
    scene.peerOf(HIGHER);
    scene.taken();
    scene.advance(17_100);
    const numbers = leadershipIn(scene).map(({ message }) => {
      const { timestamp, isDeclaration } = contentOf(message, 'leadershipMsg');
      return [timestamp!.incNum, timestamp!.seqNum, isDeclaration];
    });
    const began = BigInt(START_MS) * 1_000_000n;
    expect(numbers).toEqual([
      [began, 1n, false],
      [began, 2n, true],
      [began, 3n, true],
      [began, 4n, true],
    ]);
  });
  it('ELEC-4: reaches channel peers of our organisation only', () => {
    const scene = electionScene();
    const ours = scene.peerOf(HIGHER);
    scene.peerOf('eve.B');
    scene.member('ann.A');
    scene.taken();
    scene.advance(8_000);
    expect(new Set(leadershipIn(scene).map(({ link }) => link))).toEqual(new Set([ours]));
  });
  it('ELEC-5: what others say is not forwarded', () => {
    const scene = electionScene({ leadership: 'none' });
    const link = scene.peerOf(LOWER);
    scene.peerOf(HIGHER);
    scene.taken();
    scene.declare(link, LOWER);
    scene.propose(link, LOWER);
    scene.advance(60_000);
    expect(leadershipIn(scene)).toEqual([]);
  });
});

describe('election: among others', () => {
  it('ELEC-18: a lower proposal makes it give up; without more it leads one cycle later', () => {
    const scene = electionScene();
    const link = scene.peerOf(LOWER);
    scene.advance(3_000);
    scene.propose(link, LOWER);
    // Given up at 7 s, a window of 10 s, and an election of 5 s.
    expect(scene.heard(20_000)).toEqual(['17010 proposal', '22000 leads', '22010 declaration']);
  });
  it('ELEC-18: a higher proposal does not', () => {
    const scene = electionScene();
    const link = scene.peerOf(HIGHER);
    scene.advance(3_000);
    scene.propose(link, HIGHER);
    expect(scene.heard(5_000)).toContain('7000 leads');
  });
  it('ELEC-18: a proposal counts even if who made it has died since', () => {
    const scene = electionScene();
    const link = scene.peerOf(LOWER);
    scene.propose(link, LOWER);
    scene.feed({ type: 'stream.ended', link, status: 'UNKNOWN' });
    scene.advance(9_000);
    expect(leads(scene)).toBe(false);
  });
  it('ELEC-21: ceases at a lower declaration and stays quiet while more come within 10 s', () => {
    const { scene, link } = leader(LOWER);
    scene.declare(link, LOWER);
    expect(leads(scene)).toBe(false);
    for (let i = 0; i < 6; i += 1) {
      expect(scene.heard(9_000)).toEqual([]);
      scene.declare(link, LOWER);
    }
  });
  it('ELEC-20: answers each declaration of a higher peer at once, and stays leader', () => {
    const { scene, link } = leader(HIGHER);
    for (let i = 0; i < 5; i += 1) {
      scene.declare(link, HIGHER);
      expect(scene.heard(100)).toEqual([`${7_060 + 100 * i} declaration`]);
    }
    expect(leads(scene)).toBe(true);
    // The next of its own accord is 5 s after the last.
    expect(scene.heard(4_900)).toEqual([]);
    expect(scene.heard(20)).toEqual(['12460 declaration']);
  });
  it.each([100, 3_000, 9_900])(
    'ELEC-22: proposes 10 to 20 s after the last declaration (%i ms into a window)',
    (into) => {
      const { scene, link } = leader(LOWER);
      scene.declare(link, LOWER);
      scene.advance(10_000 + into);
      // Without a declaration a window has ended by now and an election is on: it gives way to this one.
      scene.declare(link, LOWER);
      const last = scene.now() - START_MS;
      const heard = scene.heard(30_000);
      const [proposed, led] = heard.map((line) => Number(line.split(' ')[0]) - last);
      expect(heard.map((line) => line.split(' ')[1]).slice(0, 3)).toEqual([
        'proposal',
        'leads',
        'declaration',
      ]);
      expect(proposed).toBeGreaterThanOrEqual(10_000);
      expect(proposed).toBeLessThanOrEqual(20_010);
      expect(led! - proposed!).toBe(4_990);
    },
  );
  it('ELEC-I4: a declaration of another organisation deposes nobody', () => {
    const { scene, link } = leader(LOWER);
    const foreign = scene.peerOf('eve.B'); // lower than self.A
    scene.declare(foreign, 'eve.B');
    scene.receive(foreign, declaration(LOWER, { seqNum: 50n }));
    scene.receive(link, declaration('eve.B', { seqNum: 51n }));
    expect(leads(scene)).toBe(true);
    scene.declare(link, LOWER);
    expect(leads(scene)).toBe(false);
  });
  it('ELEC-I5: a replayed declaration deposes nobody', () => {
    const scene = electionScene();
    const link = scene.peerOf(LOWER);
    const old = declaration(LOWER, { seqNum: 1n });
    scene.receive(link, old);
    scene.advance(30_000); // it follows, elects, and leads
    expect(leads(scene)).toBe(true);
    scene.receive(link, old);
    expect(leads(scene)).toBe(true);
    scene.receive(link, declaration(LOWER, { seqNum: 2n }));
    expect(leads(scene)).toBe(false);
  });
  it('ELEC-10: a declaration of a lower peer is effective whoever of ours relays it', () => {
    const { scene } = leader(LOWER);
    const relay = scene.peerOf('dan.A');
    scene.declare(relay, LOWER);
    expect(leads(scene)).toBe(false);
  });
});

describe('election: yielding', () => {
  const impatient = { parameters: { reconnectTotalTimeThreshold: 50 } };

  it('ELEC-23, ELEC-24: gives way, and stands again after the rest of its interval and 60 s', () => {
    const { scene } = leader(HIGHER, impatient);
    const stream = scene.entry().delivery.stream;
    scene.advance(950);
    scene.feed({ type: 'orderer.ended', channel: 'ch1', stream, reason: 'gone' });
    expect(leads(scene)).toBe(false);
    // Led at 7 s, gave way at 8 s; its interval ends at 12 s.
    expect(scene.heard(63_990)).toEqual([]);
    expect(scene.heard(5_100)).toEqual(['72010 proposal', '77000 leads', '77010 declaration']);
  });
  it('ELEC-23: asks for no stream while it yields', () => {
    const { scene } = leader(HIGHER, impatient);
    const { stream } = scene.entry().delivery;
    scene.feed({ type: 'orderer.ended', channel: 'ch1', stream, reason: 'gone' });
    expect(streams(scene)).toEqual([]);
    scene.advance(60_000);
    expect(streams(scene)).toEqual([]);
  });
  it('ELEC-24: a declaration of another ends it', () => {
    const { scene, link } = leader(HIGHER, impatient);
    const { stream } = scene.entry().delivery;
    scene.feed({ type: 'orderer.ended', channel: 'ch1', stream, reason: 'gone' });
    scene.advance(10_000);
    scene.declare(link, HIGHER);
    // Its interval ended at 12 s. The window that ends at 22 s had it, the one that ends at 32 s has none.
    expect(scene.heard(19_000)).toEqual(['32010 proposal']);
  });
});

describe('election: modes', () => {
  it('ELEC-13, ELEC-14: a static leader fetches at once and says nothing', () => {
    const scene = electionScene({ leadership: 'static' });
    scene.peerOf(HIGHER);
    expect(scene.joined.map(({ type }) => type)).toContain('orderer.open');
    expect(scene.heard(60_000)).toEqual([]);
  });
  it('ELEC-11, ELEC-13: a static leader is not deposed', () => {
    const scene = electionScene({ leadership: 'static' });
    const link = scene.peerOf(LOWER);
    scene.taken();
    scene.declare(link, LOWER);
    const effects = scene.taken();
    expect(tracesIn(effects, 'step')).toEqual([]);
    expect(effects.map(({ type }) => type)).toEqual(['report']);
    expect(scene.entry().election.heard.size).toBe(1);
  });
  it('ELEC-11, ELEC-14: a peer without a leader of its own does nothing', () => {
    const scene = electionScene({ leadership: 'none' });
    scene.peerOf(HIGHER);
    expect(scene.joined.map(({ type }) => type)).not.toContain('orderer.open');
    expect(scene.heard(60_000)).toEqual([]);
    expect(scene.timers.has('election/ch1/membershipSampleInterval')).toBe(false);
  });
  it('ELEC-16: who leaves the channel ceases to lead and stands no more', () => {
    const { scene } = leader(HIGHER);
    scene.feed({ type: 'channel.leave', channel: 'ch1' });
    expect(streams(scene)).toEqual(['orderer.close']);
    expect(scene.heard(120_000)).toEqual([]);
  });
  it.each(['election', 'static'] as const)(
    'ELEC-28: who cannot commit blocks fetches none (%s)',
    (leadership) => {
      const scene = electionScene({ leadership });
      scene.peerOf(HIGHER);
      scene.advance(8_000);
      const { stream } = scene.entry().delivery;
      scene.feed({ type: 'orderer.opened', channel: 'ch1', stream });
      const bytes = blockResponse(scene.chainOf('ch1').append());
      scene.feed({ type: 'orderer.received', channel: 'ch1', stream, bytes });
      scene.taken();
      scene.feed({ type: 'commit.failed', channel: 'ch1', number: 1n, reason: 'disk full' });
      expect(streams(scene)).toEqual(['orderer.close']);
      expect(scene.heard(60_000)).toEqual([]);
    },
  );
  it('ELEC-16: a static leader that leaves stops fetching', () => {
    const scene = electionScene({ leadership: 'static' });
    scene.taken();
    scene.feed({ type: 'channel.leave', channel: 'ch1' });
    expect(streams(scene)).toEqual(['orderer.close']);
  });
  it('DELV-21: a leader that shuts down closes its stream', () => {
    const { scene } = leader(HIGHER);
    const effects = scene.feed({ type: 'stop' });
    expect(effects.map(({ type }) => type)).toContain('orderer.close');
    expect(endsIn(effects)).not.toEqual([]);
  });
});

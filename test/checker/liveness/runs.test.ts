/** Endless runs of models: what holds under fairness, what does not, and what bounds keep from being said. */
import { describe, expect, it } from 'vitest';
import { exploreRuns, type RunBounds } from '../../../src/checker/liveness/runs.js';
import { machineModel } from '../../../src/checker/machines/machine-model.js';
import type { Model } from '../../../src/checker/model.js';
import { handshake } from '../../../src/checker/models/handshake.js';
import { textbookElection } from '../../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../../src/checker/models/two-phase-commit.js';
import type { PeerStep } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { reduced } from '../../../src/checker/reduce/reduced.js';
import { step } from '../../../src/peer/peer.js';
import { successorsOf } from '../../support/orbits.js';
import { splitVote } from '../../support/split-vote.js';

function judge(model: Model, bounds: RunBounds = {}) {
  const exploration = exploreRuns(model, bounds);
  while (exploration.advance(1_000));
  return exploration.judge();
}
const verdictsOf = (model: Model, bounds?: RunBounds) =>
  judge(model, bounds).map(({ verdict, why }) =>
    why === undefined ? verdict : `${verdict}: ${why}`,
  );

describe('two-phase commit', () => {
  it('CHEK-72: comes to a decision, if what can happen does in the end', () => {
    expect(verdictsOf(machineModel(twoPhaseCommit(4)))).toEqual(['holds']);
  });

  it('CHEK-71, CHEK-72: may stop anywhere if nothing has to happen', () => {
    const [one] = judge(machineModel(twoPhaseCommit(4)), { isFair: false });
    expect(one).toMatchObject({ verdict: 'violated', run: { loop: [] } });
    expect(one!.run!.stem).toHaveLength(1);
  });

  it('CHEK-70: is judged on all its states, and not at all once it is reduced', () => {
    const model = machineModel(twoPhaseCommit(3));
    const exploration = exploreRuns(model);
    while (exploration.advance(100));
    expect(exploration.distinct).toBe(288);
    expect(judge(reduced(model).model)).toEqual([]);
  });

  it('CHEK-77: nothing is claimed of what was not met', () => {
    expect(verdictsOf(machineModel(twoPhaseCommit(4)), { states: 50 })).toEqual(['open: states']);
  });
});

describe('a step that changes nothing', () => {
  it('CHEK-71: does not free a peer from what it has to do', () => {
    // In 0 the peer may look about, which leaves it there, or go on to 1: both are of one class.
    const model: Model = {
      name: 'looking about',
      width: 1,
      initial: [new Int32Array(1)],
      expand(state, next, visit) {
        if (state[0] !== 0) return;
        visit();
        next[0] = 1;
        visit();
        next[0] = 0;
      },
      properties: [],
      runProperties: [
        { id: 'goes', kind: 'eventually', about: 'is at 1', holds: (state) => state[0] === 1 },
      ],
      fairness: { classOf: () => 0, nameOf: () => 'the peer', isCut: () => false },
      label: () => 'a step',
      describe: (state) => [state.join()],
    };
    expect(verdictsOf(model)).toEqual(['holds']);
  });
});

describe('elections of machines', () => {
  it('CHEK-75: one with bounded terms is open: it may run out of them', () => {
    expect(verdictsOf(machineModel(textbookElection(2)))).toEqual(['open: bounds']);
  });

  it('CHEK-76: two that stand at the same time refuse each other for ever: a loop that is fair', () => {
    const model = machineModel(splitVote(2));
    const [{ verdict, run }] = judge(model) as [ReturnType<typeof judge>[number]];
    expect(verdict).toBe('violated');
    const path = [...run!.stem, ...run!.loop];
    for (const [i, { state }] of path.entries())
      if (i > 0) expect(successorsOf(model, path[i - 1]!.state)).toContain(state.join());
    expect(path.at(-1)!.state).toEqual(run!.stem.at(-1)!.state);
    // Each stands, is asked while it does, and gives up; over and over.
    const labels = run!.loop.map(({ label }) => label);
    for (const peer of ['p0', 'p1']) {
      expect(
        labels.filter((label) => label === `${peer} sees {"type":"patience.ended"}`),
      ).toHaveLength(2);
      expect(
        labels.some((label) => label.startsWith(`${peer} receives {"type":"vote.asked"`)),
      ).toBe(true);
    }
    for (const { state } of path) expect(model.runProperties![0]!.holds(state)).toBe(false);
  });
});

describe('two peers that dial each other', () => {
  it('CHEK-75: with one timer each it is open whether a handshake ends', () => {
    expect(verdictsOf(peerModel(handshake('fabric-3.1')))).toEqual([
      'open: bounds',
      'open: bounds',
    ]);
  });

  it.each(['fabric-3.1', 'hardened'] as const)(
    'CHEK-73, CHEK-74: with all their timers every handshake ends, and both agree, in %s',
    (profile) => {
      const network = handshake(profile, Number.POSITIVE_INFINITY);
      expect(verdictsOf(peerModel(network))).toEqual(['holds', 'holds']);
    },
  );

  it('CHEK-76: a peer whose wait for the handshake never ends is found out', () => {
    const patient: PeerStep = (peer, input, atMs, choose) => {
      const effects = step(peer, input, atMs, choose);
      for (const timer of [...peer.state.timers.keys()])
        if (timer.endsWith('handshakeWait')) peer.state.timers.delete(timer);
      return effects;
    };
    const right = handshake('fabric-3.1', Number.POSITIVE_INFINITY);
    const peers = right.peers.map((part, peer) => (peer === 0 ? { ...part, step: patient } : part));
    const budget = { timers: Number.POSITIVE_INFINITY, losses: 1 };
    const [settles] = judge(peerModel({ ...right, peers, budget }));
    expect(settles).toMatchObject({ property: { id: 'settles' }, verdict: 'violated' });
    expect(settles!.run!.stem.some(({ label }) => label.includes('loses conn'))).toBe(true);
  });
});

/** Endless runs of models: what holds under fairness, what does not, and what bounds keep from being said. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { exploreRuns, type Fairly, type RunBounds } from '../../../src/checker/liveness/runs.js';
import { machineModel } from '../../../src/checker/machines/machine-model.js';
import type { Event } from '../../../src/checker/machines/step.js';
import type { Model } from '../../../src/checker/model.js';
import { electionMachines } from '../../../src/checker/models/election-machines.js';
import { handshake } from '../../../src/checker/models/handshake.js';
import { models } from '../../../src/checker/models/registry.js';
import { textbookElection } from '../../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../../src/checker/models/two-phase-commit.js';
import type { PeerStep } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { reduced } from '../../../src/checker/reduce/reduced.js';
import { isOpen } from '../../../src/peer/links.js';
import { step } from '../../../src/peer/peer.js';
import { runRows } from '../../../tools/models-table.js';
import { successorsOf } from '../../support/orbits.js';
import { splitVote } from '../../support/split-vote.js';

function judge(model: Model, { fairness, ...bounds }: RunBounds & Fairly = {}) {
  const exploration = exploreRuns(model, bounds);
  while (exploration.advance(1_000));
  return exploration.judge(fairness === undefined ? {} : { fairness });
}
const verdictsOf = (model: Model, bounds?: RunBounds & Fairly) =>
  judge(model, bounds).map(({ verdict, why }) =>
    why === undefined ? verdict : `${verdict}: ${why}`,
  );

describe('the table of endless runs', () => {
  const rows = runRows(readFileSync('spec/17-checker.md', 'utf8'));
  const named = [...new Set(rows.map(({ model, size }) => `${model} ${size ?? ''}`.trim()))];

  it('CHEK-73: names every model that has such properties', () => {
    const having = models.filter(({ sized, make }) => {
      const { runProperties = [] } = make(sized?.min ?? 0);
      return runProperties.length > 0;
    });
    expect(new Set(named.map((one) => one.split(' ')[0]))).toEqual(
      new Set(having.map(({ name }) => name)),
    );
  });

  /** The others are the same with fewer timers, and more states: npm run check:models. */
  const small = named.filter((one) => !/^handshake(-hardened)?$/.test(one));
  it.each(small)('CHEK-73, CHEK-74, CHEK-75, CHEK-105: %s has its verdicts', (one) => {
    const [name, size] = one.split(' ');
    const model = models.find((entry) => entry.name === name)!.make(Number(size ?? 0));
    const exploration = exploreRuns(model);
    while (exploration.advance(1_000));
    const unfair = exploration.judge({ fairness: 'none' });
    const found = exploration.judge().map(({ property: { id, kind }, verdict }, at) => {
      return [id, kind, verdict, unfair[at]!.verdict];
    });
    const pinned = rows
      .filter((row) => row.model === name && row.size === (size && Number(size)))
      .map(({ property, kind, verdict, unfair }) => [property, kind, verdict, unfair]);
    expect(found).toEqual(pinned);
    const strong = exploration.judge({ fairness: 'strong' });
    expect(strong.map(({ verdict }) => verdict)).toEqual(found.map(([, , verdict]) => verdict));
  });
});

describe('a door that opens and closes for ever', () => {
  const door = createMachine({
    initial: 'closed',
    states: {
      closed: { on: { turn: 'open' } },
      open: { on: { turn: 'closed', enter: 'inside' } },
      inside: {},
    },
  });
  const model = machineModel({
    name: 'door',
    actors: [{ name: 'guest', machine: door, happenings: [{ type: 'turn' }, { type: 'enter' }] }],
    network: 'taken',
    properties: [],
    runProperties: [
      {
        id: 'enters',
        kind: 'eventually',
        about: 'the guest is inside',
        factOf: ({ value }) => (value === 'inside' ? 1 : 0),
        holds: ([fact]) => fact === 1,
      },
    ],
  });

  it('CHEK-105: lets a guest in if what is possible again and again is done, and else need not', () => {
    const [weak] = judge(model);
    expect(weak).toMatchObject({ verdict: 'violated' });
    expect(weak!.run!.loop.map(({ label }) => label)).toHaveLength(2);
    expect(verdictsOf(model, { fairness: 'strong' })).toEqual(['holds']);
  });
});

describe('two-phase commit', () => {
  it('CHEK-72: comes to a decision, if what can happen does in the end', () => {
    expect(verdictsOf(machineModel(twoPhaseCommit(4)))).toEqual(['holds']);
  });

  it('CHEK-71, CHEK-72: may stop anywhere if nothing has to happen', () => {
    const [one] = judge(machineModel(twoPhaseCommit(4)), { fairness: 'none' });
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

describe('the election machines', () => {
  it.each([2, 3])('CHEK-74: of %i peers come to one leader, if messages are in time', (size) => {
    expect(verdictsOf(machineModel(electionMachines(size, true)))).toEqual(['holds']);
  });

  it('CHEK-74, CHEK-76: change the lead for ever, if messages may be late', () => {
    const model = machineModel(electionMachines(2, false));
    const [one] = judge(model);
    expect(one!.verdict).toBe('violated');
    const labels = one!.run!.loop.map(({ label }) => label);
    // A window ends before the declaration comes that it waits for; the machine stands, and leads.
    expect(labels.some((label) => label.includes('leaderAliveThreshold'))).toBe(true);
    expect(labels.some((label) => label.includes('leaderElectionDuration'))).toBe(true);
  });

  it('CHEK-74: that all defer to all others are found out', () => {
    const right = electionMachines(2, true);
    // Each takes the other for the lower one, whose turn it is.
    const polite = right.actors.map((actor) => ({
      ...actor,
      says: (emitted: Event) =>
        actor.says!(emitted).map((sent) =>
          sent.message.type === 'view.sampled' ? sent : { ...sent, message: lower(sent.message) },
        ),
    }));
    expect(verdictsOf(machineModel({ ...right, actors: polite }))).toEqual(['violated']);
  });
});

const lower = (message: Event): Event => ({ ...message, author: 'lower' }) as Event;

describe('two peers that dial each other', () => {
  it('CHEK-75: with one timer each it is open whether a handshake ends', () => {
    expect(verdictsOf(peerModel(handshake('fabric-3.1')))).toEqual([
      'open: bounds',
      'open: bounds',
    ]);
  });

  it.each([
    ['fabric-3.1', 'violated'],
    ['hardened', 'holds'],
  ] as const)(
    'CHEK-74: who counts links that were severed, agrees in %s: %s',
    (profile, verdict) => {
      const model = peerModel({
        ...handshake(profile, Number.POSITIVE_INFINITY),
        budget: { timers: Number.POSITIVE_INFINITY },
        runProperties: [
          {
            id: 'agrees',
            kind: 'eventually-always',
            about: 'both have a link, or neither has',
            factOf: (state) => [...(state?.links.values() ?? [])].filter(isOpen).length,
            holds: ([one, other]) => one! > 0 === other! > 0,
          },
        ],
      });
      const [agrees] = judge(model);
      expect(agrees!.verdict).toBe(verdict);
      if (agrees!.run)
        expect([agrees!.run.stem.length, agrees!.run.loop.length]).toEqual([1 + 6, 0]);
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

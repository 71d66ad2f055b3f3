/**
 * Networks of whole peers: counted a second way, with the counts of the chapter's table, and with peers that are
 * broken on purpose.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../src/checker/explore.js';
import { election } from '../../src/checker/models/election.js';
import { handshake } from '../../src/checker/models/handshake.js';
import { models } from '../../src/checker/models/registry.js';
import type { PeerNetwork, PeerStep } from '../../src/checker/peers/network.js';
import { peerModel } from '../../src/checker/peers/peer-model.js';
import { step } from '../../src/peer/peer.js';
import { isIn } from '../../src/peer/run.js';
import { modelRows } from '../../tools/models-table.js';
import { brokenPeers } from '../support/broken-peers.js';
import { countNaively } from '../support/naive-peers.js';

function explore(network: PeerNetwork) {
  const model = peerModel(network);
  const exploration = createExploration(model);
  while (exploration.advance(10_000));
  const verdicts = exploration.judgements.map(
    ({ property, verdict }) => `${verdict} ${property.id}`,
  );
  return { ...exploration.summary, verdicts, exploration, model };
}

/** With this peer in the place of the first. */
const withFirst = (network: PeerNetwork, broken: PeerStep): PeerNetwork => ({
  ...network,
  peers: network.peers.map((part, peer) => (peer === 0 ? { ...part, step: broken } : part)),
});

describe('a network of peers', () => {
  it.each([
    ['two that dial', 2, { timers: 0 }],
    ['one that dials, with a crash and a return', 1, { timers: 1, crashes: 1, restarts: 1 }],
    [
      'one that dials, with a crash, and a cut that heals',
      1,
      { timers: 1, crashes: 1, cuts: 1, heals: 1 },
    ],
  ])(
    'CHEK-20, CHEK-22, CHEK-109 to CHEK-111: has as many states as a naive count finds: %s',
    (_, dialling, budget) => {
      const whole = handshake(dialling === 2 ? 'fabric-3.1' : 'hardened');
      const peers = whole.peers.map((part, peer) =>
        peer < dialling ? part : { ...part, commands: [] },
      );
      const network = { ...whole, aside: ['p1.A'], interchangeable: [], peers, budget };
      const { generated, distinct } = explore(network);
      expect(distinct).toBeGreaterThan(100);
      expect({ generated, distinct }).toEqual(countNaively(network));
    },
  );

  it('CHEK-21, CHEK-28: two explorations of one model are the same', () => {
    const small = () => explore({ ...handshake('fabric-3.1'), budget: { timers: 1, losses: 1 } });
    const [one, two] = [small(), small()];
    expect(one.verdicts).toEqual(two.verdicts);
    const last = one.distinct - 1;
    const labels = ({ exploration }: typeof one) =>
      exploration.pathTo(last).map(({ label }) => label);
    expect(labels(one)).toEqual(labels(two));
    expect([one.generated, one.distinct, one.depth]).toEqual([
      two.generated,
      two.distinct,
      two.depth,
    ]);
  });

  it('CHEK-24: a timer that the model does not let fire never fires', () => {
    const network = { ...handshake('fabric-3.1'), timers: () => false };
    const { distinct } = explore({ ...network, budget: { timers: 5 } });
    expect(distinct).toBe(explore({ ...network, budget: { timers: 0 } }).distinct);
  });

  it('CHEK-25: each unit of a budget adds states, none adds nothing', () => {
    const base = { timers: 0 };
    const sizeWith = (budget: PeerNetwork['budget']) =>
      explore({ ...handshake('fabric-3.1'), budget }).distinct;
    const least = sizeWith(base);
    for (const more of [{ timers: 1 }, { losses: 1 }, { duplicates: 1 }, { crashes: 1 }])
      expect(sizeWith({ ...base, ...more })).toBeGreaterThan(least);
    expect(sizeWith({ ...base, restarts: 1 })).toBe(least);
  });

  it('CHEK-27: elections of two lead, yield and follow', () => {
    const { verdicts, ended } = explore(election(2, 'fabric-3.1', { timers: 4 }));
    expect(ended).toBe('all');
    expect(verdicts.every((verdict) => verdict.startsWith('holds'))).toBe(true);
  });
});

describe('the table of models', () => {
  const rows = modelRows(readFileSync('spec/17-checker.md', 'utf8'));

  it('CHEK-11: names every model, and each with its properties', () => {
    expect(new Set(rows.map(({ model }) => model))).toEqual(
      new Set(models.map(({ name }) => name)),
    );
    for (const { model, size, always, sometimes } of rows) {
      const { properties } = models.find(({ name }) => name === model)!.make(size ?? 0);
      const idsOf = (kind: string) =>
        properties
          .filter((one) => one.kind === kind)
          .map(({ id }) => id)
          .join(', ');
      expect([model, idsOf('always'), idsOf('sometimes')]).toEqual([model, always, sometimes]);
    }
  });

  const isSmall = ({ distinct }: (typeof rows)[number]): boolean => distinct < 50_000;
  const modelOf = ({ model, size }: (typeof rows)[number]) =>
    models.find(({ name }) => name === model)!.make(size ?? 0);
  const small = rows.filter(isSmall);
  it.each(small.map((row) => [row.model, row] as const))(
    'CHEK-11: %s has its pinned counts',
    (_, row) => {
      const { generated, distinct, depth } = row;
      const exploration = createExploration(modelOf(row));
      while (exploration.advance(10_000));
      expect(exploration.summary).toMatchObject({ generated, distinct, depth, ended: 'all' });
      expect(exploration.judgements.map(({ verdict }) => verdict)).not.toContain('violated');
    },
  );

  /** The whole is explored by whoever changes a model: npm run check:models. */
  const large = rows.filter((row) => !isSmall(row));
  it.each(large.map((row) => [`${row.model} ${row.size ?? ''}`, row] as const))(
    'CHEK-8: nothing is violated in the first 20,000 states of %s',
    (_, row) => {
      const exploration = createExploration(modelOf(row), { states: 20_000 });
      while (exploration.advance(10_000));
      expect(exploration.summary.ended).toBe('states');
      expect(exploration.summary.distinct).toBeLessThan(row.distinct);
      expect(exploration.judgements.map(({ verdict }) => verdict)).not.toContain('violated');
    },
  );
});

/** Takes whoever is at the other end for somebody else. */
const mistakes: PeerStep = (peer, input, atMs, choose) => {
  const effects = step(peer, input, atMs, choose);
  for (const { acceptor, dialler } of peer.state.links.values()) {
    const entity = acceptor?.entity ?? dialler!.entity;
    if (entity.pkiId !== '') entity.pkiId = 'aa';
  }
  return effects;
};

describe('a peer that is broken', () => {
  it.each([
    ['LINK-I1', brokenPeers['LINK-I1']!],
    ['LINK-I2', mistakes],
  ])('CHEK-5: breaks %s by a shortest path', (id, broken) => {
    const { verdicts, exploration } = explore(withFirst(handshake('fabric-3.1'), broken));
    expect(verdicts).toContain(`violated ${id}`);
    const { witness } = exploration.judgements.find(({ verdict }) => verdict === 'violated')!;
    const path = exploration.pathTo(witness!);
    // Dialled, a stream, a handshake: a link is open after three steps of the peer and one of the other.
    expect(path.length - 1).toBe(4);
    expect(path.at(-1)!.traces!.map(({ peer }) => peer)).toContain('p1.A');
  });

  const leadsOn: PeerStep = (peer, input, atMs, choose) => {
    const before = peer.state.channels.get('ch1')?.election.instance.state;
    const effects = step(peer, input, atMs, choose);
    const instance = peer.state.channels.get('ch1')?.election.instance;
    const isLeading =
      instance !== undefined && isIn('election', { ...instance, state: before! }, 'leading');
    if (isLeading && isIn('election', instance, 'following')) instance.state = before!;
    return effects;
  };

  it('CHEK-5: leads on when a lower one declares itself, and that is found', () => {
    const right = election(2, 'fabric-3.1', { timers: 2 });
    expect(explore(right).verdicts).toContain('holds ELEC-I3');
    // Of the two, the higher PKI-ID has to cease; whichever it is.
    const verdicts = [0, 1].map((which) => {
      const peers = right.peers.map((part, peer) =>
        peer === which ? { ...part, step: leadsOn } : part,
      );
      return explore({ ...right, peers });
    });
    const found = verdicts.filter((one) => one.verdicts.includes('violated ELEC-I3'));
    expect(found).toHaveLength(1);
    const { exploration } = found[0]!;
    const witness = exploration.judgements.find(({ verdict }) => verdict === 'violated')!.witness!;
    const labels = exploration.pathTo(witness).map(({ label }) => label);
    expect(labels.filter((label) => label.includes('leaderElectionDuration'))).toHaveLength(2);
    expect(labels.length).toBeLessThan(14);
  });
});

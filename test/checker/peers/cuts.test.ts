/** Networks that are cut in two, and heal. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import { electionWithPartition } from '../../../src/checker/models/election-partition.js';
import { handshake } from '../../../src/checker/models/handshake.js';
import type { PeerNetwork } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { reduced } from '../../../src/checker/reduce/reduced.js';

const { interchangeable: _, ...two } = handshake('fabric-3.1');
/** Two that dial each other, of which the first can be cut off. */
const dialling = (budget: Partial<PeerNetwork['budget']>): PeerNetwork => ({
  ...two,
  aside: ['p1.A'],
  budget: { timers: 0, ...budget },
  properties: [],
  runProperties: [],
});

function explored(network: PeerNetwork) {
  const exploration = createExploration(peerModel(network));
  const labels = new Set<string>();
  while (exploration.advance(10_000));
  const { distinct } = exploration.summary;
  for (let state = 0; state < distinct; state += 1)
    for (const { label } of exploration.pathTo(state).slice(1)) labels.add(label);
  return { distinct, labels };
}

/** The steps of the shortest path to a state in which this holds. */
function pathTo(network: PeerNetwork, holds: PeerNetwork['properties'][number]['holds']) {
  const factOf = () => 0;
  const wanted = { id: 'wanted', kind: 'sometimes', about: 'wanted', factOf, holds } as const;
  const exploration = createExploration(peerModel({ ...network, properties: [wanted] }));
  while (exploration.advance(1_000));
  const { witness } = exploration.judgements.find(({ property }) => property.id === 'wanted')!;
  return exploration
    .pathTo(witness!)
    .slice(1)
    .map(({ label }) => label);
}

describe('a network that is cut', () => {
  it('CHEK-109: is cut and healed as often as the budget says', () => {
    const none = explored(dialling({}));
    expect([...none.labels].join()).not.toContain('cut');
    const cut = explored(dialling({ cuts: 1 }));
    const healed = explored(dialling({ cuts: 1, heals: 1 }));
    expect(cut.labels).toContain('p1.A is cut off');
    expect(cut.labels).not.toContain('p1.A can be reached again');
    expect(healed.labels).toContain('p1.A can be reached again');
    expect(none.distinct).toBeLessThan(cut.distinct);
    expect(cut.distinct).toBeLessThan(healed.distinct);
    // What was never cut does not heal.
    expect(explored(dialling({ heals: 1 })).distinct).toBe(none.distinct);
  });

  it('CHEK-109: tells properties whether it is', () => {
    const network = dialling({ cuts: 1, heals: 1 });
    expect(pathTo(network, (_facts, _isQuiet, isCut) => isCut)).toEqual(['p1.A is cut off']);
  });

  it('CHEK-109: has somebody on each side', () => {
    for (const aside of [[], ['p1.A', 'p2.A'], ['nobody']])
      expect(() => peerModel({ ...dialling({ cuts: 1 }), aside })).toThrow(RangeError);
  });

  it('CHEK-111: lets dials between the sides fail', () => {
    const { labels } = explored(dialling({ cuts: 1 }));
    expect(labels).toContain('p2.A receives dial.failed from p1.A on d1');
    expect([...explored(dialling({})).labels].join()).not.toContain('dial.failed');
  });

  it('CHEK-111: lets pings between the sides fail, and answers them after it has healed', () => {
    const model = peerModel(electionWithPartition());
    const alone = model.properties.find(({ id }) => id === 'leads-alone')!;
    const exploration = createExploration({ ...model, properties: [alone] });
    while (exploration.advance(1_000) && exploration.judgements[0]!.witness === undefined);
    const labels = exploration
      .pathTo(exploration.judgements[0]!.witness!)
      .map(({ label }) => label);
    const [pinged, healed] = ['p1.A is answered ping.answered', 'p1.A can be reached again'].map(
      (part) => labels.findIndex((label) => label.startsWith(part)),
    );
    expect(pinged).toBeGreaterThan(healed!);
  });

  it('CHEK-84, CHEK-104: is not reduced by order, nor by an exchange of its sides', () => {
    expect(peerModel({ ...dialling({ cuts: 1 }), nobodyDials: true }).independence).toBeUndefined();
    const parted = { ...dialling({ cuts: 1 }), interchangeable: ['p1.A', 'p2.A'] };
    expect(() => peerModel(parted)).toThrow(/CHEK-104/);
  });

  it('CHEK-102: has the verdicts of the whole where it is reduced', () => {
    const model = peerModel(electionWithPartition());
    const verdictsOf = (one: typeof model) => {
      const exploration = createExploration(one);
      while (exploration.advance(10_000));
      expect(exploration.summary.ended).toBe('all');
      return exploration.judgements.map(({ property, verdict }) => [property.id, verdict]);
    };
    expect(verdictsOf(reduced(model).model as typeof model)).toEqual(verdictsOf(model));
  });
});

/** Each property of each model of peers can fail: there is a fault for it, and a short path that shows it. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../src/checker/explore.js';
import { exploreRuns } from '../../src/checker/liveness/runs.js';
import { models } from '../../src/checker/models/registry.js';
import type { PeerNetwork } from '../../src/checker/peers/network.js';
import { peerModel } from '../../src/checker/peers/peer-model.js';
import { faultOf, faults } from '../support/model-faults.js';

/** The models as they stand in the table of the chapter, and no smaller: what never fires there, breaks nothing. */
const networks = new Map<string, PeerNetwork>(
  models.flatMap(({ name, sized, network }) =>
    network === undefined ? [] : [[name, network(sized?.default ?? 0)] as const],
  ),
);
const ofStates = ({ properties }: PeerNetwork) => [...properties.map(({ id }) => id), 'SYS-I3'];
const ofRuns = ({ runProperties = [] }: PeerNetwork) => runProperties.map(({ id }) => id);
const pairsOf = (idsOf: (network: PeerNetwork) => readonly string[]) =>
  [...networks].flatMap(([model, network]) => idsOf(network).map((id) => [model, id] as const));
const planted = (model: string, id: string): PeerNetwork =>
  faultOf(model, id)!(networks.get(model)!);

/** The longest of the shortest paths to what is broken. */
const STEPS_MAX = 16;
/** Begins with who does something. */
const LABEL = /^(p\d|[fl])\.[ABC] /;

describe('a fault in a model', () => {
  it.each(pairsOf(ofStates))('CHEK-5, CHEK-7, CHEK-36: %s: breaks %s', (name, id) => {
    const faulty = planted(name, id);
    // Alone, so that nothing else ends the exploration before.
    const properties = faulty.properties.filter((property) => property.id === id);
    const model = peerModel({ ...faulty, properties });
    const exploration = createExploration(model);
    while (exploration.advance(10_000));
    const broken = exploration.judgements.find(({ property }) => property.id === id)!;
    expect(broken.verdict).toBe('violated');
    if (broken.property.kind === 'sometimes') {
      expect(exploration.summary.ended).toBe('all');
      return;
    }
    const path = exploration.pathTo(broken.witness!);
    expect(path.length).toBeLessThanOrEqual(STEPS_MAX);
    for (const { label } of path.slice(1)) expect(label).toMatch(LABEL);
    expect(model.describe(path.at(-1)!.state).join()).not.toContain('undefined');
  });

  // Those too that the bounds leave open where nothing is wrong: a fault does without what they cut off.
  it.each(pairsOf(ofRuns))('CHEK-73: %s: %s is broken by an endless run', (name, id) => {
    const exploration = exploreRuns(peerModel(planted(name, id)));
    while (exploration.advance(1_000));
    const broken = exploration.judge().find(({ property }) => property.id === id)!;
    expect(broken.verdict).toBe('violated');
    const { stem, loop } = broken.run!;
    expect(stem.length).toBeLessThanOrEqual(STEPS_MAX);
    for (const { label } of [...stem.slice(1), ...loop]) expect(label).toMatch(LABEL);
  });

  it('CHEK-36: there is one for each property of each model, and none for another', () => {
    const idsOf = (network: PeerNetwork) => [...ofStates(network), ...ofRuns(network)];
    const bare = pairsOf(idsOf).filter(([model, id]) => faultOf(model, id) === undefined);
    expect(bare).toEqual([]);
    for (const [model, own] of Object.entries(faults))
      expect(idsOf(networks.get(model)!)).toEqual(expect.arrayContaining(Object.keys(own)));
  });

  it('CHEK-36: no model of peers is left out', () => {
    // Whoever has peers to show; the others are those of machine-faults.test.ts.
    const ofPeers = models.filter(({ sized, make }) => 'view' in make(sized?.default ?? 0));
    expect([...networks.keys()]).toEqual(ofPeers.map(({ name }) => name));
  });
});

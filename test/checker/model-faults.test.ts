/** Each property of each model of peers can fail: there is a fault for it, and a short path that shows it. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../src/checker/explore.js';
import { exploreRuns } from '../../src/checker/liveness/runs.js';
import { models } from '../../src/checker/models/registry.js';
import { peerModel } from '../../src/checker/peers/peer-model.js';
import { faults, networks } from '../support/model-faults.js';

const all = Object.entries(faults).flatMap(([model, planted]) =>
  Object.keys(planted).map((id) => [model, id] as const),
);
const isOfRuns = (name: string, id: string) =>
  networks[name]!.runProperties?.some((property) => property.id === id) ?? false;
const pairs = all.filter(([name, id]) => !isOfRuns(name, id));
const runPairs = all.filter(([name, id]) => isOfRuns(name, id));

/** The longest of the shortest paths to what is broken. */
const STEPS_MAX = 16;

describe('a fault in a model', () => {
  it.each(pairs)('CHEK-5, CHEK-7, CHEK-36: %s: breaks %s', (name, id) => {
    const network = networks[name]!;
    const faulty = faults[name]![id]!(network);
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
    for (const { label } of path.slice(1)) expect(label).toMatch(/^(p\d|[fl])\.[ABC] /);
    expect(model.describe(path.at(-1)!.state).join()).not.toContain('undefined');
  });

  it.each(runPairs)('CHEK-73: %s: %s is broken by an endless run', (name, id) => {
    const exploration = exploreRuns(peerModel(faults[name]![id]!(networks[name]!)));
    while (exploration.advance(1_000));
    const broken = exploration.judge().find(({ property }) => property.id === id)!;
    expect(broken.verdict).toBe('violated');
    expect(broken.run!.stem.length).toBeLessThanOrEqual(STEPS_MAX);
  });

  it('CHEK-36: there is one for each property of each model', () => {
    const ofPeers = models.filter(({ name }) => networks[name] !== undefined);
    expect(ofPeers.map(({ name }) => name)).toEqual(expect.arrayContaining(['membership', 'pull']));
    const known = new Set(all.map(([, id]) => id));
    for (const [name, { properties }] of Object.entries(networks))
      for (const { id } of properties)
        expect(
          /^((pull|delivery)-with|membership-(of|with))/.test(name)
            ? known
            : new Set(Object.keys(faults[name]!)),
        ).toContain(id);
  });
});

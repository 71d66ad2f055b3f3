/** Each property of each model of peers can fail: there is a fault for it, and a short path that shows it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../src/checker/explore.js';
import { exploreRuns } from '../../src/checker/liveness/runs.js';
import type { PeerNetwork } from '../../src/checker/peers/network.js';
import { peerModel } from '../../src/checker/peers/peer-model.js';
import { modelRows } from '../../tools/models-table.js';
import { faults, networks } from '../support/model-faults.js';

/** Whose faults are planted in a variant too, where it has none of its own. */
const VARIANT_OF: Readonly<Record<string, string>> = {
  'handshake-endless': 'handshake',
  'election-replayed': 'election',
  'membership-of-three-with-heartbeat': 'membership',
  'membership-with-stranger': 'membership',
  'transfer-with-return': 'transfer',
  'delivery-with-pauses': 'delivery',
  'delivery-with-crash': 'delivery',
  'delivery-with-return': 'delivery',
  'pull-with-liar': 'pull',
  'pull-with-ages': 'pull',
  'pull-with-crash': 'pull',
  'pull-with-return': 'pull',
  'pull-with-return-of-holder': 'pull',
  'isolation-with-crash': 'isolation',
};
const faultOf = (model: string, id: string) =>
  faults[model]![id] ?? faults[VARIANT_OF[model] ?? model]![id];
const idsOf = ({ properties, runProperties = [] }: PeerNetwork): string[] => [
  ...properties.map(({ id }) => id),
  ...runProperties.map(({ id }) => id),
  'SYS-I3',
];
const all = Object.entries(networks).flatMap(([model, network]) =>
  idsOf(network).map((id) => [model, id] as const),
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
    const faulty = faultOf(name, id)!(network);
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
    const exploration = exploreRuns(peerModel(faultOf(name, id)!(networks[name]!)));
    while (exploration.advance(1_000));
    const broken = exploration.judge().find(({ property }) => property.id === id)!;
    expect(broken.verdict).toBe('violated');
    expect(broken.run!.stem.length).toBeLessThanOrEqual(STEPS_MAX);
  });

  it('CHEK-36: there is one for each property of each model, and none for another', () => {
    expect(all.filter(([model, id]) => faultOf(model, id) === undefined)).toEqual([]);
    for (const [model, planted] of Object.entries(faults))
      expect(idsOf(networks[model]!)).toEqual(expect.arrayContaining(Object.keys(planted)));
  });

  it('CHEK-36: every model of peers is there, or has the properties of one that is', () => {
    const table = readFileSync('spec/17-checker.md', 'utf8');
    const judged = Object.values(networks).map((network) => new Set(idsOf(network)));
    for (const { model, always, sometimes } of modelRows(table)) {
      const ids = [always, sometimes].flatMap((cell) => (cell === '' ? [] : cell.split(', ')));
      // A property of every network, and of none of machines alone (CHEK-36).
      if (!ids.includes('SYS-I3') || networks[model] !== undefined) continue;
      expect(
        judged.some((known) => ids.every((id) => known.has(id))),
        model,
      ).toBe(true);
    }
  });
});

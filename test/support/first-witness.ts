/** The path to the first state that decides a property of a model; explores no further than that. */
import { createExploration } from '../../src/checker/explore.js';
import type { Model } from '../../src/checker/model.js';
import type { Path } from '../../src/checker/path.js';

/** @throws Error if no state decides it. */
export function firstWitness(model: Model, id: string): Path {
  const exploration = createExploration(model);
  for (let goesOn = true; ; ) {
    const found = exploration.judgements.find(({ property }) => property.id === id);
    if (found?.witness !== undefined) return exploration.pathTo(found.witness);
    if (!goesOn) throw new Error(`${model.name}: no state decides ${id}`);
    goesOn = exploration.advance(100);
  }
}

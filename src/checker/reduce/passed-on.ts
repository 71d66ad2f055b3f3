/** What a reduced model has from the one that it reduces. Endless runs are not judged on it (CHEK-70). */
import type { Model } from '../model.js';

type PassedOn = Pick<Model, 'name' | 'width' | 'properties' | 'describe' | 'contentOf' | 'recheck'>;

export function passedOn(model: Model): PassedOn {
  const { name, width, properties } = model;
  return {
    name,
    width,
    properties,
    describe: (state) => model.describe(state),
    ...(model.contentOf && { contentOf: (place, value) => model.contentOf!(place, value) }),
    ...(model.recheck && { recheck: (state) => model.recheck!(state) }),
  };
}

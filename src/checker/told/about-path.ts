/** What stands before and after the steps of a path in the project's trace format, whatever takes them. */
import type { AboutTold, NoteTold } from '../../trace/told.js';
import type { Model, Property } from '../model.js';
import { FIRST_MS } from '../peers/locals.js';
import { writeSchedule } from './schedule.js';

export interface PathTold {
  /** What the path shows: a property that its last state violates. */
  readonly property?: Pick<Property, 'id' | 'about'>;
  readonly size?: number;
  /** Of an endless run: steps before its loop; what comes after them is done again and again. */
  readonly loopFrom?: number;
}

/** Time does not pass in a model; so that the steps can be told apart, each is a second after the one before. */
const STEP_MS = 1_000;
/** @param count steps so far */
export const instantAfter = (count: number): number => FIRST_MS + count * STEP_MS;

export function aboutPath(
  { name }: Pick<Model, 'name'>,
  schedule: readonly number[],
  { property, size, loopFrom }: PathTold,
): AboutTold {
  return {
    kind: 'about',
    source: 'checker',
    title: property === undefined ? name : `${name}: ${property.id}`,
    says: {
      model: name,
      ...(size !== undefined && { size: String(size) }),
      ...(property && { property: `${property.id}: ${property.about}` }),
      ...(loopFrom !== undefined && { loopFrom: String(loopFrom) }),
      steps: String(schedule.length),
      schedule: writeSchedule(schedule),
    },
  };
}

export const LOOP_BEGINS: NoteTold = {
  kind: 'note',
  what: 'note',
  text: 'from here on the run does the same steps again and again',
};

export const noteOfFailure = ({ id, about }: Pick<Property, 'id' | 'about'>): NoteTold => ({
  kind: 'note',
  what: 'failed',
  text: `${id} does not hold: ${about}`,
  clauses: [id],
});

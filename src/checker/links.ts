/**
 * How each state was first reached: the number of the state before and which of its steps it was. Six bytes a
 * state, in chunks that are never copied. Paths are made from it by doing the steps again (path.ts).
 */
export interface Links {
  readonly bytes: number;
  /** For the next state; `parent` is -1 for an initial one, `step` then its place among them. */
  push(parent: number, step: number): void;
  parentOf(number: number): number;
  stepOf(number: number): number;
  readonly chunks: LinkChunks;
  /** In one piece each, as `createLinks` takes them. */
  readonly all: { readonly parents: Int32Array; readonly steps: Uint16Array };
}

/** Each of the same length, for states in order. */
export interface LinkChunks {
  readonly parents: readonly Int32Array[];
  readonly steps: readonly Uint16Array[];
}

const CHUNK_BITS = 14;
const CHUNK = 1 << CHUNK_BITS;
const WITHIN = CHUNK - 1;
const STEPS_MAX = 0xffff;
const NONE = { parents: new Int32Array(0), steps: new Uint16Array(0) };

/** @param before links that there are already, in order */
export function createLinks(
  before: { readonly parents: Int32Array; readonly steps: Uint16Array } = NONE,
): Links {
  const parents: Int32Array[] = [];
  const steps: Uint16Array[] = [];
  let count = before.parents.length;
  for (let from = 0; from < count; from += CHUNK) {
    parents.push(new Int32Array(CHUNK));
    steps.push(new Uint16Array(CHUNK));
    parents.at(-1)!.set(before.parents.subarray(from, from + CHUNK));
    steps.at(-1)!.set(before.steps.subarray(from, from + CHUNK));
  }
  let lastParents = parents.at(-1) ?? NONE.parents;
  let lastSteps = steps.at(-1) ?? NONE.steps;
  return {
    get bytes() {
      return parents.length * CHUNK * 6;
    },
    push(parent, step) {
      if (step > STEPS_MAX) throw new RangeError(`steps of a state: at most ${STEPS_MAX + 1}`);
      const within = count & WITHIN;
      if (within === 0) {
        lastParents = new Int32Array(CHUNK);
        lastSteps = new Uint16Array(CHUNK);
        parents.push(lastParents);
        steps.push(lastSteps);
      }
      lastParents[within] = parent;
      lastSteps[within] = step;
      count += 1;
    },
    parentOf: (number) => parentIn({ parents }, number),
    stepOf: (number) => stepIn({ steps }, number),
    chunks: { parents, steps },
    get all() {
      const all = { parents: new Int32Array(count), steps: new Uint16Array(count) };
      for (let number = 0; number < count; number += 1) {
        all.parents[number] = parentIn({ parents }, number);
        all.steps[number] = stepIn({ steps }, number);
      }
      return all;
    },
  };
}

export const parentIn = ({ parents }: Pick<LinkChunks, 'parents'>, number: number): number =>
  parents[number >>> CHUNK_BITS]![number & WITHIN]!;
export const stepIn = ({ steps }: Pick<LinkChunks, 'steps'>, number: number): number =>
  steps[number >>> CHUNK_BITS]![number & WITHIN]!;

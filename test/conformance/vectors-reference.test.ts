/**
 * The reference as second oracle: a peer that is driven by `step` comes to the verdict of every vector,
 * in every profile in which it holds, and names no clause that the vector does not.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundleOf } from '../../conformance/vectors/bundle.js';
import { generateVectors } from '../../conformance/vectors/generate.js';
import {
  type SequenceVector,
  type SingleVector,
  VECTOR_KINDS,
} from '../../conformance/vectors/vector.js';
import type { Profile } from '../../src/peer/config.js';
import { judged } from '../support/vector-judge.js';
import { differences } from '../support/vector-sent.js';

const TIMEOUT_MS = 120_000;

let bundle: Bundle;
beforeAll(async () => {
  bundle = bundleOf(await generateVectors('second oracle'));
});

function difference(vector: SingleVector, profile: Profile): string | undefined {
  const { verdict, clauses, reads } = judged(bundle, vector, profile);
  const at = `${vector.id} in ${profile}`;
  if (verdict !== vector.verdict)
    return `${at}: ${verdict} (${clauses.join(', ')}) where ${vector.verdict} is expected`;
  const other = clauses.filter((clause) => !vector.clauses.includes(clause));
  if (other.length > 0) return `${at}: clause ${other.join(', ')} is none of the vector’s`;
  if (verdict === 'accept') expect(reads, at).toEqual(vector.reads);
  return undefined;
}

describe('the reference agrees with the vectors', () => {
  it.each(VECTOR_KINDS.filter((kind) => kind !== 'sequence'))(
    'of kind %s',
    (kind) => {
      const vectors = bundle.vectors.filter((v): v is SingleVector => v.kind === kind);
      expect(vectors.length).toBeGreaterThan(0);
      const found = vectors.flatMap((vector) =>
        vector.profiles.map((profile) => difference(vector, profile)),
      );
      expect(found.filter((what) => what !== undefined)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'of kind sequence, and sends what they say',
    () => {
      const vectors = bundle.vectors.filter((v): v is SequenceVector => 'steps' in v);
      expect(vectors.length).toBeGreaterThan(0);
      const found = vectors.flatMap((vector) =>
        vector.profiles.flatMap((profile) =>
          differences(bundle, vector, profile).map((what) => `${vector.id} in ${profile}: ${what}`),
        ),
      );
      expect(found).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('the second oracle', () => {
  const single = (id: string) => bundle.vectors.find((v): v is SingleVector => v.id === id)!;

  it('notices a wrong verdict', () => {
    const vector = single('alive/replayed-ignored');
    expect(difference({ ...vector, verdict: 'accept' }, 'fabric-3.1')).toContain('MEMB-D10');
  });

  it('notices a wrong clause', () => {
    const vector = single('block/with-other-data-rejected');
    expect(difference({ ...vector, clauses: ['WIRE-72'] }, 'fabric-3.1')).toContain('WIRE-76');
  });

  it('notices what is not sent, and what must not be', () => {
    const vector = bundle.vectors.find(
      (v): v is SequenceVector => v.id === 'sequence/state-transfer',
    )!;
    const [first, ...rest] = vector.steps;
    const swapped = { ...first!, sends: [], never: first!.sends! };
    const other = { ...first!, sends: [{ ...first!.sends![0]!, blocks: ['7'] }] };
    for (const step of [swapped, other])
      expect(differences(bundle, { ...vector, steps: [step, ...rest] }, 'fabric-3.1')).not.toEqual(
        [],
      );
  });
});

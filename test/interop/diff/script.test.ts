/** Scripts: what is drawn, and what a file may hold. */
import { describe, expect, it } from 'vitest';
import { VOCABULARY } from '../../../interop/fabric/diff/say/vocabulary.js';
import { drawScript } from '../../../interop/fabric/diff/script/draw.js';
import { parseScript } from '../../../interop/fabric/diff/script/read.js';
import { told } from '../../../interop/fabric/diff/script/script.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';

const SCRIPTS = Array.from({ length: 400 }, (_, number) => drawScript('draw', number));

describe('a drawn script', () => {
  it('is the same for the same seed and number, and another for another', () => {
    expect(drawScript('draw', 7)).toEqual(SCRIPTS[7]);
    expect(drawScript('other', 7).steps).not.toEqual(SCRIPTS[7]!.steps);
  });
  it('survives being written to a file and read', () => {
    for (const script of SCRIPTS) {
      expect(parseScript(JSON.stringify(script), 'test')).toEqual(script);
    }
  });
  it('has no more than three who may become members', () => {
    for (const { cast } of SCRIPTS) {
      const members = cast.filter((name) => !['oe', 'or', 'x1'].includes(name));
      expect(members.length).toBeLessThanOrEqual(3);
    }
  });
  it('comes to every kind and variant', () => {
    const drawn = new Set(
      SCRIPTS.flatMap(({ steps }) =>
        steps.flatMap((step) => (step.do === 'say' ? [`${step.kind} / ${step.variant}`] : [])),
      ),
    );
    const all = Object.entries(VOCABULARY).flatMap(([kind, { variants }]) =>
      Object.keys(variants).map((variant) => `${kind} / ${variant}`),
    );
    expect(all.filter((one) => !drawn.has(one))).toEqual([]);
  });
});

describe('a script from a file', () => {
  const sound = SCRIPTS[0]!;
  const withStep = (step: object): string => JSON.stringify({ ...sound, steps: [step] });
  it.each([
    ['no JSON', '{', /is no JSON/],
    ['no id', JSON.stringify({ ...sound, id: undefined }), /id: expected a string/],
    [
      'an unknown kind of step',
      withStep({ n: 1, do: 'shout' }),
      /steps\[0\]\.do: expected connect/,
    ],
    [
      'an unknown message',
      withStep({ n: 1, do: 'say', who: 'o1', kind: 'rumour', variant: 'valid' }),
      /steps\[0\]\.kind: expected one of alive,/,
    ],
    [
      'an unknown variant',
      withStep({ n: 1, do: 'say', who: 'o1', kind: 'alive', variant: 'odd' }),
      /steps\[0\]\.variant: expected one of valid, replay/,
    ],
    [
      'somebody outside of the cast',
      withStep({ n: 1, do: 'close', who: 'g9' }),
      /steps\[0\]\.who: expected one of the cast/,
    ],
    [
      'too high a number',
      withStep({ n: 1, do: 'order', channel: 'ch1', number: 1_000_000 }),
      /steps\[0\]\.number: expected a whole number from 0 to 1000/,
    ],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parseScript(text, 'here')).toThrow(message);
    expect(() => parseScript(text, 'here')).toThrow(UserMistake);
  });
});

describe('a step in words', () => {
  it('names who, what, of whom and where', () => {
    const step = {
      n: 4,
      do: 'say',
      who: 'o1',
      kind: 'stateInfo',
      variant: 'stale',
      of: 'f1',
      channel: 'ch1',
      number: 3,
    } as const;
    expect(told(step)).toBe('s4 o1 sends stateInfo (stale) of f1 3 in ch1');
  });
});

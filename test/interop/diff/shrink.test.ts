/** A divergent script becomes as short as it can be. */
import { describe, expect, it } from 'vitest';
import { drawScript } from '../../../interop/fabric/diff/script/draw.js';
import type { Script } from '../../../interop/fabric/diff/script/script.js';
import { shrink } from '../../../interop/fabric/diff/shrink.js';

const long = (): Script => {
  for (let number = 0; ; number += 1) {
    const script = drawScript('shrink', number);
    if (script.steps.length > 18 && script.shape.channels === 1) return script;
  }
};

describe('shrinking', () => {
  it('leaves the steps that are needed, with their numbers', async () => {
    const script = long();
    const needed = [script.steps[2]!, script.steps[11]!];
    const short = await shrink(script, async ({ steps }) => needed.every((s) => steps.includes(s)));
    expect(short.steps).toEqual(needed);
  });
  it('leaves who is needed and simplifies what the node is told', async () => {
    const script: Script = { ...long(), shape: { ...long().shape, state: true } };
    const short = await shrink(script, async ({ shape }) => shape.channels === 1);
    expect(short.steps).toEqual([]);
    expect(short.cast).toEqual([]);
    expect(short.shape).toEqual({ channels: 1, leadership: 'none', state: false, mortal: false });
  });
  it('gives a script back that cannot be shorter', async () => {
    const script = long();
    const same = JSON.stringify(script);
    expect(await shrink(script, async (s) => JSON.stringify(s) === same)).toEqual(script);
  });
});

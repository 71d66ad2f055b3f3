/** Threads that share an exploration, as `check --workers` starts them. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../src/checker/explore.js';
import { modelOf } from '../../src/cli/check/model-of.js';
import { exploreInThreads } from '../../src/cli/check/threads.js';

describe('an exploration in threads', () => {
  it('CHEK-50, CHEK-51: finds what one thread finds, and the ways to it', async () => {
    const choice = { name: 'two-phase-commit', size: 5, reductions: [] };
    const model = modelOf(choice);
    const alone = createExploration(modelOf(choice));
    while (alone.advance(10_000));
    const { generated, distinct, depth, terminal } = alone.summary;
    const stop = new AbortController().signal;
    const host = { stop, tell: () => {}, few: 0 };
    const found = await exploreInThreads({ choice, model }, 2, {}, host);
    expect(found.summary).toMatchObject({ generated, distinct, depth, terminal, ended: 'all' });
    expect(found.judgements.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds']);
    for (const [i, { property, witness }] of found.judgements.entries()) {
      if (property.kind === 'always') continue;
      const path = found.pathTo(witness!);
      expect(property.holds(path.at(-1)!.state)).toBe(true);
      expect(path).toHaveLength(alone.pathTo(alone.judgements[i]!.witness!).length);
    }
  }, 60_000);

  it('CHEK-50: leaves few states to one thread, and begins anew with more', async () => {
    const choice = { name: 'two-phase-commit', size: 5, reductions: [] };
    const stop = new AbortController().signal;
    const explored = (few: number, script: URL | undefined) => {
      const told = { choice, model: modelOf(choice) };
      const host = { stop, tell: () => {}, few, ...(script && { script }) };
      return exploreInThreads(told, 2, {}, host);
    };
    // What a thread runs does not exist, so none can have been waited for.
    const nowhere = new URL('file:///nowhere/thread.mjs');
    const { summary } = await explored(100_000, nowhere);
    expect(summary).toMatchObject({ generated: 58_146, distinct: 8_832, ended: 'all' });
    await expect(explored(1_000, nowhere)).rejects.toThrow(/Cannot find module/);
    const anew = await explored(1_000, undefined);
    expect(anew.summary).toMatchObject({ generated: 58_146, distinct: 8_832, ended: 'all' });
    const [, sometimes] = anew.judgements;
    expect(anew.pathTo(sometimes!.witness!).at(-1)!.state).toHaveLength(7);
  }, 60_000);

  it('stops when it is told to, and claims nothing', async () => {
    const choice = { name: 'two-phase-commit', size: 9, reductions: [] };
    const controller = new AbortController();
    const told = exploreInThreads(
      { choice, model: modelOf(choice) },
      2,
      {},
      {
        stop: controller.signal,
        tell: () => controller.abort(),
        few: 0,
      },
    );
    const { summary, judgements } = await told;
    expect(summary.ended).toBeUndefined();
    expect(judgements[0]!.verdict).toBe('open');
  }, 60_000);
});

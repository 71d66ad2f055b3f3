/** Threads that share an exploration, as `check --workers` starts them. */
import { describe, expect, it } from 'vitest';
import { createExploration, type Summary } from '../../src/checker/explore.js';
import type { Saved } from '../../src/checker/saved.js';
import type { Keeper } from '../../src/cli/check/keeping.js';
import { modelOf } from '../../src/cli/check/model-of.js';
import { exploreInThreads, type ThreadHost } from '../../src/cli/check/threads.js';

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

  it('CHEK-50: leaves few states to one thread, and others join it with more', async () => {
    const stop = new AbortController().signal;
    const explored = (size: number, few: number, script?: URL) => {
      const choice = { name: 'two-phase-commit', size, reductions: [] };
      const told = { choice, model: modelOf(choice) };
      const host = { stop, tell: () => {}, few, ...(script && { script }) };
      return exploreInThreads(told, 2, {}, host);
    };
    // What a thread runs does not exist, so none can have been waited for.
    const nowhere = new URL('file:///nowhere/thread.mjs');
    const few = await explored(5, 100_000, nowhere);
    expect(few.summary).toMatchObject({ generated: 58_146, distinct: 8_832, ended: 'all' });
    expect(few.pathTo(few.judgements[1]!.witness!).at(-1)!.state).toHaveLength(7);
    await expect(explored(9, 1_000, nowhere)).rejects.toThrow(/Cannot find module/);
    const ends = new URL('data:text/javascript,process.exit(3)');
    await expect(explored(9, 1_000, ends)).rejects.toThrow('ended with status 3');
    const joined = await explored(7, 1_000);
    expect(joined.summary).toMatchObject({ generated: 2_744_706, distinct: 296_448, ended: 'all' });
    const [, sometimes] = joined.judgements;
    expect(joined.pathTo(sometimes!.witness!).at(-1)!.state).toHaveLength(9);
  }, 60_000);

  it('CHEK-54: are kept between levels, and others go on with what they kept', async () => {
    const choice = { name: 'two-phase-commit', size: 5, reductions: [] };
    const stop = new AbortController().signal;
    const kept: Saved[] = [];
    const alone = createExploration(modelOf(choice));
    while (alone.advance(10_000));
    const { generated, distinct, depth } = alone.summary;
    const all = { generated, distinct, depth, ended: 'all' };
    const explored = async (threads: number, host: Partial<ThreadHost>) => {
      const told = { choice, model: modelOf(choice) };
      const found = await exploreInThreads(told, threads, {}, { stop, tell: () => {}, ...host });
      expect(found.summary).toMatchObject(all);
      const way = found.pathTo(found.judgements[1]!.witness!);
      expect(way).toHaveLength(all.depth);
    };
    const keep = { isDue: () => true, save: (saved: Saved) => void kept.push(saved) };
    await explored(2, { few: 1_000, keep });
    expect(kept).toHaveLength(all.depth);
    const late = kept.findLast(({ visited }) => visited.count < 0.8 * distinct)!;
    expect(late.visited.count).toBeGreaterThan(0.3 * distinct);
    await explored(2, { few: 1_000, saved: structuredClone(late) });
    // Told to stop as a level begins, they keep that level whole.
    const controller = new AbortController();
    let levels = 0;
    const stopping: Keeper = {
      isDue() {
        levels += 1;
        if (levels === 12) controller.abort();
        return false;
      },
      save: (saved) => void kept.push(saved),
    };
    const told = { choice, model: modelOf(choice) };
    const host = { stop: controller.signal, tell: () => {}, few: 1_000, keep: stopping };
    const stopped = await exploreInThreads(told, 2, {}, host);
    expect(stopped.summary).toMatchObject({ ended: undefined, depth: 12 });
    await explored(2, { few: 1_000, saved: kept.at(-1)! });
    const goesOn = createExploration(modelOf(choice), {}, late);
    while (goesOn.advance(10_000));
    expect(goesOn.summary).toMatchObject(all);
  }, 60_000);

  it('stops when it is told to, and claims nothing', async () => {
    const choice = { name: 'two-phase-commit', size: 9, reductions: [] };
    const controller = new AbortController();
    let news: Summary | undefined;
    const told = exploreInThreads(
      { choice, model: modelOf(choice) },
      2,
      {},
      {
        stop: controller.signal,
        tell: (summary) => {
          news = summary;
          controller.abort();
        },
        few: 0,
      },
    );
    const { summary, judgements } = await told;
    expect(summary.ended).toBeUndefined();
    expect(judgements[0]!.verdict).toBe('open');
    // What the estimate goes by: levels that are whole.
    const sizes = news!.levels.map(({ count }) => count);
    expect(sizes.slice(0, 2)).toEqual([1, 19]);
    expect(sizes).toHaveLength(news!.depth);
    expect(summary.levels.map(({ count }) => count).slice(0, sizes.length)).toEqual(sizes);
  }, 60_000);
});

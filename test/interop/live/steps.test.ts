/** The runner of scripts: order, failures, interruption. */
import { describe, expect, it } from 'vitest';
import { playSteps, type Step, until } from '../../../interop/fabric/live/steps.js';

const options = (stop = new AbortController()) => {
  const heard: string[] = [];
  const told = ({ title }: Step) => void heard.push(title);
  return { heard, told, views: async () => ['everybody: height 3'], stop: stop.signal };
};
const fails = (message: string) => async () => Promise.reject(new Error(message));

describe('steps of a script', () => {
  it('play in order, and say what they have seen', async () => {
    const { heard, ...with_ } = options();
    const steps = await playSteps(
      [
        { title: 'one', play: async () => ['a'] },
        { title: 'two', play: async () => ['b', 'c'] },
      ],
      with_,
    );
    expect(steps.map(({ title, passed, seen }) => [title, passed, seen])).toEqual([
      ['one', true, ['a']],
      ['two', true, ['b', 'c']],
    ]);
    expect(heard).toEqual(['one', 'two']);
  });
  it('end at the first that fails, which says why and what everybody has', async () => {
    let reached = false;
    const steps = await playSteps(
      [
        { title: 'one', play: fails('no leader') },
        {
          title: 'two',
          play: async () => {
            reached = true;
            return [];
          },
        },
      ],
      options(),
    );
    expect(steps).toMatchObject([
      { title: 'one', passed: false, seen: ['no leader', 'everybody: height 3'] },
    ]);
    expect(reached).toBe(false);
  });
  it('a step that never ends is broken off, as a failure', async () => {
    const stop = new AbortController();
    const played = playSteps(
      [
        {
          title: 'one',
          play: () => {
            stop.abort();
            return new Promise(() => {});
          },
        },
      ],
      options(stop),
    );
    expect(await played).toMatchObject([
      { passed: false, seen: ['stopped', 'everybody: height 3'] },
    ]);
  });
});

describe('until', () => {
  it('asks again after a failure and after no answer', async () => {
    const answers = [fails('not yet'), async () => undefined, async () => 7];
    expect(await until('seven', () => answers.shift()!())).toBe(7);
  });
  it('gives up with what was in the way at last', async () => {
    await expect(until('a leader', fails('leading: nobody'), 0)).rejects.toThrow(
      'waited in vain for a leader: leading: nobody',
    );
  });
});

/** A case that waits for somebody: what is told, and nodes that the suite starts, or somebody else. */
import { afterAll, describe, expect, it } from 'vitest';
import { type Dialogue, pausingAt } from '../../conformance/pause.js';
import { CASES } from '../../conformance/registry.js';
import { select } from '../../conformance/selection.js';
import { judge } from '../../conformance/suite.js';
import { targetNamed } from '../../conformance/targets/named.js';
import type { RunningNode, StartNode, Target } from '../../conformance/targets/target.js';

const id = 'link/ping-answered-without-handshake';
const cases = select(CASES, [id]);
const reference = targetNamed('reference', 1);
afterAll(() => reference.close());

/** Somebody who answers with these, and looks on. */
function somebody(answers: readonly string[], meanwhile: (told: string) => Promise<void>) {
  const told: string[] = [];
  const left = [...answers];
  const dialogue: Dialogue = {
    say: (text) => void told.push(text),
    async ask(text) {
      await meanwhile(told.join('\n'));
      told.push(text);
      return left.shift() ?? '';
    },
  };
  return { dialogue, told };
}

const startIn = (told: string): StartNode => JSON.parse(/^\{$[\s\S]*?^\}$/m.exec(told)![0]);

describe('a paused case', () => {
  it('tells the exact start of its node, and goes on when it is told to', async () => {
    const { dialogue, told } = somebody([], async () => {});
    const report = await judge(targetNamed('reference', 1), cases, {
      parallel: 1,
      stage: pausingAt(id, dialogue),
    });
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(['pass']);
    const all = told.join('\n');
    expect(startIn(all)).toMatchObject({ mspId: 'OrgOMSP', bootstrap: [] });
    expect(all).toMatch(/^core\.yaml +\S+core\.yaml$/m);
    expect(all).toContain(`paused before ${id}: a peer replies to Ping`);
    expect(all).toMatch(/Enter: the suite starts it; h and Enter[\s\S]*process \d+\. Enter/);
  }, 60_000);

  it('takes the node that somebody has started, and starts none itself', async () => {
    let running: RunningNode | undefined;
    let asked = 0;
    const { dialogue, told } = somebody(['h'], async (said) => {
      asked += 1;
      // At the first question it is only about to start.
      if (asked === 1) running = await reference.start(startIn(said));
    });
    const nobodyStarts: Target = {
      ...targetNamed('reference', 1),
      start: async () => {
        throw new Error('the suite is not to start it');
      },
    };
    const report = await judge(nobodyStarts, cases, {
      parallel: 1,
      stage: pausingAt(id, dialogue),
    });
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(['pass']);
    expect(told.at(-1)).toMatch(/the case is over: end /);
    await running?.stop();
  }, 60_000);

  it('leaves other cases alone', async () => {
    const { dialogue, told } = somebody([], async () => {});
    const report = await judge('inproc', cases, { stage: pausingAt('link/another', dialogue) });
    expect(report.cases[0]?.verdict).toBe('pass');
    expect(told).toEqual([]);
  });
});

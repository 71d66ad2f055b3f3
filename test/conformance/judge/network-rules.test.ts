/** What the judge of traces asks of a network and when, and what becomes of a case that it finds fault with. */
import { beforeAll, describe, expect, it } from 'vitest';
import { withTrace } from '../../../conformance/harness/record.js';
import { membershipResponse } from '../../../conformance/harness/wire/messages.js';
import { judgeCase } from '../../../conformance/judge/judge-case.js';
import type { CaseRecord } from '../../../conformance/judge/record.js';
import { suiteDefects } from '../../../conformance/judge/suite.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { castOfTraces, type Play, playOf } from '../../support/trace-play.js';
import { type Say, sayings } from '../../support/trace-sayings.js';

let say: Say;
beforeAll(async () => {
  say = sayings(await castOfTraces());
});

const found = (plant: (play: Play) => void): readonly string[] => {
  const play = playOf(say.cast);
  plant(play);
  return judgeCase(play.record()).map(({ rule }) => rule);
};

describe('what is promised of a network', () => {
  const twoLeaders = (play: Play): void => {
    play.said('o1', 't1', say.state('o1', 1));
    play.told('t1', 'o1', say.leads('t1', 1));
    play.told('t2', 'o1', say.leads('t2', 1));
    play.told('t1', 'o1', say.leads('t1', 2));
  };
  const cut = { kind: 'cut', from: ['t1'], to: ['t2'] } as const;
  it('is not asked for while a fault lasts, nor at once after it', () => {
    const during = (play: Play): void => {
      say.asks(play);
      say.calm(play);
      play.fault(cut);
      play.pass(60_000);
      twoLeaders(play);
    };
    expect(found(during)).toEqual([]);
    const soonAfter = (play: Play): void => {
      say.asks(play);
      say.calm(play);
      play.fault(cut);
      play.fault({ kind: 'heal', from: [], to: [] });
      twoLeaders(play);
    };
    expect(found(soonAfter)).toEqual([]);
  });
  it('is asked for once it was calm for long after the last fault', () => {
    const after = (play: Play): void => {
      say.asks(play);
      say.calm(play);
      play.fault(cut);
      play.fault({ kind: 'heal', from: [], to: [] });
      play.pass(60_000);
      twoLeaders(play);
    };
    expect(found(after)).toEqual(['two-leaders']);
  });
  it('is asked for at once where the case saw it come, until the next fault', () => {
    const seen = (play: Play): void => {
      say.asks(play);
      say.calm(play);
      play.fault(cut);
      play.fault({ kind: 'heal', from: [], to: [] });
      play.settles();
      // What was told before may come a moment after.
      play.pass(1_000);
      twoLeaders(play);
    };
    expect(found(seen)).toEqual(['two-leaders']);
    const onItsWay = (play: Play): void => {
      say.asks(play);
      say.calm(play);
      play.settles();
      twoLeaders(play);
    };
    expect(found(onItsWay)).toEqual([]);
    const disturbed = (play: Play): void => {
      seen(play);
      play.fault(cut);
      play.fault({ kind: 'heal', from: [], to: [] });
    };
    expect(found(disturbed)).toEqual([]);
    const stalled = (play: Play): void => {
      seen(play);
      play.fault({ kind: 'stall', from: [], to: [] });
    };
    expect(found(stalled)).toEqual([]);
  });
  it('does not count leaders that do not hear each other', () => {
    const lists = (play: Play, ...names: ('t1' | 't2')[]) =>
      play.told('t1', 'o1', membershipResponse({ alive: names.map((name) => say.life(name, 1)) }));
    const leading =
      (...names: ('t1' | 't2')[]) =>
      (play: Play) => {
        say.asks(play, 2);
        say.calm(play);
        lists(play, 't1', 't2');
        lists(play, ...names);
        twoLeaders(play);
      };
    expect(found(leading('t1'))).toEqual([]);
    expect(found(leading('t1', 't2'))).toEqual(['two-leaders']);
  });
  it('takes a member for missing that stays away, not one whose link just broke', () => {
    const away = (ms: number) => (play: Play) => {
      say.asks(play, 3);
      say.calm(play);
      const both = membershipResponse({ alive: [say.life('t1', 1), say.life('t2', 1)] });
      const alone = membershipResponse({ alive: [say.life('t1', 1)] });
      play.told('t1', 'o1', both);
      play.told('t1', 'o1', alone);
      play.pass(ms);
      play.told('t1', 'o1', alone);
    };
    expect(found(away(1_000))).toEqual([]);
    expect(found(away(60_000))).toEqual(['member-missing']);
  });
  it('leaves out a node that was killed', () => {
    const killed = (play: Play): void => {
      say.asks(play, 2);
      say.calm(play);
      play.fault({ kind: 'kill', from: ['t2'], to: [] });
      play.pass(60_000);
      play.told('t1', 'o1', membershipResponse({ alive: [say.life('t1', 1)] }));
    };
    expect(found(killed)).toEqual([]);
  });
});

describe('a case whose trace breaks a rule', () => {
  const leaky = (): CaseRecord => {
    const play = playOf(say.cast);
    play.told('t1', 'f1', say.life('t1', 9));
    return play.record();
  };
  it('fails though the case itself saw nothing, by the clause of the rule', () => {
    const { outcome, findings } = withTrace({ verdict: 'pass' }, leaky());
    expect(outcome).toMatchObject({
      verdict: 'fail',
      expected: expect.stringContaining('MEMB-I4'),
      observed: 'a secret envelope from t1 to f1',
      divergence: { entry: findings[0]!.entry, what: 'unexpected' },
    });
  });
  it('keeps another verdict, and tells what was found', () => {
    const { outcome, findings } = withTrace({ verdict: 'inconclusive' }, leaky());
    expect([outcome.verdict, findings.length]).toEqual(['inconclusive', 1]);
    expect(withTrace({ verdict: 'pass' }, playOf(say.cast).record()).outcome.verdict).toBe('pass');
  });
});

describe('the suite', () => {
  it('is judged too: what it sends is legal, or marked', () => {
    const wrong = say.life('o1', 1, { tag: Tag.ORG_ONLY });
    const marked = playOf(say.cast);
    marked.said('o1', 't1', wrong, 'a wrong tag');
    expect(suiteDefects(marked.record())).toEqual([]);
    const silent = playOf(say.cast);
    silent.said('o1', 't1', wrong);
    expect(suiteDefects(silent.record()).map(({ observed }) => observed)).toEqual([
      expect.stringContaining('o1 sent a message with tag'),
    ]);
  });
});

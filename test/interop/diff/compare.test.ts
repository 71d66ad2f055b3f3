/** What counts as a divergence, and which the specification explains. */
import { describe, expect, it } from 'vitest';
import { difference } from '../../../interop/fabric/diff/compare.js';
import { explained } from '../../../interop/fabric/diff/explained.js';
import { judge, type Sides } from '../../../interop/fabric/diff/judge.js';
import type { Script, Step } from '../../../interop/fabric/diff/script/script.js';

const SCRIPT: Script = {
  id: 'test/1',
  shape: { channels: 1, leadership: 'none', state: false, mortal: false },
  cast: ['o1', 'f1'],
  steps: [
    { n: 1, do: 'connect', who: 'o1', variant: 'valid' },
    {
      n: 2,
      do: 'say',
      who: 'f1',
      kind: 'stateInfo',
      variant: 'without properties',
      channel: 'ch1',
      number: 1,
    },
  ],
};

/** Sides that do this, one play after the other; the last one for good. */
const sidesDoing = (reference: string[][], fabric: string[][]): Sides => {
  const doing = (plays: string[][]) => {
    let next = 0;
    return async () => {
      const facts = plays[Math.min(next++, plays.length - 1)]!;
      return { outcome: 'played', facts, done: ['alive / valid'] } as const;
    };
  };
  return { reference: doing(reference), fabric: doing(fabric) };
};

describe('a difference', () => {
  it('is what one side did each time and the other never', () => {
    const reference = [
      ['a', 'b', 'c'],
      ['a', 'b'],
    ];
    expect(difference(reference, [['a'], ['a', 'd']])).toEqual({ reference: ['b'], fabric: [] });
  });
});

describe('a script', () => {
  it('is equal if both sides did the same', async () => {
    const judged = await judge(SCRIPT, sidesDoing([['a', 'b']], [['b', 'a']]));
    expect(judged).toMatchObject({ verdict: 'equal', shared: 2, done: ['alive / valid'] });
  });
  it('is unexplained if they differ each time', async () => {
    const judged = await judge(SCRIPT, sidesDoing([['a', 'b']], [['a']]));
    expect(judged).toMatchObject({
      verdict: 'unexplained',
      difference: { reference: ['b'], fabric: [] },
    });
  });
  it('is unsteady if they differ once, and tells what differed', async () => {
    const judged = await judge(SCRIPT, sidesDoing([['a', 'b']], [['a'], ['a', 'b']]));
    expect(judged).toMatchObject({
      verdict: 'unsteady',
      difference: { reference: ['b'], fabric: [] },
    });
  });
  it('is withheld if the Fabric peer ended, and unexplained if the reference did', async () => {
    const gone = async () => ({ outcome: 'gone', how: 'ended, code 2', log: [] }) as const;
    const sound = sidesDoing([['a']], [['a']]);
    expect(await judge(SCRIPT, { ...sound, fabric: gone })).toMatchObject({ verdict: 'withheld' });
    expect(await judge(SCRIPT, { ...sound, reference: gone })).toMatchObject({
      verdict: 'unexplained',
    });
  });
});

describe('an explanation', () => {
  const ofAuthor = { reference: [], fabric: ["o1 gets stateInfo f1's s2"] };
  it('accounts for what the script has brought about', () => {
    expect(explained(ofAuthor, SCRIPT)).toEqual(['DEV-68']);
    const otherMessage = { reference: [], fabric: ["o1 gets stateInfo f1's s3"] };
    expect(explained(otherMessage, SCRIPT)).toBeUndefined();
    const otherSide = { reference: ofAuthor.fabric, fabric: [] };
    expect(explained(otherSide, SCRIPT)).toBeUndefined();
  });
  it('accounts for snapshots of the channel', () => {
    const snapshots = {
      reference: ["o1 gets snapshot of ch1 at asking: o1's s3"],
      fabric: ["o1 gets snapshot of ch1 at asking: f1's s2, o1's s3"],
    };
    expect(explained(snapshots, SCRIPT)).toEqual(['DEV-68']);
    const another = { ...snapshots, reference: ["o1 gets snapshot of ch1 at asking: o1's s9"] };
    expect(explained(another, SCRIPT)).toBeUndefined();
    const elsewhere = { reference: [], fabric: ["o1 gets snapshot of ch2 at asking: o1's s3"] };
    expect(explained(elsewhere, SCRIPT)).toBeUndefined();
  });
  it('accounts for the own StateInfo of a node that has told nobody yet', () => {
    const own = {
      reference: ['f1 gets snapshot of ch1 at asking: nothing'],
      fabric: ["f1 gets snapshot of ch1 at asking: the node's, height 1"],
    };
    expect(explained(own, SCRIPT)).toEqual(['DEV-32']);
    const later = { ...own, fabric: ["f1 gets snapshot of ch1 at asking: the node's, height 2"] };
    expect(explained(later, SCRIPT)).toBeUndefined();
    const more = { ...own, reference: ["f1 gets snapshot of ch1 at asking: o2's s9"] };
    expect(explained(more, SCRIPT)).toBeUndefined();
  });
  it('accounts for a member that Fabric has by such a message alone', () => {
    const serve = {
      n: 3,
      do: 'serve',
      who: 'f1',
      kind: 'blocks',
      variant: 'valid',
      of: 'f1',
      channel: 'ch1',
      number: 2,
    } as const;
    const pulled = {
      reference: [],
      fabric: [
        'f1 gets hello for BLOCK_MSG ch1, again and again',
        'f1 is asked for block 2 of ch1',
        'o1 gets digest for o1 asks: blocks of ch1: 2',
      ],
    };
    expect(explained(pulled, { ...SCRIPT, steps: [...SCRIPT.steps, serve] })).toEqual(['DEV-68']);
    expect(explained(pulled, SCRIPT)).toBeUndefined();
    const member = { ...SCRIPT.steps[1]!, n: 4, variant: 'valid' } as Step;
    const twice = { ...SCRIPT, steps: [...SCRIPT.steps, serve, member] };
    expect(explained(pulled, twice)).toBeUndefined();
  });
  it('accounts for a draw among owners who do not offer the same', () => {
    const serve = { do: 'serve', kind: 'identities', variant: 'valid', of: 'o1' } as const;
    const asked = { reference: [], fabric: ['o2 is asked for the identity of o1'] };
    const first = { ...serve, n: 1, who: 'o1' };
    const second = { ...serve, n: 2, who: 'o2', variant: 'badly signed' };
    expect(explained(asked, { ...SCRIPT, steps: [first, second] })).toEqual(['PULL-7']);
    expect(explained(asked, { ...SCRIPT, steps: [first, { ...first, n: 2 }] })).toBeUndefined();
    const alike = { ...second, variant: 'valid' };
    expect(explained(asked, { ...SCRIPT, steps: [first, alike] })).toBeUndefined();
  });
  it('needs a link that the node dialled, where a damaged message is the reason', () => {
    const connect = { n: 1, do: 'connect', who: 'o1', variant: 'valid' } as const;
    const again = { ...connect, n: 2 };
    const damaged = {
      n: 3,
      do: 'say',
      who: 'o1',
      kind: 'damaged',
      variant: 'payload cut',
    } as const;
    const lost = {
      reference: ['o1 gets membership for s4: alive nothing; dead nothing'],
      fabric: [],
    };
    expect(explained(lost, { ...SCRIPT, steps: [connect, again, damaged] })).toEqual(['DEV-8']);
    expect(explained(lost, { ...SCRIPT, steps: [connect, damaged] })).toBeUndefined();
    const before = {
      reference: ['o1 gets membership for s2: alive nothing; dead nothing'],
      fabric: [],
    };
    const steps = [connect, again, damaged];
    expect(explained(before, { ...SCRIPT, steps })).toBeUndefined();
  });
  it('leaves open who of those that become members by the questions is told of the height', () => {
    const told = {
      reference: ['o1 gets snapshot of ch1 at asking: nothing'],
      fabric: [
        'f1 hears of the node in ch1: height 1',
        "o1 gets snapshot of ch1 at asking: the node's, height 1",
      ],
    };
    expect(explained(told, SCRIPT)).toEqual(['CHAN-36', 'DEV-32']);
    const elsewhere = {
      ...told,
      fabric: ['f1 hears of the node in ch2: height 1', told.fabric[1]!],
    };
    expect(explained(elsewhere, SCRIPT)).toBeUndefined();
    const later = { ...told, fabric: ['f1 hears of the node in ch1: height 2', told.fabric[1]!] };
    expect(explained(later, SCRIPT)).toBeUndefined();
    expect(explained({ reference: [], fabric: [told.fabric[0]!] }, SCRIPT)).toBeUndefined();
  });
  it('leaves open what is the first for a hidden peer without a link, whose newest message has no secret', () => {
    const told = {
      n: 1,
      do: 'say',
      who: 'oh',
      kind: 'memReq',
      variant: 'self without secret',
    } as const;
    const ended = { n: 2, do: 'close', who: 'oh' } as const;
    const seen = {
      reference: ['oh is dialled', "o1 gets membership for s3: alive oh's s1; dead nothing"],
      fabric: ["o1 gets membership for s3: alive nothing; dead oh's s1"],
    };
    const steps = [told, ended];
    expect(explained(seen, { ...SCRIPT, steps })).toEqual(['DEV-69']);
    const otherSides = { reference: seen.fabric, fabric: seen.reference };
    expect(explained(otherSides, { ...SCRIPT, steps })).toEqual(['DEV-69']);
    const before = { ...seen, fabric: [...seen.fabric, "oh gets membership for s1: dead oh's s1"] };
    expect(explained(before, { ...SCRIPT, steps })).toBeUndefined();
    const undialled = { ...seen, reference: seen.reference.slice(1) };
    expect(explained(undialled, { ...SCRIPT, steps })).toBeUndefined();
    expect(explained(seen, { ...SCRIPT, steps: [ended, told] })).toBeUndefined();
    const valid = { ...told, variant: 'valid' };
    expect(explained(seen, { ...SCRIPT, steps: [valid, ended] })).toBeUndefined();
    const reachable = [
      { ...told, who: 'o2' },
      { ...ended, who: 'o2' },
    ] as const;
    const ofReachable = {
      reference: seen.reference.map((fact) => fact.replaceAll('oh', 'o2')),
      fabric: seen.fabric.map((fact) => fact.replaceAll('oh', 'o2')),
    };
    expect(explained(ofReachable, { ...SCRIPT, steps: reachable })).toBeUndefined();
  });
  it('does not where the script has nothing of it', () => {
    const [first] = SCRIPT.steps;
    expect(explained(ofAuthor, { ...SCRIPT, steps: [first!] })).toBeUndefined();
  });
  it('does not where something else differs, too', () => {
    const more = { ...ofAuthor, reference: ['o1 s1 link: handshake, open'] };
    expect(explained(more, SCRIPT)).toBeUndefined();
  });
});

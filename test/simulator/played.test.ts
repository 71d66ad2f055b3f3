/** Simulated peers that a path drives: nothing happens by itself, streams keep their order, and who cannot is refused. */
import { describe, expect, it } from 'vitest';
import { endpointOf, optionsOf } from '../../src/checker/models/parts.js';
import { step } from '../../src/peer/peer.js';
import { createSeededChoose } from '../../src/simulator/choose-seeded.js';
import type { SimulationObserver } from '../../src/simulator/node.js';
import type { Happens } from '../../src/simulator/played/act.js';
import { createStage } from '../../src/simulator/played/stage.js';

const START_MS = 1_700_000_000_000;
const [P1, P2] = ['p1.A', 'p2.A'];

function twoPeers() {
  const told: string[] = [];
  const kindOf = (sent: { message?: { content: { case?: string | undefined } } }) =>
    sent.message?.content.case ?? 'bytes';
  const observer: SimulationObserver = {
    life: ({ name }, what) => void told.push(`${name} ${what}`),
    sent: (from, _, sent) => void told.push(`${from.name} sends ${kindOf(sent)}`),
    received: (_, to, sent) => void told.push(`${to.name} receives ${kindOf(sent)}`),
    dropped: (_, to, sent, why) => void told.push(`${kindOf(sent)} to ${to.name}: ${why}`),
  };
  const stage = createStage({
    startMs: START_MS,
    clockOf: (life) => START_MS + 1_000 * life,
    blocksOf: () => [],
    observers: [observer],
  });
  for (const [index, options] of optionsOf([P1, P2]).entries())
    stage.add([P1, P2][index]!, options, step);
  const choose = createSeededChoose(1);
  const act = (peer: string, happens: Happens) => stage.perform({ ...happens, peer, choose });
  const arrives = (peer: string, link: string, isCopy = false) =>
    act(peer, {
      what: 'arrives',
      link,
      isCopy,
      isOverheard: false,
      seenAs: 'envelope.received' as const,
    });
  return { stage, told, act, arrives };
}

const TO_P1 = {
  what: 'is given',
  input: { type: 'link.requested', endpoint: endpointOf(P1) },
} as const;

/** Both ends of the stream are there, and each has said who it is. */
function linked() {
  const all = twoPeers();
  all.act(P1, { what: 'starts' });
  all.act(P2, { what: 'starts' });
  all.act(P2, TO_P1);
  all.arrives(P2, 'd1');
  all.arrives(P1, 'a1.1.d1');
  return all;
}

describe('peers that a path drives', () => {
  it('CHEK-112: do nothing by themselves, whatever their clocks say', () => {
    const { stage, told } = linked();
    const before = told.length;
    stage.advanceTo(START_MS + 3_600_000);
    expect(told.length).toBe(before);
    expect(stage.isQuiet).toBe(false);
    expect(stage.simulation.clock.now()).toBe(START_MS + 3_600_000);
  });

  it('CHEK-112: are told the instant of their life, which stands still', () => {
    const { stage, act } = linked();
    stage.advanceTo(START_MS + 3_600_000);
    act(P1, { what: 'fires', timer: 'heartbeat//aliveTimeInterval' });
    expect(stage.simulation.node(P1).toldMs).toBe(START_MS + 1_000);
    act(P1, { what: 'crashes' });
    act(P1, { what: 'starts' });
    expect(stage.simulation.peer(P1).state.startedMs).toBe(START_MS + 2_000);
  });

  it('CHEK-112: hear what was sent in its order, twice if the path says so', () => {
    const { told, arrives } = linked();
    expect(told.slice(-2)).toEqual([`${P2} sends conn`, `${P1} sends conn`]);
    arrives(P1, 'a1.1.d1', true);
    arrives(P1, 'a1.1.d1');
    const received = told.filter((one) => one === `${P1} receives conn`);
    expect(received).toHaveLength(2);
  });

  it('CHEK-112: do not hear what is lost, and what is gone breaks its streams', () => {
    const { stage, told, act, arrives } = linked();
    act(P1, { what: 'is lost', link: 'a1.1.d1' });
    expect(told.at(-1)).toBe(`conn to ${P1}: lost`);
    act(P1, { what: 'crashes' });
    expect(stage.simulation.isRunning(P1)).toBe(false);
    // What was under way from it comes first, then the end.
    arrives(P2, 'd1');
    expect(told.at(-1)).toBe(`${P2} receives conn`);
    expect(stage.simulation.node(P2).streams.size).toBe(1);
    arrives(P2, 'd1');
    expect(stage.simulation.node(P2).streams.size).toBe(0);
    expect(stage.isQuiet).toBe(true);
  });

  it('CHEK-110, CHEK-112: see a cut after what was under way, or at once and lose that', () => {
    const { stage, told, act, arrives } = linked();
    act(P2, { what: 'cuts', aside: [P2] });
    expect(stage.isCut).toBe(true);
    arrives(P2, 'd1');
    expect(told.at(-1)).toBe(`${P2} receives conn`);
    // Nothing that is said from now on is under way.
    act(P2, { what: 'fires', timer: 'heartbeat//aliveTimeInterval' });
    const link = 'a1.1.d1';
    const seen = { what: 'arrives', link, isCopy: false, isOverheard: false } as const;
    act(P1, { ...seen, seenAs: 'stream.ended' });
    expect(told.filter((one) => one === `conn to ${P1}: unreachable`)).toHaveLength(1);
    expect(told).not.toContain(`${P1} receives conn`);
    expect(stage.simulation.node(P1).streams.size).toBe(0);
    arrives(P2, 'd1');
    expect(stage.simulation.node(P2).streams.size).toBe(0);
    expect(stage.isQuiet).toBe(true);
  });

  it('CHEK-111, CHEK-112: reach nobody across a cut, and everybody after it', () => {
    const { stage, act, arrives } = twoPeers();
    for (const peer of [P1, P2]) act(peer, { what: 'starts' });
    act(P2, { what: 'cuts', aside: [P1] });
    act(P2, TO_P1);
    arrives(P2, 'd1');
    expect(stage.simulation.node(P2).streams.size).toBe(0);
    act(P2, { what: 'heals' });
    expect(stage.isCut).toBe(false);
    act(P2, TO_P1);
    const [link] = stage.simulation.node(P2).streams.keys();
    arrives(P2, link!);
    expect(stage.simulation.node(P2).streams.size).toBe(1);
    expect(stage.simulation.node(P1).streams.size).toBe(1);
  });

  it('CHEK-112: fail to dial where nobody runs', () => {
    const { stage, act, arrives } = twoPeers();
    act(P2, { what: 'starts' });
    act(P2, TO_P1);
    expect(stage.simulation.peer(P2).state.links.size).toBe(1);
    arrives(P2, 'd1');
    expect(stage.simulation.peer(P2).state.links.size).toBe(0);
  });

  it('CHEK-112: refuse what cannot happen', () => {
    const { act, arrives } = linked();
    expect(() => act(P1, { what: 'starts' })).toThrow('runs already');
    expect(() => act('p3.A', { what: 'starts' })).toThrow('there is no "p3.A"');
    expect(() => act(P1, { what: 'fires', timer: 'nothing' })).toThrow('is not armed');
    expect(() => arrives(P1, 'd7')).toThrow('nothing comes on d7');
    expect(() => act(P1, { what: 'is lost', link: 'd7' })).toThrow('that can be lost');
    const input = { type: 'block.committed', channel: 'ch1', number: 1n } as const;
    expect(() => act(P1, { what: 'is given', input })).toThrow('has handed over no block 1');
  });

  it('SYS-I3: what a peer throws ends it, and is told', () => {
    const { stage, act } = linked();
    stage.add('p3.A', optionsOf(['p3.A'])[0]!, () => {
      throw new Error('too much');
    });
    act('p3.A', { what: 'starts' });
    expect(stage.failures).toEqual(new Map([['p3.A', 'too much']]));
    expect(stage.simulation.isRunning('p3.A')).toBe(false);
  });
});

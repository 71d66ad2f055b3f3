/** Whole peers that can change places: every state with its mirror image, and those that cannot, found out. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import type { Model, StateVector } from '../../../src/checker/model.js';
import { election } from '../../../src/checker/models/election.js';
import { handshake } from '../../../src/checker/models/handshake.js';
import { identities } from '../../../src/checker/models/identities.js';
import { isolation } from '../../../src/checker/models/isolation.js';
import { membership } from '../../../src/checker/models/membership.js';
import { endpointOf, optionsOf } from '../../../src/checker/models/parts.js';
import { pull } from '../../../src/checker/models/pull.js';
import { silence } from '../../../src/checker/models/silence.js';
import { exploreBeside } from '../../../src/checker/parallel/beside.js';
import type { PeerNetwork } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { reduced } from '../../../src/checker/reduce/reduced.js';
import { step } from '../../../src/peer/peer.js';
import { everyState, orbitCount, successorsOf, textsOf } from '../../support/orbits.js';

const networks: Readonly<Record<string, PeerNetwork>> = {
  'fabric-3.1, with a loss': { ...handshake('fabric-3.1'), budget: { timers: 1, losses: 1 } },
  'hardened, with a crash and a return': {
    ...handshake('hardened'),
    budget: { timers: 0, crashes: 1, restarts: 1 },
  },
  'hardened, without end': {
    ...handshake('hardened', Number.POSITIVE_INFINITY),
    budget: { timers: Number.POSITIVE_INFINITY },
  },
};

const exchanged = (model: Model, state: StateVector, at = 0): StateVector => {
  const other = state.slice();
  model.symmetry!.exchange(other, at);
  return other;
};
const verdictsOf = (model: Model) => {
  const exploration = createExploration(model);
  while (exploration.advance(10_000));
  return exploration.judgements.map(({ verdict }) => verdict);
};
const holdsAt = ({ properties, runProperties }: Model, state: StateVector) =>
  [...properties, ...runProperties!].map(({ holds }) => holds(state));

/** Where the mirror image of a state does something else than the state. */
function flawsOf(model: Model, at = 0): Set<string> {
  const flaws = new Set<string>();
  for (const state of everyState(model).values()) {
    const other = exchanged(model, state, at);
    if (exchanged(model, other, at).join() !== state.join()) flaws.add('no way back');
    if (holdsAt(model, other).join() !== holdsAt(model, state).join()) flaws.add('a property');
    const followed = successorsOf(model, state).map((key) =>
      exchanged(model, Int32Array.from(key.split(','), Number), at).join(),
    );
    if (successorsOf(model, other).join(' ') !== followed.sort().join(' ')) flaws.add('a step');
  }
  return flaws;
}

describe.each(Object.entries(networks))('two peers that dial each other: %s', (_, network) => {
  it('CHEK-79: an exchange keeps steps and properties', () => {
    const model = peerModel(network);
    expect(flawsOf(model)).toEqual(new Set());
    expect(exchanged(model, model.initial[0]!)).toEqual(model.initial[0]);
  });

  it('CHEK-78, CHEK-80: as many states as there are orbits, and the same verdicts', () => {
    const model = peerModel(network);
    const { model: few, on } = reduced(model, ['symmetry']);
    expect(on).toEqual(['symmetry']);
    const count = everyState(few).size;
    expect(count).toBe(orbitCount(peerModel(network)));
    expect(count).toBeLessThan(0.51 * everyState(model).size);
    expect(verdictsOf(few)).toEqual(verdictsOf(model));
    const together = reduced(model, ['stores', 'symmetry']).model;
    expect(everyState(together).size).toBeLessThan(count);
    expect(verdictsOf(together)).toEqual(verdictsOf(model));
  });
});

it('CHEK-80: instances of one model come to the same states, in whatever order they meet them', () => {
  const make = () => reduced(peerModel(networks['fabric-3.1, with a loss']!)).model;
  expect(textsOf(make(), 'dfs')).toEqual(textsOf(make(), 'bfs'));
});

/** So many peers that dial one, who is none of them, or who is not there. */
function hub(diallers: number, isThere = true): PeerNetwork {
  const names = Array.from({ length: diallers + 1 }, (_, at) => `p${at + 1}.A`);
  const endpoint = isThere ? endpointOf(names.at(-1)!) : 'nowhere:7051';
  const dials = { type: 'link.requested', endpoint } as const;
  return {
    ...handshake('fabric-3.1'),
    peers: optionsOf(names).map((options, peer) => ({
      name: names[peer]!,
      options,
      commands: peer < diallers ? [dials] : [],
    })),
    interchangeable: names.slice(0, -1),
    prologue(stage) {
      for (const name of names) stage.start(name);
    },
    budget: { timers: 0 },
    properties: [],
    runProperties: [],
  };
}

describe.each([2, 3])('%i peers that dial another one', (diallers) => {
  it('CHEK-79: each exchange of neighbours keeps the steps', () => {
    const model = peerModel(hub(diallers));
    for (let at = 0; at + 1 < diallers; at += 1) expect(flawsOf(model, at)).toEqual(new Set());
  });

  it('CHEK-78, CHEK-80: as many states as there are orbits, with orders and without', () => {
    const counts = [['symmetry'], ['stores', 'symmetry']].map(
      (on) => everyState(reduced(peerModel(hub(diallers)), on as never).model).size,
    );
    expect(counts[0]).toBe(orbitCount(peerModel(hub(diallers))));
    // Orders are put right after each exchange.
    const model = peerModel(hub(diallers));
    const { model: few } = reduced(model, ['stores']);
    const { size, exchange } = model.symmetry!;
    const inOrder = {
      size,
      exchange(state: StateVector, at: number) {
        exchange(state, at);
        model.putInOrder!(state);
      },
    };
    expect(counts[1]).toBe(orbitCount({ ...few, symmetry: { ...model.symmetry!, ...inOrder } }));
    expect(counts[1]).toBeLessThan(counts[0]!);
  });
});

it('CHEK-79: peers that dial where nobody lives can change places', () => {
  const { peers, interchangeable = [], ...rest } = hub(3, false);
  const network: PeerNetwork = {
    ...rest,
    interchangeable,
    peers: peers.slice(0, 3),
    prologue: (stage) => interchangeable.forEach(stage.start),
  };
  const model = peerModel(network);
  for (const at of [0, 1]) expect(flawsOf(model, at)).toEqual(new Set());
  // Each has not dialled, dials, or has been told that nobody is there; those that dial, in any order.
  expect(everyState(model).size).toBe(38);
  expect(everyState(reduced(peerModel(network), ['symmetry']).model).size).toBe(10);
});

it('CHEK-50: two threads come to what one does', () => {
  const make = () => reduced(peerModel(networks['fabric-3.1, with a loss']!)).model;
  const alone = createExploration(make());
  while (alone.advance(10_000));
  const { distinct, generated, depth } = alone.summary;
  const beside = exploreBeside(make, 2, {}, () => 61).summary;
  expect(beside).toMatchObject({ distinct, generated, depth });
});

describe('peers that cannot change places', () => {
  const small: PeerNetwork = { ...handshake('fabric-3.1'), budget: { timers: 1 } };
  const explored = (network: PeerNetwork) => () =>
    everyState(reduced(peerModel(network), ['symmetry']).model);

  // Who are members of each other have a link, and one of them has dialled it.
  it.each([
    { network: silence(), names: ['p1.A', 'p2.A'] },
    { network: membership({ timers: 1 }), names: ['p1.A', 'p2.A'] },
    { network: election(3, 'fabric-3.1', { timers: 1 }), names: ['p2.A', 'p3.A'] },
    { network: pull({ timers: 1 }), names: ['p2.A', 'p3.A'] },
    { network: isolation({ timers: 1 }), names: ['p1.A', 'p2.B'] },
    { network: identities({ timers: 1 }), names: ['p3.B', 'p4.C'] },
  ])('CHEK-104: are found out by what came before: $network.name', ({ network, names }) => {
    const says = `CHEK-104: ${network.name}: ${names.join(' and ')}: `;
    expect(explored({ ...network, interchangeable: names })).toThrow(says);
  });

  it('CHEK-104: are found out where one alone is told to dial', () => {
    const [first, second] = small.peers;
    expect(explored({ ...small, peers: [first!, { ...second!, commands: [] }] })).toThrow(
      'a command of one alone',
    );
  });

  it('CHEK-104: are found out where one alone ends what it accepts', () => {
    const [first, second] = small.peers;
    const brief: typeof step = (peer, input, atMs, choose) => {
      const effects = step(peer, input, atMs, choose);
      if (input.type !== 'stream.accepted') return effects;
      return [...effects, { type: 'stream.end', link: input.link, status: 'OK' }];
    };
    expect(explored({ ...small, peers: [first!, { ...second!, step: brief }] })).toThrow(
      'they do not do the same',
    );
  });

  it('CHEK-79: are found out where one alone hears no end of a stream', () => {
    const [first, second] = small.peers;
    const deaf: typeof step = (peer, input, atMs, choose) =>
      input.type === 'stream.ended' ? [] : step(peer, input, atMs, choose);
    const network = { ...small, peers: [first!, { ...second!, step: deaf }] };
    expect(() => {
      const flaws = flawsOf(peerModel(network));
      if (flaws.size > 0) throw new RangeError(`CHEK-104: ${[...flaws].join()}`);
    }).toThrow('CHEK-104');
  });

  it('CHEK-79: are found out where a property names one of them', () => {
    const ofFirst: PeerNetwork['properties'][number] = {
      id: 'first-links',
      kind: 'sometimes',
      about: 'the first has a link',
      factOf: (state, peer) => (peer === 0 ? (state?.links.size ?? 0) : 0),
      holds: ([first]) => first! > 0,
    };
    expect(flawsOf(peerModel({ ...small, properties: [ofFirst] }))).toEqual(
      new Set(['a property']),
    );
  });
});

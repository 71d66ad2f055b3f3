/**
 * The compiled stepper, through the seam that a peer uses, against XState itself on the same lives of
 * links and members: its cheapest call (`machine.transition` with a scope that does nothing, made
 * once) and its public one (`transition`).
 */
import { type AnyStateMachine, createActor, initialTransition, transition } from 'xstate';
import { linkDiallerMachine } from '../src/machines/link-dialler.machine.js';
import { memberMachine } from '../src/machines/member.machine.js';
import type { Stepper } from '../src/peer/stepper.js';
import { steppers } from '../src/peer/steppers.js';
import { type BenchRow, bestOf, ratioOf } from './measure.js';

interface Happening {
  readonly type: string;
}
interface Life {
  readonly machine: AnyStateMachine;
  readonly stepper: Stepper<object, Happening, object>;
  readonly entity: object;
  readonly events: readonly Happening[];
}

const lives: readonly Life[] = [
  {
    machine: linkDiallerMachine,
    stepper: steppers['link-dialler'] as unknown as Life['stepper'],
    entity: { pkiId: '', probe: false, noticesEndAtSend: true, handshakeWaitMs: 2_000 },
    events: [
      { type: 'stream.opened' },
      { type: 'handshake.verified', pkiId: 'a58a', admission: 'open' } as Happening,
      { type: 'send.attempted' },
      { type: 'remote.ended' },
      { type: 'send.attempted' },
    ],
  },
  {
    machine: memberMachine,
    stepper: steppers.member as unknown as Life['stepper'],
    entity: { pkiId: 'a58a' },
    events: [
      { type: 'alive.received' },
      { type: 'link.failed' },
      { type: 'alive.received' },
      { type: 'silence.exceeded' },
      { type: 'record.expired', pinned: false } as Happening,
    ],
  },
];
const stepCount = lives.reduce((sum, { events }) => sum + events.length, 0);

function compiled({ stepper, entity, events }: Life): number {
  const record = { ...entity };
  const out: object[] = [];
  let state = stepper.start(record, out as never);
  for (const event of events)
    state = stepper.step(state, record, event, out as never)?.next ?? state;
  return out.length;
}

function publicCall({ machine, entity, events }: Life): number {
  let [snapshot, effects] = initialTransition(machine, entity as never);
  let count = effects.length;
  for (const event of events) {
    [snapshot, effects] = transition(machine, snapshot, event as never);
    count += effects.length;
  }
  return count;
}

/** A life through `machine.transition`, with a scope that only counts what is asked for. */
function cheapestCall({ machine, entity, events }: Life): () => number {
  const self = createActor(machine, { input: entity as never });
  let count = 0;
  const scope = {
    self,
    defer: () => {},
    id: '',
    logger: () => {},
    sessionId: '',
    stopChild: () => {},
    system: self.system,
    emit: () => {},
    actionExecutor: () => {
      count += 1;
    },
  } as unknown as Parameters<AnyStateMachine['transition']>[2];
  return () => {
    count = 0;
    let snapshot = machine.getInitialSnapshot(scope, entity as never);
    for (const event of events) snapshot = machine.transition(snapshot, event as never, scope);
    return count;
  };
}

const REPEATS = 100;

export async function run(): Promise<BenchRow[]> {
  const cheapest = lives.map(cheapestCall);
  lives.forEach((life, i) => {
    const counts = [compiled(life), cheapest[i]!(), publicCall(life)];
    if (new Set(counts).size > 1)
      throw new Error(`${life.machine.id}: effects differ: ${counts.join(', ')}`);
  });
  const repeated = (work: () => void) => () => {
    for (let i = 0; i < REPEATS; i += 1) work();
  };
  const [own, cheap, costly] = bestOf([
    repeated(() => lives.forEach(compiled)),
    repeated(() => {
      for (const live of cheapest) live();
    }),
    repeated(() => lives.forEach(publicCall)),
  ]).map((ms) => (1000 * ms) / (REPEATS * stepCount)) as [number, number, number];
  const perSecond = (1e6 / own).toExponential(1);
  return [
    {
      name: 'stepper: against machine.transition with an inert scope',
      ratio: ratioOf(cheap / own),
      detail: `${own.toFixed(2)} µs a step, ${perSecond} steps a second; XState ${cheap.toFixed(1)} µs`,
    },
    {
      name: 'stepper: against transition()',
      ratio: ratioOf(costly / own),
      detail: `${own.toFixed(2)} µs a step, XState ${costly.toFixed(1)} µs`,
    },
  ];
}

/** The example of docs/checker.md: a lock, and two who want it. */
import { createExploration, machineModel, type Send } from 'fabric-gossip/checker';
import { emit, setup } from 'xstate';

const send = (to: string, type: string) => ({ type: 'send', to, message: { type } }) as Send;
const typed = setup({ types: {} as { emitted: Send } });

const lock = typed.createMachine({
  initial: 'free',
  states: {
    free: {
      on: {
        'ann.asks': { target: 'held', actions: emit(send('ann', 'granted')) },
        'bob.asks': { target: 'held', actions: emit(send('bob', 'granted')) },
      },
    },
    held: { on: { 'lock.released': 'free' } },
  },
});
const client = (name: string) =>
  typed.createMachine({
    initial: 'idle',
    states: {
      idle: { on: { want: { target: 'waiting', actions: emit(send('lock', `${name}.asks`)) } } },
      waiting: { on: { granted: 'holding' } },
      holding: { on: { done: { target: 'idle', actions: emit(send('lock', 'lock.released')) } } },
    },
  });

for (const network of ['taken', 'kept'] as const) {
  const model = machineModel({
    name: 'lock',
    // `kept`: what was delivered can be delivered again.
    network,
    actors: [
      { name: 'lock', machine: lock, happenings: [] },
      ...['ann', 'bob'].map((name) => ({
        name,
        machine: client(name),
        happenings: [{ type: 'want' }, { type: 'done' }],
      })),
    ],
    properties: [
      {
        id: 'one-holds',
        kind: 'always',
        about: 'no two hold the lock at the same time',
        factOf: ({ value }) => (value === 'holding' ? 1 : 0),
        holds: (facts) => facts.reduce((sum, fact) => sum + fact) < 2,
      },
    ],
  });
  const exploration = createExploration(model);
  while (exploration.advance(1_000));
  for (const { property, verdict, witness } of exploration.judgements) {
    console.log(`${network}: ${property.id} ${verdict}, ${exploration.summary.distinct} states`);
    if (witness === undefined) continue;
    for (const { label } of exploration.pathTo(witness).slice(1)) console.log(`  ${label}`);
  }
}

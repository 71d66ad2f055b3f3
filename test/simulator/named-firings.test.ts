/** Peers whose timers are told by name, as where somebody watches each step, forget those that have fired. */
import { expect, it } from 'vitest';
import { endpointOf, optionsOf } from '../../src/checker/models/parts.js';
import { ARMED } from '../../src/peer/armed-timers.js';
import { bytesOf } from '../../src/peer/received.js';
import { createSimulation } from '../../src/simulator/simulation.js';
import { gossipMessage, unsignedMessage } from '../../src/wire/envelope.js';
import { GossipMessage_Tag, PullMsgType } from '../../src/wire/gen/gossip/message_pb.js';

const HELLOS = 1_000;
const helloWith = (nonce: bigint) =>
  unsignedMessage(
    gossipMessage(
      'hello',
      {
        $typeName: 'gossip.GossipHello',
        nonce,
        metadata: new Uint8Array(),
        msgType: PullMsgType.IDENTITY_MSG,
      },
      { tag: GossipMessage_Tag.EMPTY },
    ),
  );

it.each([
  ['nobody', []],
  ['somebody', [{ stepped() {} }]],
])('keeps few timers that are not armed where %s watches', (_, observers) => {
  const names = ['p1.A', 'p2.A'];
  const simulation = createSimulation({ seed: 1, observers });
  for (const [i, options] of optionsOf(names).entries()) simulation.add(names[i]!, options);
  for (const name of names) simulation.start(name);
  simulation.feed('p1.A', { type: 'link.requested', endpoint: endpointOf('p2.A') });
  simulation.advance(1_000);
  for (let nonce = 1n; nonce <= HELLOS; nonce += 1n) {
    simulation.inject('p1.A', 'p2.A', bytesOf(helloWith(nonce)));
    simulation.advance(20);
  }
  simulation.advance(10_000);
  const { state } = simulation.peer('p2.A');
  expect(state.identityPull.nonces.size).toBe(0);
  expect(state[ARMED]!.listed.length).toBeLessThan(HELLOS / 3);
});

/** A trace of the simulator with the envelopes in it: who takes part, what was sent, arrived and was lost. */
import type { TraceLine } from '../../peer/trace.js';
import { createUnderWay } from '../../simulator/measure/under-way.js';
import type { SimulationObserver } from '../../simulator/node.js';
import { SCENARIO_START_MS } from '../../simulator/scenario/network.js';
import {
  channelPeerNames,
  organisationOf,
  peerNames,
  type Scenario,
} from '../../simulator/scenario/scenario.js';
import { trustOf } from '../../simulator/scenario/trust.js';
import { createChannelFinder } from '../../trace/channel-of.js';
import { openedEnvelope, seenOf } from '../../trace/message.js';
import { createLines, type FileLine } from '../../trace/told.js';
import type { GossipMessage } from '../../wire/message-types.js';

export interface MessageTrace {
  readonly observer: SimulationObserver;
  /** For what peers decide. */
  readonly onTrace: (line: TraceLine) => void;
}

/** Every line is numbered anew, since there are more than those of the peers. */
export function createMessageTrace(
  scenario: Scenario,
  write: (line: FileLine) => void,
): MessageTrace {
  const line = createLines();
  const underWay = createUnderWay<string>();
  const { pkiOf, crypto } = trustOf(scenario, SCENARIO_START_MS);
  const channels = scenario.channels.map(({ name }) => name);
  const finder = createChannelFinder(crypto, channels);
  let sentCount = 0;
  const tell: typeof line = (peer, atMs, trace) => {
    const told = line(peer, atMs, trace);
    write(told);
    return told;
  };
  introduce(scenario, tell);
  return {
    onTrace: ({ peer, atMs, trace }) => void tell(peer, atMs, trace),
    observer: {
      life: ({ name }, what, atMs) =>
        void tell(name, atMs, { kind: 'life', what: what === 'started' ? 'started' : 'ended' }),
      sent(from, to, sent, atMs) {
        sentCount += 1;
        const id = String(sentCount);
        underWay.sent(from, to, sent, id);
        const opened = sent.message ? { message: sent.message } : openedEnvelope(sent.bytes);
        const channelOf = (message: GossipMessage) => finder.channelOf(message, pkiOf(from.name));
        const seen = seenOf(sent.bytes, opened, channelOf);
        const ends = { from: from.name, to: to.name, ...seen, id };
        tell(from.name, atMs, { kind: 'message', what: 'sent', ...ends });
      },
      received(from, to, sent, atMs) {
        const id = underWay.ended(from, to, sent);
        if (id === undefined) return;
        const kind = sent.message?.content.case ?? '';
        const ends = { from: from.name, to: to.name, message: kind, size: sent.bytes.length, id };
        tell(to.name, atMs, { kind: 'message', what: 'arrived', ...ends });
      },
      dropped(from, to, sent, why, atMs) {
        const id = underWay.ended(from, to, sent);
        if (id === undefined) return;
        const kind = sent.message?.content.case ?? '';
        const ends = { from: from.name, to: to.name, message: kind, size: sent.bytes.length, id };
        tell(from.name, atMs, { kind: 'message', what: 'lost', ...ends, why });
      },
    },
  };
}

function introduce(
  scenario: Scenario,
  tell: (peer: string, atMs: number, trace: FileLine['trace']) => unknown,
): void {
  const trust = trustOf(scenario, SCENARIO_START_MS);
  const says = { seed: String(scenario.seed) };
  tell('', SCENARIO_START_MS, {
    kind: 'about',
    source: 'simulator',
    title: scenario.name || 'a scenario',
    says,
  });
  for (const name of peerNames(scenario))
    tell(name, SCENARIO_START_MS, {
      kind: 'who',
      organisation: organisationOf(name),
      role: 'peer',
      pkiId: trust.pkiOf(name),
      channels: scenario.channels
        .filter((channel) => channelPeerNames(scenario, channel).includes(name))
        .map((channel) => channel.name),
    });
}

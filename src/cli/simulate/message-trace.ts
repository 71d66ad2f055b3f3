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
import { createLines, type FileLine, type WhoTold } from '../../trace/told.js';
import type { Crypto } from '../../wire/crypto/port.js';
import type { GossipMessage } from '../../wire/message-types.js';

export interface MessageTrace {
  readonly observer: SimulationObserver;
  /** For what peers decide. */
  readonly onTrace: (line: TraceLine) => void;
  /** A remark. */
  readonly note: (peer: string, atMs: number, text: string) => void;
}

/** Who takes part, and what the whole is. */
export interface Cast {
  readonly title: string;
  readonly says: Readonly<Record<string, string>>;
  /** Ms since 1970. */
  readonly startMs: number;
  readonly crypto: Crypto;
  readonly people: readonly (Omit<WhoTold, 'kind' | 'role'> & { readonly name: string })[];
  readonly channels: readonly string[];
}

export const createMessageTrace = (
  scenario: Scenario,
  write: (line: FileLine) => void,
): MessageTrace => createCastTrace(castOf(scenario), write);

/** Every line is numbered anew, since there are more than those of the peers. */
export function createCastTrace(cast: Cast, write: (line: FileLine) => void): MessageTrace {
  const line = createLines();
  const underWay = createUnderWay<string>();
  const pkis = new Map(cast.people.map(({ name, pkiId }) => [name, pkiId]));
  const finder = createChannelFinder(cast.crypto, cast.channels);
  let sentCount = 0;
  const tell: typeof line = (peer, atMs, trace) => {
    const told = line(peer, atMs, trace);
    write(told);
    return told;
  };
  introduce(cast, tell);
  return {
    onTrace: ({ peer, atMs, trace }) => void tell(peer, atMs, trace),
    note: (peer, atMs, text) => void tell(peer, atMs, { kind: 'note', what: 'note', text }),
    observer: {
      life: ({ name }, what, atMs) =>
        void tell(name, atMs, { kind: 'life', what: what === 'started' ? 'started' : 'ended' }),
      sent(from, to, sent, atMs) {
        sentCount += 1;
        const id = String(sentCount);
        underWay.sent(from, to, sent, id);
        const opened = sent.message ? { message: sent.message } : openedEnvelope(sent.bytes);
        const channelOf = (message: GossipMessage) =>
          finder.channelOf(message, pkis.get(from.name)!);
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

function castOf(scenario: Scenario): Cast {
  const trust = trustOf(scenario, SCENARIO_START_MS);
  return {
    title: scenario.name || 'a scenario',
    says: { seed: String(scenario.seed) },
    startMs: SCENARIO_START_MS,
    crypto: trust.crypto,
    channels: scenario.channels.map(({ name }) => name),
    people: peerNames(scenario).map((name) => ({
      name,
      organisation: organisationOf(name),
      pkiId: trust.pkiOf(name),
      channels: scenario.channels
        .filter((channel) => channelPeerNames(scenario, channel).includes(name))
        .map((channel) => channel.name),
    })),
  };
}

function introduce(
  { title, says, startMs, people }: Cast,
  tell: (peer: string, atMs: number, trace: FileLine['trace']) => unknown,
): void {
  tell('', startMs, { kind: 'about', source: 'simulator', title, says });
  for (const { name, ...who } of people) tell(name, startMs, { kind: 'who', role: 'peer', ...who });
}

/** Listens to a simulation and notes what happens in a recording. Changes nothing of what happens. */
import type { Trace } from '../../src/peer/trace.js';
import { messageKindOf } from '../../src/simulator/measure/message-kind.js';
import { createUnderWay } from '../../src/simulator/measure/under-way.js';
import type { Node, Sent, SimulationObserver } from '../../src/simulator/node.js';
import { type ChannelFinder, createChannelFinder } from '../../src/trace/channel-of.js';
import { openedEnvelope } from '../../src/trace/message.js';
import type { GossipMessage } from '../../src/wire/message-types.js';
import type { Cast } from './cast.js';
import {
  BLOCK,
  BLOCK_SOURCES,
  CHANNEL,
  COMMIT,
  DROPPED,
  GONE,
  LEADS,
  LIFE,
  note,
  RECEIVED,
  type Recording,
  SENT,
  STEP,
  VERDICT,
} from './recording.js';

/**
 * Of more peers the sizes of messages are not noted: nobody else needs the bytes of most of them, and to
 * encode them takes a third more time.
 */
export const SIZED_PEERS_MAX = 50;

export interface Recorder {
  readonly observer: SimulationObserver;
  /** The number of a text. */
  text(of: string): number;
}

/** `startMs`: instant of the beginning, ms since 1970. */
export function createRecorder(recording: Recording, cast: Cast, startMs: number): Recorder {
  const { strings } = recording;
  const texts = new Map<string, number>();
  const text = (of: string): number => {
    let number = texts.get(of);
    if (number === undefined) {
      number = strings.push(of) - 1;
      texts.set(of, number);
    }
    return number;
  };
  const peers = new Map(cast.peers.map(({ name }, index) => [name, index]));
  const byPki = new Map(cast.peers.map(({ pki }, index) => [pki, index]));
  const channels = new Map(cast.channels.map(({ name }, index) => [name, index]));
  /** Of each peer, the state of each machine that has taken a step, by machine and entity. */
  const living = cast.peers.map(
    () => new Map<string, { machine: string; entity: string; to: string }>(),
  );
  /** Indexes of what was sent. */
  const underWay = createUnderWay<number>();
  const indexOf = (node: Node) => peers.get(node.name)!;
  const isSized = cast.peers.length <= SIZED_PEERS_MAX;
  const channelOf = (name: string) => channels.get(name) ?? -1;
  let finder: ChannelFinder | undefined;
  /** Of messages: a thousand peers forward the same one. */
  const about = new WeakMap<GossipMessage, number>();
  const channelIn = ({ message, bytes }: Sent, from: Node): number => {
    // What villains send is there as bytes alone.
    const opened = message ?? openedEnvelope(bytes)?.message;
    if (opened === undefined) return -1;
    let channel = about.get(opened);
    if (channel === undefined) {
      finder ??= createChannelFinder(from.options.crypto, channels.keys());
      channel = channelOf(finder.channelOf(opened, cast.peers[indexOf(from)]!.pki) ?? '');
      about.set(opened, channel);
    }
    return channel;
  };

  function onTrace(node: Node, trace: Trace, atMs: number): void {
    const at = atMs - startMs;
    const peer = indexOf(node);
    switch (trace.kind) {
      case 'step': {
        const { machine, entity, row, event, from, to } = trace;
        const key = `${machine}\t${entity}`;
        const isFirst = !living[peer]!.has(key);
        living[peer]!.set(key, { machine, entity, to });
        const step = text(`${machine}\t${row}\t${event}\t${from}\t${to}`);
        return void note(recording, at, STEP, peer, text(entity), step, isFirst ? 1 : 0);
      }
      case 'verdict': {
        const { verdict, clause, reason, message, sender } = trace;
        const said = text(`${verdict}\t${clause}\t${reason}\t${message}`);
        return void note(recording, at, VERDICT, peer, said, byPki.get(sender) ?? -1);
      }
      case 'block': {
        if (trace.what === 'committed') return;
        const source = BLOCK_SOURCES.indexOf(trace.source as 'push');
        const sender = byPki.get(trace.sender) ?? -1;
        const from = source + 8 * (sender + 1);
        return void note(
          recording,
          at,
          BLOCK,
          peer,
          channelOf(trace.channel),
          Number(trace.number),
          from,
        );
      }
      case 'leadership':
        return void note(recording, at, LEADS, peer, channelOf(trace.channel), trace.leads ? 1 : 0);
      case 'channel':
        return void note(
          recording,
          at,
          CHANNEL,
          peer,
          channelOf(trace.channel),
          text(trace.what),
          Number(trace.height),
        );
    }
  }

  function arrived(kind: number, from: Node, to: Node, sent: Sent, atMs: number, why = 0): void {
    const index = underWay.ended(from, to, sent);
    if (index === undefined) return;
    note(recording, atMs - startMs, kind, indexOf(from), indexOf(to), index, why);
  }

  const observer: SimulationObserver = {
    trace: onTrace,
    sent(from, to, sent, atMs) {
      const kind = sent.message?.content.case ?? messageKindOf(sent.bytes);
      const index = note(
        recording,
        atMs - startMs,
        SENT,
        indexOf(from),
        indexOf(to),
        text(kind),
        blockIn(sent),
        isSized ? sent.bytes.length : 0,
        channelIn(sent, from),
      );
      underWay.sent(from, to, sent, index);
    },
    received: (from, to, sent, atMs) => arrived(RECEIVED, from, to, sent, atMs),
    dropped: (from, to, sent, why, atMs) => arrived(DROPPED, from, to, sent, atMs, text(why)),
    committed({ node, channel, number, refusal }, atMs) {
      if (refusal !== undefined) return;
      const digest = node.ledgers.get(channel)?.commitHash ?? '';
      note(
        recording,
        atMs - startMs,
        COMMIT,
        indexOf(node),
        channelOf(channel),
        Number(number),
        text(digest),
      );
    },
    life(node, what, atMs) {
      const peer = indexOf(node);
      if (what === 'killed') {
        for (const { machine, entity, to } of living[peer]!.values())
          note(
            recording,
            atMs - startMs,
            GONE,
            peer,
            text(entity),
            text(`${machine}\t\t\t${to}\t${to}`),
          );
        living[peer]!.clear();
      }
      note(recording, atMs - startMs, LIFE, peer, what === 'started' ? 1 : 0);
    },
  };
  return { observer, text };
}

/** The number of the block that a message carries, or -1. */
function blockIn({ message }: Sent): number {
  const content = message?.content;
  return content?.case === 'dataMsg' ? Number(content.value.payload?.seqNum ?? -1) : -1;
}

/**
 * Makes a recording of the lines of a trace as they come: from a file whole, from a live peer one by
 * one. What the trace does not have, the recording has not: traces of what peers decide have no messages.
 */
import type { AboutTold, FileLine, MessageTold, WhoTold } from '../../src/trace/told.js';
import {
  BLOCK,
  BLOCK_SOURCES,
  CHANNEL,
  COMMIT,
  createRecording,
  DROPPED,
  GONE,
  LEADS,
  LIFE,
  NOTE,
  note,
  RECEIVED,
  type Recording,
  SENT,
  STEP,
  VERDICT,
} from '../run/recording.js';
import { createGrowingCast, type GrowingCast } from './growing-cast.js';

/** Of one kind and size between two peers; more that are under way are not matched with their arrival. */
const UNDER_WAY_MAX = 1_000;
const UNDER_WAY_MS_MAX = 5_000;
const TONES = ['note', 'fault', 'failed'] as const;

export interface TraceReader extends Pick<GrowingCast, 'cast' | 'version'> {
  readonly recording: Recording;
  /** The first line of its kind. */
  readonly about: AboutTold | undefined;
  /** Instant of the last line, ms since the first. */
  readonly untilMs: number;
  add(line: FileLine): void;
  /** Base64, by the index of what was sent; undefined where the trace has none. */
  envelopeOf(index: number): string | undefined;
}

export function createTraceReader(): TraceReader {
  const recording = createRecording();
  const people = createGrowingCast();
  const { peerOf, channelOf } = people;
  const texts = new Map<string, number>();
  const envelopes = new Map<number, string>();
  const underWay = new Map<string, number[]>();
  const living = new Map<number, Map<string, { entity: number; machine: string; to: string }>>();
  const begun = new Set<number>();
  let startMs = Number.NaN;
  let untilMs = 0;
  let about: AboutTold | undefined;

  const text = (of: string): number => {
    let number = texts.get(of);
    if (number === undefined) {
      number = recording.strings.push(of) - 1;
      texts.set(of, number);
    }
    return number;
  };

  function begin(peer: number, at: number): void {
    if (begun.has(peer)) return;
    begun.add(peer);
    note(recording, at, LIFE, peer, 1);
  }

  function end(peer: number, at: number): void {
    for (const { entity, machine, to } of living.get(peer)?.values() ?? [])
      note(recording, at, GONE, peer, entity, text(`${machine}\t\t\t${to}\t${to}`));
    living.delete(peer);
    begun.delete(peer);
    note(recording, at, LIFE, peer, 0);
  }

  function message(told: MessageTold, at: number): void {
    const [from, to] = [peerOf(told.from), peerOf(told.to)];
    const key = told.id ?? `${from} ${to} ${told.message} ${told.size}`;
    const waiting = underWay.get(key);
    // Without numbers, what was lost on its way is not taken for what was sent after it.
    if (told.id === undefined)
      while (waiting?.length && at - recording.at[waiting[0]!]! > UNDER_WAY_MS_MAX) waiting.shift();
    let index = told.what === 'arrived' || told.what === 'lost' ? waiting?.shift() : undefined;
    if (waiting?.length === 0) underWay.delete(key);
    if (index === undefined) {
      const kind = text(told.message || 'undecodable');
      const block = told.block === undefined ? -1 : Number(told.block);
      const channel = told.channel === undefined ? -1 : people.knownChannel(told.channel);
      index = note(recording, at, SENT, from, to, kind, block, told.size, channel);
      if (told.envelope !== undefined) envelopes.set(index, told.envelope);
    }
    // Whose other end nobody watches arrives when it leaves.
    const isWatched = told.id !== undefined || people.isWatched(to);
    if (told.what === 'sent' && isWatched) {
      const others = underWay.get(key) ?? [];
      if (others.length < UNDER_WAY_MAX) others.push(index);
      underWay.set(key, others);
    } else if (told.what === 'lost')
      note(recording, at, DROPPED, from, to, index, text(told.why ?? 'lost'));
    else note(recording, at, RECEIVED, from, to, index);
  }

  function who(name: string, told: WhoTold): void {
    const peer = people.introduce(name, told);
    for (const channel of told.channels) channelOf(channel, peer);
  }

  function add({ atMs, peer: name, trace }: FileLine): void {
    if (Number.isNaN(startMs)) startMs = atMs;
    const at = Math.max(0, atMs - startMs);
    untilMs = Math.max(untilMs, at);
    if (trace.kind === 'about') {
      about ??= trace;
      return;
    }
    if (trace.kind === 'message') return message(trace, at);
    if (trace.kind === 'who') return who(name, trace);
    const peer = name === '' ? -1 : peerOf(name);
    if (trace.kind === 'note') {
      const clauses = trace.clauses?.length ? ` (${trace.clauses.join(', ')})` : '';
      const tone = TONES.indexOf(trace.what);
      return void note(recording, at, NOTE, peer, text(`${trace.text}${clauses}`), tone);
    }
    if (peer < 0) return;
    if (trace.kind === 'life') {
      // Whoever starts while it runs was killed, and nobody was left to say so.
      if (trace.what === 'ended' || living.has(peer)) end(peer, at);
      return trace.what === 'started' ? begin(peer, at) : undefined;
    }
    begin(peer, at);
    switch (trace.kind) {
      case 'step': {
        const { machine, entity, row, event, from, to } = trace;
        const own = living.get(peer) ?? new Map();
        living.set(peer, own);
        const key = `${machine}\t${entity}`;
        const isFirst = own.has(key) ? 0 : 1;
        own.set(key, { entity: text(entity), machine, to });
        const step = text(`${machine}\t${row}\t${event}\t${from}\t${to}`);
        return void note(recording, at, STEP, peer, text(entity), step, isFirst);
      }
      case 'verdict': {
        const { verdict, clause, reason, message: kind, sender } = trace;
        const said = text(`${verdict}\t${clause}\t${reason}\t${kind}`);
        return void note(recording, at, VERDICT, peer, said, people.byPki(sender));
      }
      case 'block': {
        const channel = channelOf(trace.channel, peer);
        const number = Number(trace.number);
        if (trace.what === 'committed')
          return void note(recording, at, COMMIT, peer, channel, number, text(trace.hash));
        const source = Math.max(0, BLOCK_SOURCES.indexOf(trace.source as 'push'));
        const sender = people.byPki(trace.sender);
        return void note(recording, at, BLOCK, peer, channel, number, source + 8 * (sender + 1));
      }
      case 'leadership': {
        const channel = channelOf(trace.channel, peer);
        return void note(recording, at, LEADS, peer, channel, trace.leads ? 1 : 0);
      }
      case 'channel': {
        const channel = channelOf(trace.channel, peer);
        const height = Number(trace.height);
        return void note(recording, at, CHANNEL, peer, channel, text(trace.what), height);
      }
      case 'state': {
        const channel = channelOf(trace.channel, peer);
        if (trace.leads !== undefined)
          note(recording, at, LEADS, peer, channel, trace.leads ? 1 : 0);
        if (trace.height === undefined) return;
        const what = trace.left === true ? 'left' : 'told';
        note(recording, at, CHANNEL, peer, channel, text(what), Number(trace.height));
      }
    }
  }

  return {
    cast: people.cast,
    recording,
    add,
    envelopeOf: (index) => envelopes.get(index),
    get about() {
      return about;
    },
    get version() {
      return people.version;
    },
    get untilMs() {
      return untilMs;
    },
  };
}

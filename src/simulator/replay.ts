/**
 * Replay: a reference peer lives through a recording, on virtual time.
 *
 * The recording is the whole world: what the peer sends is counted and goes nowhere, and a stream that
 * it wants to open, but the recording has not, stays unanswered.
 */

import type { MemoryLedger } from '../ledger/memory-ledger.js';
import type { PeerEffect, PeerInput } from '../peer/io.js';
import type { Peer } from '../peer/peer.js';
import { step } from '../peer/peer.js';
import type { Trace } from '../peer/trace.js';
import { createSeededChoose } from './choose-seeded.js';
import { createVirtualClock } from './virtual-clock.js';

export interface ReplayRow {
  readonly line: number;
  /** Milliseconds since the start of the recording. */
  readonly ms: number;
  readonly dir: 'in' | 'out';
  readonly conn: string;
  readonly bytes: Uint8Array;
}

/** A connection of the recording. */
export interface ReplayConnection {
  /** Whether the recorded peer opened it. */
  readonly dialled: boolean;
  readonly remoteTlsHash: Uint8Array | undefined;
  readonly localTlsHash: Uint8Array | undefined;
}

export interface ReplayEvent {
  /** Milliseconds since the start of the recording. */
  readonly ms: number;
  /** The row that was fed when it happened; for a timer, the last row before. */
  readonly line: number;
  readonly cause: 'row' | 'timer';
  readonly trace: Trace;
}

export interface ReplayOptions {
  readonly peer: Peer;
  /** Instant of the start of the recording, ms since 1970. */
  readonly startMs: number;
  readonly connections: ReadonlyMap<string, ReplayConnection>;
  /** How long to live on after the last row, ms. */
  readonly tailMs: number;
  readonly onEvent: (event: ReplayEvent) => void;
  /** Ledgers of the channels that the peer joins at the start, each with its first block. */
  readonly ledgers?: readonly MemoryLedger[];
}

/** Envelopes that the peer would have sent. */
export interface ReplaySummary {
  readonly rowsFed: number;
  readonly sentCount: number;
  readonly endMs: number;
}

export function replay(rows: Iterable<ReplayRow>, options: ReplayOptions): ReplaySummary {
  const { peer, startMs, connections, tailMs, onEvent, ledgers = [] } = options;
  const clock = createVirtualClock(startMs);
  const choose = createSeededChoose(1);
  const timers = new Map<string, () => void>();
  const links = new Map<string, string>();
  let line = 0;
  let cause: ReplayEvent['cause'] = 'row';
  let sentCount = 0;
  let rowsFed = 0;

  const feed = (input: PeerInput): readonly PeerEffect[] => {
    const effects = step(peer, input, clock.now(), choose);
    for (const effect of effects) perform(effect);
    return effects;
  };

  function perform(effect: PeerEffect): void {
    if (effect.type === 'report')
      onEvent({ ms: clock.now() - startMs, line, cause, trace: effect.trace });
    else if (effect.type === 'envelope.send') sentCount += 1;
    else if (effect.type === 'timer.arm') {
      const { timer } = effect;
      timers.get(timer)?.();
      const fire = () => {
        cause = 'timer';
        feed({ type: 'timer.fired', timer });
        cause = 'row';
      };
      timers.set(timer, clock.after(effect.ms, fire));
    } else if (effect.type === 'timer.disarm') timers.get(effect.timer)?.();
    else if (effect.type === 'block.commit') clock.after(0, () => commit(effect));
  }

  function commit({ channel, number, bytes }: Extract<PeerEffect, { type: 'block.commit' }>): void {
    const answer = ledgers.find((ledger) => ledger.channel === channel)!.commit(number, bytes);
    if (answer.verdict === 'accept') feed({ type: 'block.committed', channel, number });
    else feed({ type: 'commit.failed', channel, number, reason: answer.reason });
  }

  function open(conn: string): string {
    const connection = connections.get(conn) ?? {
      dialled: false,
      remoteTlsHash: undefined,
      localTlsHash: undefined,
    };
    const { dialled, ...hashes } = connection;
    if (!dialled) {
      feed({ type: 'stream.accepted', link: conn, ...hashes });
      return conn;
    }
    const effects = feed({ type: 'link.requested', endpoint: conn });
    const dial = effects.find((effect) => effect.type === 'dial');
    const link = dial?.type === 'dial' ? dial.link : conn;
    feed({ type: 'stream.opened', link, ...hashes });
    return link;
  }

  feed({ type: 'start' });
  for (const { channel, configBlock, height, lastHash } of ledgers)
    feed({ type: 'channel.join', channel, configBlock, height, lastHash });
  for (const row of rows) {
    clock.advanceTo(Math.max(clock.now(), startMs + Math.round(row.ms)));
    line = row.line;
    let link = links.get(row.conn);
    if (link === undefined) {
      link = open(row.conn);
      links.set(row.conn, link);
    }
    if (row.dir === 'out') continue;
    rowsFed += 1;
    feed({ type: 'envelope.received', link, message: row.bytes });
  }
  clock.advance(tailMs);
  return { rowsFed, sentCount, endMs: clock.now() - startMs };
}

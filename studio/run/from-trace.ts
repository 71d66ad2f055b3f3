/**
 * A recording of a trace that is already there, as `simulate --trace` or a peer wrote it. A trace has
 * what peers decided and not what they sent, so there are no messages in flight but those of blocks.
 */
import type { TraceLine } from '../../src/peer/trace.js';
import type { Cast } from './cast.js';
import {
  BLOCK,
  BLOCK_SOURCES,
  CHANNEL,
  COMMIT,
  createRecording,
  LEADS,
  LIFE,
  note,
  type Recording,
  STEP,
  VERDICT,
} from './recording.js';

export interface TraceRecording {
  readonly cast: Cast;
  readonly recording: Recording;
  readonly durationMs: number;
}

/** @throws RangeError if a line is no line of a trace. */
export function recordingOfTrace(text: string): TraceRecording {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseLine);
  const names = [...new Set(lines.map(({ peer }) => peer))].sort();
  const organisations = [...new Set(names.map(organisationOf))];
  const channels = [
    ...new Set(lines.flatMap(({ trace }) => ('channel' in trace ? [trace.channel] : []))),
  ].sort();
  const members = channels.map(
    (channel) =>
      new Set(
        lines.flatMap(({ peer, trace }) =>
          'channel' in trace && trace.channel === channel ? [names.indexOf(peer)] : [],
        ),
      ),
  );
  const cast: Cast = {
    organisations,
    peers: names.map((name) => ({
      name,
      organisation: organisations.indexOf(organisationOf(name)),
      pki: '',
    })),
    channels: channels.map((name, index) => ({ name, members: [...members[index]!] })),
  };
  const startMs = lines[0]?.atMs ?? 0;
  const recording = createRecording();
  const numbers = new Map<string, number>();
  const number = (of: string): number => {
    const known = numbers.get(of);
    if (known !== undefined) return known;
    numbers.set(of, recording.strings.length);
    return recording.strings.push(of) - 1;
  };
  const begun = new Set<string>();
  for (const { atMs, peer: name, trace } of lines) {
    const at = atMs - startMs;
    const peer = names.indexOf(name);
    const isFirst = (key: string) => !begun.has(key) && begun.add(key) !== undefined;
    if (isFirst(name)) note(recording, at, LIFE, peer, 1);
    if (trace.kind === 'step') {
      const { machine, entity, row, event, from, to } = trace;
      const first = isFirst(`${name}\t${machine}\t${entity}`) ? 1 : 0;
      const step = number(`${machine}\t${row}\t${event}\t${from}\t${to}`);
      note(recording, at, STEP, peer, number(entity), step, first);
    } else if (trace.kind === 'verdict') {
      const { verdict, clause, reason, message } = trace;
      note(
        recording,
        at,
        VERDICT,
        peer,
        number(`${verdict}\t${clause}\t${reason}\t${message}`),
        -1,
      );
    } else if (trace.kind === 'block') {
      const channel = channels.indexOf(trace.channel);
      const source = BLOCK_SOURCES.indexOf(trace.source as 'push');
      if (trace.what === 'committed')
        note(recording, at, COMMIT, peer, channel, Number(trace.number), number(trace.hash));
      else note(recording, at, BLOCK, peer, channel, Number(trace.number), Math.max(0, source));
    } else if (trace.kind === 'leadership') {
      note(recording, at, LEADS, peer, channels.indexOf(trace.channel), trace.leads ? 1 : 0);
    } else if (trace.kind === 'channel') {
      const channel = channels.indexOf(trace.channel);
      note(recording, at, CHANNEL, peer, channel, number(trace.what), Number(trace.height));
    }
  }
  return { cast, recording, durationMs: (lines.at(-1)?.atMs ?? startMs) - startMs + 1 };
}

function parseLine(line: string, index: number): TraceLine {
  const value = JSON.parse(line) as Partial<TraceLine>;
  if (typeof value.peer !== 'string' || typeof value.atMs !== 'number' || value.trace === undefined)
    throw new RangeError(`line ${index + 1}: expected a line of a trace with atMs, peer and trace`);
  return value as TraceLine;
}

const organisationOf = (peer: string): string => peer.slice(peer.indexOf('.') + 1);

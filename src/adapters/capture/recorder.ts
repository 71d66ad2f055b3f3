/** Writes down every envelope that passes a transport, in the format of captures (rows.ts). */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Stream, Transport } from '../../ports.js';
import { decodeSignedMessage } from '../../wire/envelope.js';
import { UserMistake } from '../user-mistake.js';

export interface Recorder {
  /** The transport itself, overheard. */
  through(transport: Transport): Transport;
  /** Nothing is written afterwards. */
  close(): void;
}

/**
 * Connections are named `cliN` where the peer has dialled, `srvN` where it was dialled. Rows are written as
 * they come, so that a crash loses none. @throws UserMistake if the file cannot be written. An existing
 * one is replaced.
 */
export function createRecorder(path: string, now: () => number): Recorder {
  let file: number | undefined;
  try {
    file = openSync(path, 'w');
  } catch (cause) {
    throw new UserMistake(`${path}: cannot be written (${(cause as Error).message})`, { cause });
  }
  const startMs = now();
  let opened = 0;
  const write = (conn: string, dir: 'in' | 'out', bytes: Uint8Array): void => {
    if (file === undefined) return;
    const read = decodeSignedMessage(bytes);
    const kind = read.verdict === 'accept' ? (read.value.message.content.case ?? '') : '';
    const envelope = Buffer.from(bytes).toString('base64');
    writeSync(file, `${JSON.stringify({ ms: now() - startMs, dir, conn, kind, envelope })}\n`);
  };
  const overheard = (stream: Stream, kind: 'cli' | 'srv'): Stream => {
    opened += 1;
    const conn = `${kind}${opened}`;
    return {
      remoteTlsHash: stream.remoteTlsHash,
      localTlsHash: stream.localTlsHash,
      remoteAddress: stream.remoteAddress,
      send(bytes) {
        write(conn, 'out', bytes);
        stream.send(bytes);
      },
      end: (status) => stream.end(status),
      listen: (listener) =>
        stream.listen({
          received(bytes) {
            write(conn, 'in', bytes);
            listener.received(bytes);
          },
          ended: (status, reason) => listener.ended(status, reason),
        }),
    };
  };
  return {
    through: (transport) => ({
      serve: (endpoint, accepted) =>
        transport.serve(endpoint, (stream) => accepted(overheard(stream, 'srv'))),
      dial: async (endpoint) => overheard(await transport.dial(endpoint), 'cli'),
      ping: (endpoint) => transport.ping(endpoint),
      close: () => transport.close(),
    }),
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

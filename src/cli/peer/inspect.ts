/** `--inspect` of a peer: its trace and what passes its streams, for who watches. */
import { InvalidArgumentError } from 'commander';
import { createHistory } from '../../adapters/inspect/history.js';
import { overhear } from '../../adapters/inspect/overhear.js';
import type { TraceLine } from '../../peer/trace.js';
import type { Clock, Transport } from '../../ports.js';
import { createChannelFinder } from '../../trace/channel-of.js';
import { createLines, type FileLine } from '../../trace/told.js';
import { nobleCrypto } from '../../wire/crypto/noble.js';
import type { Assembled } from './assemble.js';

export interface Inspection {
  /** ws://127.0.0.1:PORT */
  readonly address: string;
  through(transport: Transport): Transport;
  trace(line: TraceLine): void;
  /** Who watches is told that the peer has stopped. */
  close(): Promise<void>;
}

/** Lines that are kept whole for who comes later. */
const HISTORY_LINES = 20_000;

/** `port` 0 for one that the system chooses. @throws ListenError if it cannot listen there. */
async function startInspection(
  { peer, name, listen }: Pick<Assembled, 'peer' | 'name' | 'listen'>,
  port: number,
  now: () => number,
  onRefused: (why: string) => void,
): Promise<Inspection> {
  const { identity, pkiHex, mspId } = peer.config;
  // Who is not watched needs no WebSockets.
  const { serveInspection } = await import('../../adapters/inspect/server.js');
  const history = createHistory(HISTORY_LINES);
  const server = await serveInspection({ port, history, onRefused });
  const line = createLines();
  /** Of the channels that this peer has joined. */
  const { learn, channelOf } = createChannelFinder(nobleCrypto);
  const tell = (who: string, atMs: number, trace: FileLine['trace']): void => {
    const told = line(who, atMs, trace);
    history.add(told);
    server.tell(told);
  };
  const says = { organisation: mspId, 'PKI-ID': pkiHex, listens: listen };
  tell('', now(), { kind: 'about', source: 'live', title: name, says });
  tell(name, now(), {
    kind: 'who',
    organisation: mspId,
    role: 'peer',
    pkiId: pkiHex,
    channels: [],
  });
  tell(name, now(), { kind: 'life', what: 'started' });
  return {
    address: server.address,
    through: (transport) =>
      overhear(
        transport,
        { name, identity, pkiId: pkiHex, channelOf },
        {
          message: (told) => tell(name, now(), told),
          who: (other, told) => tell(other, now(), told),
        },
      ),
    trace({ peer: who, atMs, trace }) {
      if (trace.kind === 'channel') learn(trace.channel);
      tell(who, atMs, trace);
    },
    async close() {
      tell(name, now(), { kind: 'life', what: 'ended' });
      await server.close();
    },
  };
}

/** The port that the user wrote. */
export function inspectPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('Expected a port, from 0 to 65535.');
  return port;
}

/** `inspect`: true for a port that the system chooses, undefined for no inspection. */
export async function inspectionFor(
  inspect: true | number | undefined,
  assembled: Assembled,
  clock: Clock,
  onRefused: (why: string) => void,
): Promise<Inspection | undefined> {
  if (inspect === undefined) return undefined;
  return startInspection(assembled, inspect === true ? 0 : inspect, clock.now, onRefused);
}

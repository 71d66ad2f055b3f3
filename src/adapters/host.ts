/**
 * The process host of a peer: performs the effects that the peer returns, in order, and feeds it what
 * happens. Decides nothing of the protocol. Inputs never overlap: one that comes up while another is
 * being performed waits for its turn.
 */
import type { Choose, EndStatus, LinkId, PeerEffect, PeerInput } from '../peer/io.js';
import type { TraceLine } from '../peer/trace.js';
import type { Clock, Stream, Transport } from '../ports.js';
import { type ChannelPorts, createChannelEffects } from './channel-effects.js';

/** A peer as a host sees it: a state, and the function that advances it. */
export interface HostedPeer<P> {
  readonly peer: P;
  readonly step: (peer: P, input: PeerInput, atMs: number, choose: Choose) => readonly PeerEffect[];
}

export interface HostOptions<P> extends HostedPeer<P>, Partial<ChannelPorts> {
  /** Name of the peer in the trace. */
  readonly name: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly choose: Choose;
  readonly onTrace?: ((line: TraceLine) => void) | undefined;
  /**
   * The peer broke an invariant of its own: it gets no further input and its links are closed.
   * Left out: the error is thrown where it came up.
   */
  readonly onFault?: ((error: unknown) => void) | undefined;
}

export interface Host {
  /** Serves `listen` (host:port, port 0 for any), then starts the peer. Resolves to what was bound. */
  start(listen: string): Promise<string>;
  /** Gives the peer an input, for example a local command. */
  feed(input: PeerInput): void;
  /**
   * Stops the peer, ends its links and its streams to orderers, closes the transport. The peer gets
   * nothing more. Once this resolves, the ledgers can be closed.
   */
  stop(): Promise<void>;
}

export function createHost<P>(options: HostOptions<P>): Host {
  const { peer, step, name, transport, clock, choose, onTrace, onFault } = options;
  const streams = new Map<LinkId, Stream>();
  const dialling = new Set<LinkId>();
  const timers = new Map<string, () => void>();
  const inputs: PeerInput[] = [];
  let isFeeding = false;
  let state: 'idle' | 'running' | 'stopped' = 'idle';
  let acceptedCount = 0;
  let lineCount = 0;
  let closing: Promise<void> | undefined;

  const feed = (input: PeerInput): void => {
    if (state !== 'running') return;
    inputs.push(input);
    if (isFeeding) return;
    isFeeding = true;
    try {
      for (let next = inputs.shift(); next !== undefined; next = inputs.shift())
        for (const effect of step(peer, next, clock.now(), choose)) perform(effect);
    } catch (error) {
      halt();
      if (onFault === undefined) throw error;
      onFault(error);
    } finally {
      isFeeding = false;
    }
  };

  const channels = createChannelEffects(
    { ledgers: options.ledgers ?? new Map(), orderer: options.orderer },
    feed,
  );

  const halt = (): void => {
    state = 'stopped';
    inputs.length = 0;
    dialling.clear();
    for (const cancel of timers.values()) cancel();
    timers.clear();
    for (const stream of streams.values()) stream.end('UNKNOWN');
    streams.clear();
    closing ??= channels.close();
  };

  const adopt = (link: LinkId, stream: Stream, type: 'stream.accepted' | 'stream.opened'): void => {
    streams.set(link, stream);
    const { remoteTlsHash, localTlsHash } = stream;
    feed({ type, link, remoteTlsHash, localTlsHash });
    stream.listen({
      received: (message) => feed({ type: 'envelope.received', link, message }),
      ended: (status) => feed({ type: 'stream.ended', link, status }),
    });
  };

  const accept = (stream: Stream): void => {
    if (state === 'running') adopt(`a${++acceptedCount}`, stream, 'stream.accepted');
    else stream.end('UNKNOWN');
  };

  const dial = (link: LinkId, endpoint: string): void => {
    dialling.add(link);
    transport.dial(endpoint).then(
      (stream) => {
        // The peer may have given the link up, or have been stopped, in the meantime.
        if (dialling.delete(link)) return adopt(link, stream, 'stream.opened');
        stream.listen({ received: () => {}, ended: () => {} });
        stream.end('OK');
      },
      (error: Error) => {
        if (dialling.delete(link)) feed({ type: 'dial.failed', link, reason: error.message });
      },
    );
  };

  const ping = (endpoint: string): void => {
    transport.ping(endpoint).then(
      () => feed({ type: 'ping.answered', endpoint }),
      () => feed({ type: 'ping.failed', endpoint }),
    );
  };

  const end = (link: LinkId, status: EndStatus): void => {
    dialling.delete(link);
    const stream = streams.get(link);
    streams.delete(link);
    stream?.end(status);
  };

  const arm = (timer: string, ms: number): void => {
    timers.get(timer)?.();
    const cancel = clock.after(ms, () => {
      timers.delete(timer);
      feed({ type: 'timer.fired', timer });
    });
    timers.set(timer, cancel);
  };

  const perform = (effect: PeerEffect): void => {
    switch (effect.type) {
      case 'dial':
        dial(effect.link, effect.endpoint);
        break;
      case 'ping':
        ping(effect.endpoint);
        break;
      case 'envelope.send':
        streams.get(effect.link)?.send(effect.signed.bytes);
        break;
      case 'stream.end':
        end(effect.link, effect.status);
        break;
      case 'timer.arm':
        arm(effect.timer, effect.ms);
        break;
      case 'timer.disarm':
        timers.get(effect.timer)?.();
        timers.delete(effect.timer);
        break;
      case 'report':
        lineCount += 1;
        onTrace?.({ v: 1, seq: lineCount, atMs: clock.now(), peer: name, trace: effect.trace });
        break;
      default:
        channels.perform(effect);
    }
  };

  return {
    async start(listen) {
      if (state !== 'idle') throw new TypeError('this host was started before');
      const bound = await transport.serve(listen, accept);
      state = 'running';
      feed({ type: 'start' });
      return bound;
    },
    feed,
    async stop() {
      feed({ type: 'stop' });
      halt();
      await Promise.all([transport.close(), closing]);
    },
  };
}

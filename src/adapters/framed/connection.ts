/**
 * One connection that carries frames, seen from either end: what arrives goes through the rule `frame`
 * (src/rules/frame.ts), what the rule accepts happens here. FRAM-4, FRAM-10.
 */
import type { Socket } from 'node:net';
import type { EndStatus } from '../../peer/io.js';
import type { Stream, StreamListener } from '../../ports.js';
import { type FrameFacts, judgeFrame } from '../../rules/frame.js';
import {
  createFrameDecoder,
  encodeEnd,
  encodeFrame,
  encodeHeader,
  endStatusOf,
  type Frame,
} from '../../wire/framing.js';
import { createSendQueue } from '../send-queue.js';
import type { FramedSettings } from './options.js';

export interface FramedConnection {
  readonly stream: Stream;
  /** Dialler: asks for a `pong`. */
  ping(): void;
  /** Dialler: opens the stream. */
  open(): void;
  /** Closes at once, whatever is under way. */
  destroy(): void;
  /** Resolves when nothing of the connection is left. */
  readonly gone: Promise<void>;
}

export interface FramedConnectionOptions {
  readonly socket: Socket;
  readonly role: FrameFacts['role'];
  readonly settings: FramedSettings;
  readonly remoteTlsHash: Uint8Array | undefined;
  readonly localTlsHash: Uint8Array | undefined;
  readonly remoteAddress: string;
  /** Acceptor: the remote opened the stream. Dialler: the remote answered Ping. */
  ready(connection: FramedConnection): void;
}

export function createFramedConnection(options: FramedConnectionOptions): FramedConnection {
  const { socket, role, settings, remoteAddress } = options;
  const { observer } = settings;
  const decoder = createFrameDecoder(settings.maxRecvMsgSize);
  let stage: FrameFacts['stage'] = 'fresh';
  let listener: StreamListener | undefined;
  /** What arrived before somebody listens: no more than one read of the socket gave. */
  let early: (() => void)[] = [];

  const queue = createSendQueue({
    countMax: settings.sendBuffSize,
    bytesMax: settings.maxSendMsgSize,
    write(bytes, done) {
      socket.cork();
      socket.write(encodeHeader('envelope', bytes.length));
      socket.write(bytes, (error) => {
        if (!error) observer.sent?.(bytes.length);
        done();
      });
      socket.uncork();
    },
    onOverflow: () => observer.overflowed?.(remoteAddress),
  });

  const tell = (what: (to: StreamListener) => void): void => {
    if (listener === undefined) early.push(() => what(listener!));
    else what(listener);
  };
  /** The stream has ended without our doing: told once, after everything that arrived before. */
  const remoteEnded = (status: EndStatus, reason: string): void => {
    if (stage === 'open') tell((to) => to.ended(status, reason));
    stage = 'ended';
    queue.discard();
  };

  const accept = ({ kind, body }: Frame): void => {
    switch (kind) {
      case 'open':
        stage = 'open';
        socket.pause();
        options.ready(connection);
        break;
      case 'pong':
        options.ready(connection);
        break;
      case 'end':
        remoteEnded(endStatusOf(body), 'the remote ended the stream');
        socket.end();
        break;
      default:
        observer.received?.(body.length);
        tell((to) => to.received(body));
    }
  };
  const receive = (frame: Frame): void => {
    const body = frame.isFitting ? 'fitting' : 'unfitting';
    const { verdict, clause } = judgeFrame({ stage, role, kind: frame.kind, body });
    if (verdict === 'accept') accept(frame);
    else if (verdict === 'reply') socket.write(encodeFrame('pong'));
    else if (verdict === 'close') {
      observer.refused?.(remoteAddress, `frame "${frame.kind}" (${clause})`);
      remoteEnded('UNKNOWN', `the remote sent a frame that has no place here (${clause})`);
      socket.destroy();
    }
  };

  socket.on('data', (chunk) => {
    for (const frame of decoder.push(chunk)) receive(frame);
  });
  socket.on('error', () => {});
  const gone = new Promise<void>((resolve) => {
    socket.once('close', () => {
      // FRAM-10
      remoteEnded('UNKNOWN', 'the connection was lost');
      resolve();
    });
  });

  const end = (status: EndStatus): void => {
    if (stage !== 'open') return;
    stage = 'ended';
    early = [];
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), settings.endTimeoutMs);
    socket.once('close', () => clearTimeout(timer));
    // FRAM-4: half-closing carries no status, so a dialler always says OK.
    queue.finish(() => socket.end(encodeEnd(role === 'dialler' ? 'OK' : status)));
  };

  const connection: FramedConnection = {
    stream: {
      remoteTlsHash: options.remoteTlsHash,
      localTlsHash: options.localTlsHash,
      remoteAddress,
      send(bytes) {
        if (stage === 'open') queue.push(bytes);
      },
      end,
      listen(heard) {
        listener = heard;
        for (const arrival of early.splice(0)) arrival();
        socket.resume();
      },
    },
    ping: () => void socket.write(encodeFrame('ping')),
    open() {
      stage = 'open';
      socket.write(encodeFrame('open'));
      socket.pause();
    },
    destroy: () => void socket.destroy(),
    gone,
  };
  return connection;
}

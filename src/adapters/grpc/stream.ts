/** One GossipStream as the port shows it: bounded sending, arrivals in order, one end. */
import type { EndStatus } from '../../peer/io.js';
import type { Stream, StreamListener } from '../../ports.js';
import { createSendQueue } from '../send-queue.js';
import type { GrpcSettings } from './options.js';

export interface GrpcStream extends Stream {
  /** The remote is done: tells the listener, once, after everything that arrived before. */
  remoteEnded(status: EndStatus, reason: string): void;
  /** The call is over for both ends: nothing more is written, `released` is called. */
  over(): void;
  /** Resolves when it is over; at the latest `endTimeoutMs` after `end`. */
  readonly gone: Promise<void>;
}

/** What both kinds of call have in common. */
interface Call {
  /** Writes one message; calls back when the next may be written. */
  write(message: Uint8Array, done: (error?: Error | null) => void): void;
  /** Starts to read. Until then what arrives waits, under HTTP/2's flow control. */
  read(received: (message: Uint8Array) => void): void;
}

export interface GrpcStreamOptions {
  readonly call: Call;
  readonly settings: GrpcSettings;
  readonly remoteTlsHash: Uint8Array | undefined;
  readonly localTlsHash: Uint8Array | undefined;
  readonly remoteAddress: string;
  /** Ends our side of the call; everything that was sent is written. */
  finish(status: EndStatus): void;
  /** The time for an orderly end is over: closes by force. */
  abort(): void;
  /** Called once, when nothing of the stream is left. */
  released(): void;
}

export function createGrpcStream(options: GrpcStreamOptions): GrpcStream {
  const { call, settings, remoteAddress } = options;
  const { observer } = settings;
  let listener: StreamListener | undefined;
  let remoteEnd: { readonly status: EndStatus; readonly reason: string } | undefined;
  let isTold = false;
  let isEnded = false;
  let isOver = false;
  let endTimer: NodeJS.Timeout | undefined;
  let setGone = () => {};
  const gone = new Promise<void>((resolve) => {
    setGone = resolve;
  });

  const queue = createSendQueue({
    countMax: settings.sendBuffSize,
    bytesMax: settings.maxSendMsgSize,
    write(bytes, done) {
      call.write(bytes, (error) => {
        if (!error) observer.sent?.(bytes.length);
        done();
      });
    },
    onOverflow: () => observer.overflowed?.(remoteAddress),
  });

  const tell = (): void => {
    if (remoteEnd === undefined || listener === undefined || isTold || isEnded) return;
    isTold = true;
    listener.ended(remoteEnd.status, remoteEnd.reason);
  };

  return {
    gone,
    remoteTlsHash: options.remoteTlsHash,
    localTlsHash: options.localTlsHash,
    remoteAddress,
    send(bytes) {
      if (!isEnded && !isOver) queue.push(bytes);
    },
    end(status) {
      if (isEnded) return;
      isEnded = true;
      // What still arrives is read and forgotten, so that the end of the stream is seen.
      if (listener === undefined) call.read(() => {});
      if (isOver) return;
      endTimer = setTimeout(() => {
        queue.discard();
        options.abort();
      }, settings.endTimeoutMs);
      queue.finish(() => options.finish(status));
    },
    listen(heard) {
      listener = heard;
      if (isEnded) return;
      call.read((bytes) => {
        observer.received?.(bytes.length);
        if (!isEnded && !isTold) heard.received(bytes);
      });
      tell();
    },
    remoteEnded(status, reason) {
      remoteEnd ??= { status, reason };
      tell();
    },
    over() {
      if (isOver) return;
      isOver = true;
      clearTimeout(endTimer);
      queue.discard();
      options.released();
      setGone();
    },
  };
}

/**
 * The Deliver client of a peer: orderer.AtomicBroadcast/Deliver over gRPC, on TLS with the roots of the
 * orderer's organisation. Bytes in, bytes out: what they say is read elsewhere. One connection a stream.
 */
import { status } from '@grpc/grpc-js';
import type { DeliverStream, OrdererClient } from '../../ports.js';
import { type CallStatus, startCall } from '../grpc/client-call.js';
import { connectGrpc } from '../grpc/connection.js';
import { grpcSettings } from '../grpc/options.js';

export interface OrdererClientOptions {
  /** Whether orderers are dialled over TLS, and what is presented to them, PEM. Left out: plaintext. */
  readonly tls?: { readonly certPem: string; readonly keyPem: string } | undefined;
  /** DELV-30: time for a connection to be up, retries included. Default 3000 ms (DELV-P1). */
  readonly connTimeoutMs?: number;
  /** Pings to the orderer, in milliseconds. Default 60 000 and 20 000, as in core.yaml. */
  readonly keepalive?: { readonly intervalMs: number; readonly timeoutMs: number };
  /** Largest response, in bytes. Default 100 MiB. */
  readonly maxRecvMsgSize?: number;
}

const PATH = '/orderer.AtomicBroadcast/Deliver';

/** Streams are ordered and reliable until they end; a paused one holds up the orderer. */
export function createOrdererClient(options: OrdererClientOptions = {}): OrdererClient {
  const { tls, keepalive = { intervalMs: 60_000, timeoutMs: 20_000 }, maxRecvMsgSize } = options;
  const abort = new AbortController();
  const streams = new Set<DeliverStream>();
  return {
    async open(endpoint, tlsRootCerts) {
      const rootCaPems = tlsRootCerts.map((pem) => new TextDecoder().decode(pem));
      const settings = grpcSettings({
        tls: tls && { ...tls, rootCaPems },
        dialTimeoutMs: options.connTimeoutMs ?? 3_000,
        keepalive: { ...keepalive, client: keepalive },
        ...(maxRecvMsgSize !== undefined && { maxRecvMsgSize }),
      });
      const failed = (cause: unknown) =>
        new Error(`orderer ${endpoint}: ${(cause as Error).message}`, { cause });
      try {
        const connection = await connectGrpc(endpoint, settings, abort.signal);
        const stream = openStream(
          (ended) =>
            startCall({
              connection,
              path: PATH,
              authority: endpoint,
              maxRecvMsgSize: settings.maxRecvMsgSize,
              maxSendMsgSize: settings.maxSendMsgSize,
              ended,
            }),
          () => {
            streams.delete(stream);
            connection.close();
          },
        );
        streams.add(stream);
        return stream;
      } catch (error) {
        throw failed(error);
      }
    },
    async close() {
      abort.abort();
      for (const stream of streams) stream.close();
    },
  };
}

/** `released` is called once, when the stream is over for either reason. */
function openStream(
  start: (ended: (status: CallStatus) => void) => ReturnType<typeof startCall>,
  released: () => void,
): DeliverStream {
  let listener: Parameters<DeliverStream['listen']>[0] | undefined;
  let state: 'open' | 'ending' | 'over' = 'open';
  let isPaused = false;
  let reason = '';
  /** What came with the message at which the stream was paused; one chunk's worth at most. */
  const backlog: Uint8Array[] = [];

  const drain = (): void => {
    if (listener === undefined) return;
    while (!isPaused && backlog.length > 0) listener.received(backlog.shift()!);
    if (state !== 'ending' || backlog.length > 0) return;
    state = 'over';
    listener.ended(reason);
  };
  const call = start((answer) => {
    if (state !== 'open') return;
    state = 'ending';
    reason =
      answer.code === status.OK
        ? 'the orderer ended the stream'
        : `${status[answer.code] ?? answer.code}: ${answer.details}`;
    released();
    drain();
  });
  return {
    send: (bytes) => call.write(bytes, () => {}),
    pause() {
      isPaused = true;
      call.pause();
    },
    resume() {
      isPaused = false;
      // Not at once: in the midst of its step, nobody could pause it again between two messages.
      queueMicrotask(() => {
        drain();
        if (!isPaused && state === 'open') call.resume();
      });
    },
    close() {
      if (state === 'over') return;
      if (state === 'open') {
        call.cancel();
        released();
      }
      state = 'over';
      backlog.length = 0;
    },
    listen(heard) {
      listener = heard;
      call.read((bytes) => {
        backlog.push(bytes);
        drain();
      });
      if (isPaused) call.pause();
      drain();
    },
  };
}

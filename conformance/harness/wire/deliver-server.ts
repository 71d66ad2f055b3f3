/**
 * The judge's own end of orderer.AtomicBroadcast/Deliver over TLS. Bytes go through unread; Broadcast
 * is not served. Shares nothing with src/adapters.
 */
import * as grpc from '@grpc/grpc-js';
import type { TlsCredentials } from './transport.js';

/** One Deliver stream that a client opened. */
export interface DeliverCall {
  /** One serialized orderer.DeliverResponse. */
  send(bytes: Uint8Array): void;
  /** Ends the stream from the server's side. */
  end(): void;
  /** Breaks the stream without a word. */
  abort(): void;
  readonly remote: string;
  /** Set once, right after the call was handed over. */
  listen(listener: { received(bytes: Uint8Array): void; ended(): void }): void;
}

export interface DeliverServer {
  /** host:port */
  readonly endpoint: string;
  close(): void;
}

const raw = (bytes: Buffer): Buffer => bytes;
const SERVICE = {
  Deliver: {
    path: '/orderer.AtomicBroadcast/Deliver',
    requestStream: true,
    responseStream: true,
    requestSerialize: raw,
    requestDeserialize: raw,
    responseSerialize: raw,
    responseDeserialize: raw,
  },
};

/** Serves at a port that the system assigns. */
export async function serveDeliver(
  tls: TlsCredentials,
  accepted: (call: DeliverCall) => void,
): Promise<DeliverServer> {
  const server = new grpc.Server({
    'grpc.max_send_message_length': -1,
    'grpc.max_receive_message_length': -1,
  });
  server.addService(SERVICE, {
    Deliver(call: grpc.ServerDuplexStream<Buffer, Buffer>) {
      let over = false;
      let listener: Parameters<DeliverCall['listen']>[0] | undefined;
      const ended = (): void => {
        if (over) return;
        over = true;
        listener?.ended();
      };
      call.on('data', (chunk: Buffer) => listener?.received(new Uint8Array(chunk)));
      call.on('cancelled', ended);
      call.on('error', ended);
      call.on('end', () => {
        call.end();
        ended();
      });
      accepted({
        remote: call.getPeer(),
        send: (bytes) => void (over || call.write(Buffer.from(bytes))),
        end() {
          if (!over) call.end();
          over = true;
        },
        abort() {
          if (!over) call.emit('error', { code: grpc.status.UNAVAILABLE, details: 'gone' });
          over = true;
        },
        listen: (to) => {
          listener = to;
        },
      });
    },
  });
  const credentials = grpc.ServerCredentials.createSsl(
    null,
    [{ cert_chain: Buffer.from(tls.certPem), private_key: Buffer.from(tls.keyPem) }],
    false,
  );
  const port = await new Promise<number>((resolve, fail) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, at) =>
      error ? fail(error) : resolve(at),
    ),
  );
  return { endpoint: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

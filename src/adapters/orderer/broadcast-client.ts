/** A client of orderer.AtomicBroadcast/Broadcast: envelopes out, one status each back, in order. */
import { status } from '@grpc/grpc-js';
import { createCodec } from '../../wire/codec/codec.js';
import type { Status } from '../../wire/gen/common/common_pb.js';
import { BroadcastResponseSchema } from '../../wire/gen/orderer/ab_pb.js';
import { startCall } from '../grpc/client-call.js';
import { connectGrpc } from '../grpc/connection.js';
import { grpcSettings } from '../grpc/options.js';
import type { TlsMaterial } from '../tls.js';

export interface BroadcastClient {
  /**
   * One serialized common.Envelope. Resolves to the orderer's answer; after one that is not SUCCESS the
   * orderer ends the stream. @throws Error if none comes
   */
  send(envelope: Uint8Array): Promise<{ readonly status: Status; readonly info: string }>;
  close(): void;
}

export interface BroadcastClientOptions {
  /** Left out: plaintext. */
  readonly tls?: TlsMaterial | undefined;
  /** Time for a connection to be up. Default 3000 ms. */
  readonly connTimeoutMs?: number;
}

interface Waiting {
  readonly resolve: (answer: { readonly status: Status; readonly info: string }) => void;
  readonly reject: (error: Error) => void;
}

const responses = /*@__PURE__*/ createCodec(BroadcastResponseSchema);

/** @throws Error naming the endpoint and why it cannot be reached. */
export async function openBroadcast(
  endpoint: string,
  { tls, connTimeoutMs = 3_000 }: BroadcastClientOptions = {},
): Promise<BroadcastClient> {
  const settings = grpcSettings({ tls, dialTimeoutMs: connTimeoutMs });
  const failed = (reason: string) => new Error(`orderer ${endpoint}: ${reason}`);
  const connection = await connectGrpc(endpoint, settings, new AbortController().signal).catch(
    (cause: Error) => {
      throw failed(cause.message);
    },
  );
  const waiting: Waiting[] = [];
  let over: Error | undefined;
  const finish = (reason: string): void => {
    over ??= failed(reason);
    for (const { reject } of waiting.splice(0)) reject(over);
    connection.close();
  };
  const call = startCall({
    connection,
    path: '/orderer.AtomicBroadcast/Broadcast',
    authority: endpoint,
    maxRecvMsgSize: settings.maxRecvMsgSize,
    maxSendMsgSize: settings.maxSendMsgSize,
    ended: ({ code, details }) =>
      finish(code === status.OK ? 'it ended the stream' : details || String(status[code])),
  });
  call.read((bytes) => {
    const response = responses.decode(bytes);
    if (response.verdict === 'accept') waiting.shift()?.resolve(response.value);
    else waiting.shift()?.reject(failed(`an answer that does not decode: ${response.reason}`));
  });
  return {
    send: (envelope) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) return reject(over);
        waiting.push({ resolve, reject });
        call.write(envelope, () => {});
      }),
    close() {
      call.end();
      finish('the client was closed');
    },
  };
}

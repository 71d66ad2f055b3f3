/**
 * Asks any peer for its membership, over the wire: a member of the organisation that does nothing but
 * send MembershipRequests. Each request carries a fresh alive message, so the asked peer keeps the
 * observer's link open.
 */
import { toBinary } from '@bufbuild/protobuf';
import { pullHello } from '../../../conformance/harness/wire/channel-messages.js';
import type { Credentials } from '../../../conformance/harness/wire/credentials.js';
import { contentOf, decoded, decodeEnvelope } from '../../../conformance/harness/wire/decode.js';
import { grpcTransport } from '../../../conformance/harness/wire/grpc-transport.js';
import { alive, conn, membershipRequest } from '../../../conformance/harness/wire/messages.js';
import { hex } from '../../../conformance/harness/wire/sign.js';
import type { Stream } from '../../../src/ports.js';
import { type Envelope, EnvelopeSchema } from '../../../src/wire/gen/gossip/message_pb.js';
import type { Membership } from './live-peer.js';

/** How long a peer may take to answer a request. */
const answerMs = 2_000;

/** What a peer answered, and the incarnation that it gave for every member and itself. */
export interface View extends Membership {
  readonly incNum: ReadonlyMap<string, bigint>;
}

export interface Observer {
  /** The membership of the peer at `endpoint`; undefined if it did not answer in time. */
  ask(endpoint: string): Promise<View | undefined>;
  /** PKI-IDs in hex of the identities that the peer at `endpoint` offers by pull; undefined as above. */
  offered(endpoint: string): Promise<ReadonlySet<string> | undefined>;
  close(): Promise<void>;
}

interface Line {
  readonly stream: Stream;
  /** Called with each message that arrives. */
  heard: (bytes: Uint8Array) => void;
  ended: boolean;
}

/** `tlsCaPems`: of the peers that it asks; `endpoint`: what it announces, nobody listens there. */
export function createObserver(
  credentials: Credentials,
  tlsCaPems: readonly string[],
  endpoint: string,
): Observer {
  const transport = grpcTransport(credentials.tls, [...tlsCaPems]);
  const lines = new Map<string, Line>();
  const incNum = BigInt(Date.now()) * 1_000_000n;
  let seqNum = 0n;

  async function lineTo(peer: string): Promise<Line> {
    const known = lines.get(peer);
    if (known && !known.ended) return known;
    const stream = await transport.dial(peer);
    const line: Line = { stream, heard: () => {}, ended: false };
    stream.listen({
      received: (bytes) => line.heard(bytes),
      ended: () => {
        line.ended = true;
      },
    });
    send(line, conn(credentials, { tlsCertHash: stream.localTlsHash! }));
    lines.set(peer, line);
    return line;
  }

  /** Sends, and resolves to what `read` makes of the first message of which it makes something. */
  async function exchange<T>(
    peer: string,
    envelope: () => Envelope,
    read: (message: ReturnType<typeof decodeEnvelope>) => T | undefined,
  ): Promise<T | undefined> {
    const line = await lineTo(peer).catch(() => undefined);
    if (line === undefined) return undefined;
    const answer = new Promise<T | undefined>((resolve) => {
      const patience = setTimeout(() => resolve(undefined), answerMs);
      line.heard = (bytes) => {
        const found = read(decodeEnvelope(bytes));
        if (found === undefined) return;
        clearTimeout(patience);
        resolve(found);
      };
    });
    send(line, envelope());
    return answer;
  }

  function ask(peer: string): Promise<View | undefined> {
    seqNum += 1n;
    const nonce = seqNum;
    return exchange(
      peer,
      () => {
        const self = alive(credentials, { endpoint, internal: endpoint, incNum, seqNum: nonce });
        return membershipRequest(self, { nonce });
      },
      (message) => {
        const response = contentOf(message, 'memRes');
        if (response === undefined || message!.message!.nonce !== nonce) return undefined;
        return viewOf(response.alive, response.dead);
      },
    );
  }

  function offered(peer: string): Promise<ReadonlySet<string> | undefined> {
    seqNum += 1n;
    const nonce = seqNum;
    return exchange(
      peer,
      () => pullHello('identities', nonce),
      (message) => {
        const digest = contentOf(message, 'dataDig');
        return digest?.nonce === nonce ? new Set(digest.digests.map(hex)) : undefined;
      },
    );
  }

  return { ask, offered, close: () => transport.close() };
}

function send(line: Line, envelope: Envelope): void {
  line.stream.send(toBinary(EnvelopeSchema, envelope));
}

function viewOf(aliveList: readonly Envelope[], deadList: readonly Envelope[]): View {
  const incNum = new Map<string, bigint>();
  const idsIn = (list: readonly Envelope[]): Set<string> =>
    new Set(
      list.flatMap((envelope) => {
        const content = contentOf(decoded(envelope), 'aliveMsg');
        if (content?.membership === undefined) return [];
        const pkiId = hex(content.membership.pkiId);
        incNum.set(pkiId, content.timestamp?.incNum ?? 0n);
        return [pkiId];
      }),
    );
  return { alive: idsIn(aliveList), dead: idsIn(deadList), incNum };
}

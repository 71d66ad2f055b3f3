/**
 * A probe is a peer that the suite plays: it has an identity and a TLS pair, dials the target or
 * listens for it, sends whatever a case tells it, and records every message both ways.
 */
import { toBinary } from '@bufbuild/protobuf';
import type { EndStatus } from '../../src/peer/io.js';
import type { Stream } from '../../src/ports.js';
import { type Envelope, EnvelopeSchema } from '../../src/wire/gen/gossip/message_pb.js';
import type { CaseClock } from './clock.js';
import type { Entry, Evidence } from './evidence.js';
import { HarnessError, Inconclusive } from './verdict.js';
import type { Credentials } from './wire/credentials.js';
import { contentOf, decodeEnvelope } from './wire/decode.js';
import { type Directory, violation } from './wire/legality.js';
import {
  type AliveOptions,
  alive,
  type ConnOptions,
  conn,
  membershipRequest,
  type Outer,
} from './wire/messages.js';
import { hex } from './wire/sign.js';
import type { ProbeTransport } from './wire/transport.js';

/** One stream between a probe and the target, opened by either. */
export interface Connection {
  readonly name: string;
  readonly probe: string;
  readonly openedBy: 'probe' | 'target';
  /** SHA-256 of the DER of the certificate that the target presented on this connection. */
  readonly targetTlsHash: Uint8Array | undefined;
  /** The same of the certificate that the probe presented. */
  readonly ownTlsHash: Uint8Array | undefined;
  /** Set once the target ended the stream. */
  readonly end:
    | { readonly status: EndStatus; readonly reason: string; readonly atMs: number }
    | undefined;
  /** False once either side has ended it. */
  readonly isOpen: boolean;
  /** Whether the target's handshake message came on it. */
  readonly isAnswered: boolean;
  /** Sends a legal envelope. @throws HarnessError if it is not. */
  send(envelope: Envelope, routine?: 'routine'): void;
  /** Sends what a clause forbids; `rule` says in a phrase which. */
  sendIllegal(envelope: Envelope | Uint8Array, rule: string): void;
  /** Ends the stream from the probe's side. */
  close(status?: EndStatus): void;
}

export type AliveOverrides = Partial<AliveOptions>;

/** A node under test: where it listens and who it is. */
export interface Dialled {
  readonly name: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
}

export interface Probe {
  readonly name: string;
  readonly credentials: Credentials;
  /** host:port that it announces to its organisation; somebody answers there unless it is told not to. */
  readonly endpoint: string;
  /** host:port that it announces to everybody; empty = hidden. */
  readonly external: string;
  readonly connections: readonly Connection[];
  /** Dials the target, Ping included, and opens a GossipStream. Sends nothing. */
  open(to?: Dialled): Promise<Connection>;
  /** `open`, then a correct handshake. Inconclusive if the target does not answer with its own. */
  connect(to?: Dialled): Promise<Connection>;
  /** Ping alone. @throws Error if it is not answered. */
  ping(): Promise<void>;
  /** ConnEstablish bound to the TLS certificate of this connection. */
  handshake(connection: Connection, options?: ConnOptions): Envelope;
  /** The next alive message: sequence number one higher than the last, identity and secret included. */
  alive(overrides?: AliveOverrides): Envelope;
  membershipRequest(outer?: Outer): Envelope;
  /** Sends a fresh alive message now and every `everyMs` until the returned function is called. */
  keepAlive(connection: Connection, everyMs: number): () => void;
  /** What happens to a stream that the target opens: a correct handshake unless a case says otherwise. */
  accepts: (connection: Connection) => void;
  /** Whether it answers the target's Ping; true unless a case says otherwise. */
  answersPings: boolean;
  /** Whether alive messages of this probe are expected to pass around just now. */
  readonly isKeptAlive: boolean;
}

export interface ProbeOptions {
  readonly name: string;
  readonly credentials: Credentials;
  readonly transport: Pick<ProbeTransport, 'dial' | 'ping'>;
  readonly clock: CaseClock;
  readonly evidence: Evidence;
  readonly known: Directory;
  /** Where the target listens and who it is; asked when the probe dials, for it may start later. */
  readonly target: () => Dialled;
  /** Name of the node that has this PKI-ID; undefined if no node of the case has it. */
  readonly nodeOf: (pkiId: Uint8Array) => string | undefined;
  readonly endpoint: string;
  readonly external: string;
  /** How long a target may take to send its handshake message. */
  readonly handshakeMs: number;
}

/** A probe, and the way by which streams that its transport accepted reach it. */
export interface ListeningProbe extends Probe {
  adopt(stream: Stream): void;
}

export function createProbe(options: ProbeOptions): ListeningProbe {
  const { name, credentials, transport, clock, evidence } = options;
  const connections: Connection[] = [];
  let streamCount = 0;
  const incNum = BigInt(clock.now()) * 1_000_000n;
  let seqNum = 0n;
  let keptAlive = 0;

  const record = (
    stream: string,
    entry: Pick<Entry, 'type' | 'bytes' | 'detail' | 'illegal' | 'routine' | 'node'>,
  ) => evidence.add({ probe: name, stream, ...entry });

  /** A handshake message of the node that was dialled, or of any; not of somebody who repeats ours. */
  const isOfNode = ({ type, decoded }: Entry, target: Dialled | undefined): boolean => {
    const pkiId = contentOf(decoded, 'conn')?.pkiId ?? new Uint8Array();
    const isIts = target
      ? hex(pkiId) === hex(target.credentials.pkiId)
      : options.nodeOf(pkiId) !== undefined;
    return type === 'received' && isIts;
  };

  /**
   * Somebody of another case, who still looks for a node that had this port before: nobody whom this
   * case has given an identity.
   */
  const isStranger = (decoded: Entry['decoded']): boolean => {
    const pkiId = contentOf(decoded, 'conn')?.pkiId;
    return pkiId !== undefined && pkiId.length > 0 && !options.known.has(hex(pkiId));
  };

  const attach = (
    stream: Stream,
    openedBy: Connection['openedBy'],
    target?: Dialled,
  ): Connection => {
    streamCount += 1;
    const id = `${name}.${streamCount}`;
    let end: Connection['end'];
    let spoke = false;
    let closed = false;
    const handshakes: Entry[] = [];
    let node = target?.name;
    const unnamed: Entry[] = [];
    const told: typeof record = (of, entry) => {
      const made = record(of, { ...entry, ...(node !== undefined && { node }) });
      if (node === undefined) unnamed.push(made);
      return made;
    };
    const introduced = (pkiId: Uint8Array): void => {
      node ??= options.nodeOf(pkiId);
      if (node === undefined) return;
      for (const entry of unnamed.splice(0)) evidence.named(entry, node);
    };
    told(id, { type: openedBy === 'probe' ? 'opened' : 'accepted' });
    stream.listen({
      received(bytes) {
        const entry = told(id, { type: 'received', bytes });
        const { decoded } = entry;
        if (decoded?.kind === 'conn') {
          handshakes.push(entry);
          introduced(contentOf(decoded, 'conn')!.pkiId);
          // Whoever waits for the handshake was asked before it counted.
          clock.poke();
        }
        if (openedBy === 'target' && isStranger(decoded)) {
          connections.splice(connections.indexOf(connection), 1);
          return connection.close();
        }
        // A probe has served its purpose once both have spoken: the acceptor ends it.
        if (openedBy === 'target' && spoke && contentOf(decoded, 'conn')?.probe) {
          connection.close();
        }
      },
      ended(status, reason) {
        end = { status, reason, atMs: clock.now() };
        told(id, { type: 'ended', detail: reason });
      },
    });
    const connection: Connection = {
      name: id,
      probe: name,
      openedBy,
      get targetTlsHash() {
        return stream.remoteTlsHash;
      },
      ownTlsHash: stream.localTlsHash,
      get end() {
        return end;
      },
      get isOpen() {
        return end === undefined && !closed;
      },
      get isAnswered() {
        return handshakes.some((entry) => isOfNode(entry, target));
      },
      send(envelope, routine) {
        const bytes = toBinary(EnvelopeSchema, envelope);
        const broken = violation(decodeEnvelope(bytes)!, options.known);
        if (broken) throw new HarnessError(`${id} was about to send a message with ${broken}`);
        spoke = true;
        told(id, { type: 'sent', bytes, ...(routine && { routine: true }) });
        stream.send(bytes);
      },
      sendIllegal(envelope, rule) {
        const bytes =
          envelope instanceof Uint8Array ? envelope : toBinary(EnvelopeSchema, envelope);
        spoke = true;
        told(id, { type: 'sent', bytes, illegal: rule });
        stream.send(bytes);
      },
      close(status = 'OK') {
        if (!connection.isOpen) return;
        closed = true;
        told(id, { type: 'note', detail: 'the probe ends the stream' });
        stream.end(status);
      },
    };
    connections.push(connection);
    return connection;
  };

  const probe: ListeningProbe = {
    name,
    credentials,
    endpoint: options.endpoint,
    external: options.external,
    connections,
    get isKeptAlive() {
      return keptAlive > 0;
    },
    accepts: (connection) => connection.send(probe.handshake(connection)),
    answersPings: true,
    adopt(stream) {
      const connection = attach(stream, 'target');
      probe.accepts(connection);
    },
    ping: () => clock.settled(transport.ping(options.target().endpoint)),
    async open(to = options.target()) {
      const stream = await clock.settled(transport.dial(to.endpoint));
      return attach(stream, 'probe', to);
    },
    async connect(to) {
      const connection = await probe.open(to).catch((error: Error) => {
        throw new Inconclusive('PRECONDITION_UNMET', `${name} cannot dial: ${error.message}`);
      });
      connection.send(probe.handshake(connection));
      const answered = () => connection.end !== undefined || connection.isAnswered;
      if (!(await clock.until(answered, options.handshakeMs)) || connection.end) {
        const why = connection.end ? `ended the stream (${connection.end.reason})` : 'is silent';
        throw new Inconclusive('PRECONDITION_UNMET', `after ${name}'s handshake the target ${why}`);
      }
      return connection;
    },
    handshake: (connection: Connection, overrides: ConnOptions = {}) =>
      conn(credentials, {
        ...(connection.ownTlsHash && { tlsCertHash: connection.ownTlsHash }),
        ...overrides,
      }),
    alive(overrides: AliveOverrides = {}) {
      seqNum += 1n;
      return alive(credentials, {
        endpoint: options.external,
        internal: options.endpoint,
        incNum,
        seqNum,
        ...overrides,
      });
    },
    membershipRequest: (outer: Outer = {}) => membershipRequest(probe.alive(), outer),
    keepAlive(connection: Connection, everyMs: number) {
      let cancel: () => void = () => {};
      const beat = (): void => {
        // A stream that has ended never opens again; a timer for it would outlive the run.
        if (!connection.isOpen) return;
        connection.send(probe.alive(), 'routine');
        cancel = clock.after(everyMs, beat);
      };
      keptAlive += 1;
      beat();
      return () => {
        keptAlive -= 1;
        cancel();
      };
    },
  };
  return probe;
}

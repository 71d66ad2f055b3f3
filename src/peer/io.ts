/**
 * What goes into a peer and what comes out: the whole interface between the pure core and its hosts
 * (wire adapters, simulator, checker, browser). Plain data only.
 */
import type { IdentityAuthority } from '../wire/identity/port.js';
import type { Trace } from './trace.js';

/** Names one stream. The host names those that it accepts (`a…`), the peer those that it dials (`d…`). */
export type LinkId = string;
/** How a stream ends, as far as a peer can tell: gRPC status OK, or anything else. */
export type EndStatus = 'OK' | 'UNKNOWN';

export type PeerInput =
  /** Start of the process; must come first and once. */
  | { readonly type: 'start' }
  /** Orderly shutdown: every link is ended, every timer disarmed. */
  | { readonly type: 'stop' }
  /** A stream that somebody opened towards us. Hashes are SHA-256 of the DER of TLS leaf certificates. */
  | {
      readonly type: 'stream.accepted';
      readonly link: LinkId;
      /** Of the client certificate; undefined if it presented none. */
      readonly remoteTlsHash: Uint8Array | undefined;
      /** Of the certificate we presented on this connection; undefined without TLS. */
      readonly localTlsHash: Uint8Array | undefined;
    }
  /** A dial succeeded: connection up, Ping answered, GossipStream open. */
  | {
      readonly type: 'stream.opened';
      readonly link: LinkId;
      readonly remoteTlsHash: Uint8Array | undefined;
      readonly localTlsHash: Uint8Array | undefined;
    }
  | { readonly type: 'dial.failed'; readonly link: LinkId; readonly reason: string }
  /** One serialized gossip.Envelope. */
  | { readonly type: 'envelope.received'; readonly link: LinkId; readonly bytes: Uint8Array }
  /** The remote ended the stream, or the connection broke. */
  | { readonly type: 'stream.ended'; readonly link: LinkId; readonly status: EndStatus }
  /** The outcome of a `ping` effect. */
  | { readonly type: 'ping.answered' | 'ping.failed'; readonly endpoint: string }
  | { readonly type: 'timer.fired'; readonly timer: string }
  /** The MSPs that the peer trusts have changed: of its organisation, or of its channels (IDENT-51). */
  | { readonly type: 'authority.changed'; readonly authority: IdentityAuthority }
  /** Local command: open a link to an endpoint, as for a member that lives there. */
  | { readonly type: 'link.requested'; readonly endpoint: string };

export type PeerEffect =
  /**
   * Connect (for dialTimeout), call Ping (within handshakeWait), open GossipStream; answer with
   * stream.opened or dial.failed (LINK-32 to LINK-34).
   */
  | { readonly type: 'dial'; readonly link: LinkId; readonly endpoint: string }
  /** Connect and call Ping only, as for a dial; answer with ping.answered or ping.failed. */
  | { readonly type: 'ping'; readonly endpoint: string }
  /** One serialized gossip.Envelope. Sends on one link keep their order. */
  | { readonly type: 'envelope.send'; readonly link: LinkId; readonly bytes: Uint8Array }
  /** End a stream: the acceptor answers with this status, the dialler closes its connection. No stream.ended follows. */
  | { readonly type: 'stream.end'; readonly link: LinkId; readonly status: EndStatus }
  /** Arming an armed timer replaces it. `ms` from now; fires once. */
  | { readonly type: 'timer.arm'; readonly timer: string; readonly ms: number }
  | { readonly type: 'timer.disarm'; readonly timer: string }
  | { readonly type: 'report'; readonly trace: Trace };

/** How the host settles what the protocol leaves open: which members, which nonce. */
export interface Choose {
  /** `count` of `candidates` (all of them if there are fewer), uniformly, without repetition. */
  sample<T>(candidates: readonly T[], count: number): readonly T[];
  /** A fresh 64-bit nonce. */
  nonce(): bigint;
}

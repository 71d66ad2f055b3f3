/**
 * What a vector is: who receives, what came before, one input or several, and what is to be thought of
 * each. Binary fields are base64 but for hashes and PKI-IDs, which are hex; 64-bit numbers are decimal
 * strings. The published form is spec/schema/vectors.schema.json.
 */
import type { Profile } from '../harness/case.js';

export const VECTOR_KINDS = [
  'signature',
  'identity',
  'handshake',
  'tag',
  'alive',
  'membership',
  'state-info',
  'leadership',
  'pull',
  'state-transfer',
  'block',
  'config-block',
  'config-update',
  'sequence',
] as const;
export type VectorKind = (typeof VECTOR_KINDS)[number];

export type Judged = 'accept' | 'ignore' | 'reject';

/** Base64. */
type Base64 = string;
/** Lower-case hexadecimal. */
type Hex = string;

/** Who the receiving peer is, and what it holds before anything arrives. */
export interface Receiver {
  /** A name of identities.json. Its organisation's MSP is its local MSP. */
  readonly peer: string;
  /** Height of the ledger of each channel that it has joined; blocks are those of channels.json. */
  readonly channels: Readonly<Record<string, number>>;
  /** host:port by which other organisations may know it; empty if they may not. */
  readonly externalEndpoint: string;
  /** Whether it takes part in the election of leaders. */
  readonly leadership: 'none' | 'election';
  /** What differs from Fabric's defaults. Names and units are those of spec/90-parameters.md. */
  readonly parameters?: Readonly<Record<string, number>>;
}

export type VectorInput =
  /** Is this signature one of the identity's key over this message? */
  | {
      readonly type: 'signature';
      readonly identity: Base64;
      readonly message: Base64;
      readonly signature: Base64;
    }
  /** An identity arrives under a PKI-ID; the receiver knows nobody but itself. */
  | { readonly type: 'identity'; readonly pkiId: Hex; readonly identity: Base64 }
  /** Somebody opened a stream to the receiver; this is the first message on it. */
  | {
      readonly type: 'handshake';
      /** Name of the stream, for later inputs; a later one of that name takes its place. */
      readonly link: string;
      /** Of the client certificate on this connection; empty if none was presented. */
      readonly tlsHash: Hex;
      readonly envelope: Base64;
    }
  /** A message on a stream whose other end has proved its identity. */
  | {
      readonly type: 'envelope';
      /**
       * A stream of an earlier handshake, or the name of a peer in identities.json: then that peer has
       * proved its identity on a stream of its own.
       */
      readonly from: string;
      readonly envelope: Base64;
    }
  /** A block is claimed to be number `number` of a joined channel; a peer of the own organisation sent it. */
  | {
      readonly type: 'block';
      readonly channel: string;
      readonly number: string;
      readonly block: Base64;
    }
  /** The receiver is told to join a channel whose newest config block this is. */
  | { readonly type: 'config-block'; readonly channel: string; readonly block: Base64 }
  /** The next block of a joined channel, verified and committed, is this config block. */
  | { readonly type: 'config-update'; readonly channel: string; readonly block: Base64 }
  /** Time passes and nothing arrives. */
  | { readonly type: 'wait'; readonly ms: number };

/** A message that the receiver sends. What is left out may be anything. */
export interface Sent {
  /** Who gets it: a stream or a peer, as `from` of an input. */
  readonly to: string;
  /** Name of the content in gossip.GossipMessage. */
  readonly content: string;
  readonly nonce?: string;
  /** Digests of a pull message, base64. */
  readonly digests?: readonly Base64[];
  /** Numbers of the blocks in a state response, or of the one in a data message. */
  readonly blocks?: readonly string[];
  /** Names of the authors of alive messages in a response: these and no others. */
  readonly alive?: readonly string[];
  readonly dead?: readonly string[];
  /** Names of the authors of StateInfo in a snapshot: these and no others. */
  readonly authors?: readonly string[];
  readonly isDeclaration?: boolean;
}

/** What a configuration says, as far as gossip asks. */
export interface ReadConfiguration {
  readonly sequence: string;
  /** Application organisations by MSP ID, with their anchors as host:port. */
  readonly organisations: Readonly<Record<string, readonly string[]>>;
  /** host:port of the ordering service. */
  readonly orderers: readonly string[];
}

export interface VectorStep {
  readonly input: VectorInput;
  /** Left out where time passes. */
  readonly verdict?: Judged;
  readonly clauses: readonly string[];
  readonly reason: string;
  /** What is sent before the next step, among other things. */
  readonly sends?: readonly Sent[];
  /** What is not sent before the next step. */
  readonly never?: readonly Sent[];
}

interface Common {
  /** Kind and behaviour, for good. */
  readonly id: string;
  readonly kind: VectorKind;
  readonly description: string;
  /** Profiles in which it holds. */
  readonly profiles: readonly Profile[];
  /** Milliseconds since 1970 at which the receiver starts; `given` and inputs follow at once. */
  readonly nowMs: number;
  readonly receiver: Receiver;
  /** Inputs before; the receiver accepts each. */
  readonly given: readonly VectorInput[];
}

export interface SingleVector extends Common {
  readonly input: VectorInput;
  readonly verdict: Judged;
  /** Clauses and rows that decide, the most exact one first. */
  readonly clauses: readonly string[];
  /** Why, in words of the protocol. */
  readonly reason: string;
  /** For configurations that are accepted. */
  readonly reads?: ReadConfiguration;
}

export interface SequenceVector extends Common {
  readonly kind: 'sequence';
  readonly steps: readonly VectorStep[];
}

export type Vector = SingleVector | SequenceVector;

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const bytesOfBase64 = (text: string): Uint8Array =>
  new Uint8Array(Buffer.from(text, 'base64'));

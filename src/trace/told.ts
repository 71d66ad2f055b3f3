/**
 * The trace format as files and sockets have it: beside what peers decide (`Trace`), what those tell
 * who run, record or judge them. JSON Lines; schema in spec/schema/trace.schema.json, in words in
 * docs/traces.md. Who reads passes over kinds that it does not know.
 */
import type { Trace, TraceLine } from '../peer/trace.js';

/** Where a trace comes from; the first line of a file, if it says so. */
export interface AboutTold {
  readonly kind: 'about';
  readonly source: 'simulator' | 'conformance' | 'capture' | 'live' | 'checker';
  readonly title: string;
  /** What else there is to say, by name, for people: `verdict`, `expected`, `clauses` … */
  readonly says?: Readonly<Record<string, string>>;
}

export type Role =
  /** Runs, and its own lines are here. */
  | 'peer'
  /** A node under judgement. */
  | 'target'
  /** A node of the reference beside it. */
  | 'reference'
  /** Played by the suite. */
  | 'probe'
  /** Known only by what others have told or received. */
  | 'heard';

/** Who the peer of the line is. A later line about the same peer replaces it. */
export interface WhoTold {
  readonly kind: 'who';
  /** MSP ID, or a name for people; empty if it is not known. */
  readonly organisation: string;
  readonly role: Role;
  /** Hex; empty if it is not known. */
  readonly pkiId: string;
  readonly channels: readonly string[];
  /** host:port; left out where nobody told one. */
  readonly endpoint?: string;
}

export interface LifeTold {
  readonly kind: 'life';
  readonly what: 'started' | 'ended';
}

/** An envelope. The peer of the line is whose end was looked at. */
export interface MessageTold {
  readonly kind: 'message';
  readonly what:
    | 'sent'
    | 'arrived'
    | 'lost'
    /** Seen at one end only: it left and arrived at about this instant. */
    | 'passed';
  /** Names of peers. */
  readonly from: string;
  readonly to: string;
  /** The oneof case of the GossipMessage; empty if it did not decode. */
  readonly message: string;
  /** Of the serialized envelope, bytes. */
  readonly size: number;
  /** The same for what was sent, and for its arrival or loss; left out where nobody numbered them. */
  readonly id?: string;
  readonly channel?: string;
  /** Decimal number of the block that it carries. */
  readonly block?: string;
  /** Why it was lost, or which rule it breaks on purpose. */
  readonly why?: string;
  /** The envelope itself, base64; only where it is evidence. Live peers never tell it. */
  readonly envelope?: string;
}

/** A remark, of a step of a conformance case for example. The peer of the line may be empty: all. */
export interface NoteTold {
  readonly kind: 'note';
  readonly what:
    | 'note'
    /** A fault begins or ends. */
    | 'fault'
    /** Here it was found that something is not as it has to be. */
    | 'failed';
  readonly text: string;
  readonly clauses?: readonly string[];
}

/** What the peer of the line says of itself on a channel, where its own decisions are not at hand. */
export interface StateTold {
  readonly kind: 'state';
  readonly channel: string;
  /** Blocks in its ledger, decimal. */
  readonly height?: string;
  readonly leads?: boolean;
  readonly left?: boolean;
}

export type Told = AboutTold | WhoTold | LifeTold | MessageTold | NoteTold | StateTold;

/** A line of a file or of a live peer. `atMs` has a fraction where an envelope leaves or arrives between two. */
export type FileLine = Omit<TraceLine, 'trace'> & { readonly trace: Trace | Told };

/** Numbers lines as they come. */
export function createLines(): (peer: string, atMs: number, trace: Trace | Told) => FileLine {
  let seq = 0;
  return (peer, atMs, trace) => {
    seq += 1;
    return { v: 1, seq, atMs, peer, trace };
  };
}

/**
 * The trace: one record for everything that a peer decides, in one versioned format for all hosts
 * (JSON Lines; schema in spec/schema/trace.schema.json).
 */

/** A machine took a row of its state table, or a rule gave a verdict on a message. */
export type Trace =
  | {
      readonly kind: 'step';
      readonly machine: string;
      /** Which entity: PKI-ID in hex, link id, endpoint, or empty where there is one per peer. */
      readonly entity: string;
      /** Row of the state table, for example `MEMB-R4`. */
      readonly row: string;
      readonly event: string;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly kind: 'verdict';
      readonly verdict: 'ignore' | 'reject';
      readonly clause: string;
      readonly reason: string;
      /** Message kind: the oneof case of the GossipMessage, or empty if it did not decode. */
      readonly message: string;
      readonly link: string;
      /** Authenticated PKI-ID at the other end of the link, hex; empty before the handshake. */
      readonly sender: string;
      /** Claimed author of the message, hex; empty where there is none. */
      readonly author: string;
    }
  | ChannelTrace;

/** Where a block came from. */
export type BlockSource = 'push' | 'pull' | 'transfer' | 'orderer';

/** Something that happened in a channel, for people, metrics and charts; decided by steps and verdicts. */
export type ChannelTrace =
  /** The channel is joined, or a configuration took effect. */
  | {
      readonly kind: 'channel';
      readonly what: 'joined' | 'configured' | 'left' | 'halted';
      readonly channel: string;
      /** Decimal. */
      readonly height: string;
    }
  /** A block that this peer did not hold before was received and verified, or committed. */
  | {
      readonly kind: 'block';
      readonly what: 'received' | 'committed';
      readonly channel: string;
      /** Decimal block number. */
      readonly number: string;
      /** Header hash, hex. */
      readonly hash: string;
      /** Where it came from; `commit` for a commit. */
      readonly source: BlockSource | 'commit';
      /** PKI-ID of the link, hex; empty where no peer sent it. */
      readonly sender: string;
    }
  /** A leadership message of another peer was admitted. */
  | {
      readonly kind: 'heard';
      readonly what: 'proposal' | 'declaration';
      readonly channel: string;
      /** Author, hex. */
      readonly author: string;
    }
  /** Channel peers have come or gone (CHAN-62). */
  | {
      readonly kind: 'channel-peers';
      readonly channel: string;
      /** How many there are now. */
      readonly known: number;
      /** PKI-IDs, hex. */
      readonly came: readonly string[];
      readonly went: readonly string[];
    }
  /** This peer began or ceased to lead its organisation on the channel. */
  | {
      readonly kind: 'leadership';
      readonly channel: string;
      readonly leads: boolean;
    };

/** A trace record as it is written: which peer, when (ms since 1970), and its number in the file. */
export interface TraceLine {
  readonly v: 1;
  readonly seq: number;
  readonly atMs: number;
  readonly peer: string;
  readonly trace: Trace;
}

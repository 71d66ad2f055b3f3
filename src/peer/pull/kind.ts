/** What one engine's pull is about: identities, or the blocks of a channel. Everything else is common. */
import type { ContentKind, ContentOf, SignedMessage } from '../../wire/envelope.js';
import { gossipMessage, unsignedMessage } from '../../wire/envelope.js';
import type { PullMsgType, GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import type { Refusal } from '../../wire/verdict.js';
import type { Origin } from '../refuse.js';
import type { Roll } from '../roll.js';
import type { IdentityEntry, MemberEntry, PkiHex } from '../state.js';
import type { UsesOf } from '../uses.js';
import type { ItemKey, PullEngine } from './engine.js';

/** Two that are of the same, with the same changes, see the same of the same items. */
export interface View {
  readonly of: unknown;
  readonly changes: number;
  /** Whose identities are looked at for that. */
  identitiesOf(items: Iterable<ItemKey>): readonly (IdentityEntry | undefined)[];
  /** That they were. */
  noteUses(uses: UsesOf): void;
}

export interface Pull {
  readonly engine: PullEngine;
  readonly msgType: PullMsgType;
  readonly tag: Tag;
  /** Name of the channel in UTF-8; empty for identities. */
  readonly channel: Uint8Array;
  /** Which live members are greeted; all if left out. */
  readonly mayGreet: ((member: MemberEntry) => boolean) | undefined;
  /** The same, asked for a draw: of those on the roll by number. All if left out. */
  greets?(roll: Roll): (number: number) => boolean;
  /** The key of an item as digests write it; undefined if it has not the form of its kind. */
  keyOf(digest: Uint8Array): ItemKey | undefined;
  /** As digests write it; `signed` is the item, if this peer has it. */
  digestOf(item: ItemKey, signed?: SignedMessage): Uint8Array;
  /** Whether an item is of no use any more. */
  isPast(item: ItemKey): boolean;
  /** Which items a peer may see; undefined: all. */
  shownTo(sender: PkiHex): ((item: ItemKey) => boolean) | undefined;
  /** What that follows from, where it need not be found out for each item again. */
  viewOf?(sender: PkiHex): View;
  /** Judges an item of an update and changes nothing: its key, or why it is not taken. */
  judge(signed: SignedMessage): ItemKey | 'skip' | Refusal;
  /** Uses a judged item. */
  take(item: ItemKey, signed: SignedMessage, origin: Origin): void;
  /** Whether an item that was used may be held, once all of its update are. */
  mayHold(item: ItemKey): boolean;
}

type PullKind = Extract<ContentKind, 'hello' | 'dataDig' | 'dataReq' | 'dataUpdate'>;

/** rule pullMessage: PULL-3, PULL-32, PULL-40. An unsigned message of this pull; the nonce stands in its content alone. */
export const pullMessage = <K extends PullKind>(
  { tag, channel }: Pull,
  kind: K,
  value: ContentOf<K>,
): SignedMessage => unsignedMessage(gossipMessage(kind, value, { tag, channel }));

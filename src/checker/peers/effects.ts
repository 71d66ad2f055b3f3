/** What a peer asks of its host, as changes of what is between it and one other peer. */
import type { EndStatus, LinkId, PeerEffect } from '../../peer/io.js';
import { bytesOf } from '../../peer/received.js';
import type { PeerState } from '../../peer/state.js';
import { contentKindOf, decodeSignedMessage, type SignedMessage } from '../../wire/envelope.js';
import { toHex } from '../../wire/hex.js';
import { createInterner } from '../interner.js';
import {
  type Between,
  broken,
  cutOff,
  type Dialler,
  dialled,
  ended,
  type Item,
  NOBODY,
  parted,
  sent,
  taken,
} from './streams.js';

interface Made {
  /** Whose doing it is. */
  readonly by: number;
}
export type Change = Made &
  (
    | {
        readonly type: 'dial';
        readonly to: number;
        readonly link: LinkId;
        /** Of whom dials. */
        readonly life: number;
      }
    | { readonly type: 'send'; readonly link: LinkId; readonly item: Item }
    | { readonly type: 'end'; readonly link: LinkId; readonly status: EndStatus }
    | { readonly type: 'take'; readonly link: LinkId }
    | { readonly type: 'break' }
    /** It sees a break before all that was under way. */
    | { readonly type: 'part'; readonly link: LinkId }
    /** By the network. */
    | { readonly type: 'cut' }
  );

/** A change, and who is at the other side of what it changes: a peer, or NOBODY. */
export interface Concerning {
  readonly other: number;
  readonly change: Change;
}

export interface Envelopes {
  itemOf(signed: SignedMessage): Item;
  /** What is in it. */
  signedOf(item: Item): SignedMessage;
  /** @throws RangeError if it is no envelope */
  itemIn(bytes: Uint8Array): Item;
  bytesOf(item: Item): Uint8Array;
  /** Its bytes, in hex. */
  textOf(item: Item): string;
  kindOf(item: Item): string;
  /** Of bytes that `bytesOf` gave. */
  kindIn(bytes: Uint8Array): string;
}

export function createEnvelopes(): Envelopes {
  const interner = createInterner<{ bytes: Uint8Array; kind: string; signed: SignedMessage }>();
  const kinds = new Map<Uint8Array, string>();
  const itemOf = (signed: SignedMessage): Item => {
    const bytes = bytesOf(signed);
    const kind = contentKindOf(signed.message);
    return interner.intern(toHex(bytes), () => {
      kinds.set(bytes, kind);
      return { bytes, kind, signed };
    });
  };
  return {
    itemOf,
    signedOf: (item) => interner.at(item).signed,
    itemIn(bytes) {
      const signed = decodeSignedMessage(bytes);
      if (signed.verdict !== 'accept')
        throw new RangeError(`saying: expected an envelope: ${signed.reason}`);
      return itemOf(signed.value);
    },
    bytesOf: (item) => interner.at(item).bytes,
    textOf: (item) => interner.keyOf(item),
    kindOf: (item) => interner.at(item).kind,
    kindIn: (bytes) => kinds.get(bytes)!,
  };
}

/** Who is at the other end of a link that a peer knows; undefined for one that nobody lives at. */
export function otherEnd(
  link: LinkId,
  { links }: PeerState,
  peerAt: (endpoint: string) => number | undefined,
): number | undefined {
  const accepted = /^a(\d+)\./.exec(link);
  return accepted !== null ? Number(accepted[1]) : peerAt(links.get(link)?.endpoint ?? '');
}

/**
 * Dials, envelopes and ends: what concerns another peer. What a peer asks of its ledger or of the ordering
 * service stays on its desk (desk.ts).
 * `before`: the peer's state before the step, which knows its links; `peerAt`: who lives at an endpoint.
 */
export function changesOf(
  effects: readonly PeerEffect[],
  { peer: by, life }: Dialler,
  before: PeerState,
  envelopes: Envelopes,
  peerAt: (endpoint: string) => number | undefined,
): Concerning[] {
  const dialledNow = new Map<LinkId, number>();
  const otherOf = (link: LinkId): number =>
    dialledNow.get(link) ?? otherEnd(link, before, peerAt) ?? NOBODY;
  return effects.flatMap((effect): Concerning[] => {
    switch (effect.type) {
      case 'dial': {
        const { link, endpoint } = effect;
        const to = peerAt(endpoint) ?? NOBODY;
        dialledNow.set(link, to);
        return [{ other: to, change: { type: 'dial', by, to, link, life } }];
      }
      case 'envelope.send': {
        const { link, signed } = effect;
        const item = envelopes.itemOf(signed);
        return [{ other: otherOf(link), change: { type: 'send', by, link, item } }];
      }
      case 'stream.end': {
        const { link, status } = effect;
        return [{ other: otherOf(link), change: { type: 'end', by, link, status } }];
      }
      default:
        return [];
    }
  });
}

/** `isUp`: whether a peer runs where it dials, and can be reached. */
export function changedBy(between: Between, change: Change, isUp: boolean): Between {
  switch (change.type) {
    case 'dial':
      return dialled(between, { peer: change.by, life: change.life }, change.link, change.to, isUp);
    case 'send':
      return sent(between, change.by, change.link, change.item);
    case 'end':
      return ended(between, change.by, change.link, change.status);
    case 'take':
      return taken(between, change.by, change.link);
    case 'break':
      return broken(between, change.by);
    case 'part':
      return parted(between, change.by, change.link);
    case 'cut':
      return cutOff(between);
  }
}

/**
 * What a path says that happens next, as data: which timer fires, what arrives or is lost, who ends or returns. The
 * peers decide what comes of it; the path, in which order such things happen and how chance answers.
 */
import type { Choose, LinkId, PeerInput } from '../../peer/io.js';
import type { Peer } from '../../peer/peer.js';
import type { Received } from '../../peer/received.js';

export type Act = Happens & {
  /** Name of the peer that it happens to. */
  readonly peer: string;
  /** How chance answers the peer meanwhile. */
  readonly choose: Choose;
};

export type Happens =
  | { readonly what: 'starts' | 'crashes' }
  /** What is next on the link of the peer. */
  | {
      readonly what: 'arrives';
      readonly link: LinkId;
      /** As what the peer is to see it: where that is the end of a broken stream, what comes before is lost. */
      readonly seenAs: PeerInput['type'];
      /** It is on its way once more afterwards. */
      readonly isCopy: boolean;
      /** It goes to the memory of a liar, and no further. */
      readonly isOverheard: boolean;
    }
  | { readonly what: 'is lost'; readonly link: LinkId }
  | { readonly what: 'fires'; readonly timer: string }
  /** A command, or an answer of its ledger, of the ordering service or to a ping. */
  | { readonly what: 'is given'; readonly input: PeerInput }
  /** Time passes for what the peer stores, while its clock stands still. `atMs`: what that says. */
  | { readonly what: 'ages'; change(peer: Peer, atMs: number): void }
  /** From now on nothing passes between these peers and all others; and from now on it does again. */
  | { readonly what: 'cuts'; readonly aside: readonly string[] }
  | { readonly what: 'heals' }
  /** A liar says something. */
  | { readonly what: 'says'; readonly link: LinkId; readonly message: Received };

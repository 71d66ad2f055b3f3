/** One peer driven by hand, with remotes that speak to it as themselves or as somebody else. */
import type { PeerOptions } from '../../src/peer/config.js';
import type { PeerEffect, PeerInput } from '../../src/peer/io.js';
import { createPeer, step } from '../../src/peer/peer.js';
import type { Trace } from '../../src/peer/trace.js';
import { createSeededChoose } from '../../src/simulator/choose-seeded.js';
import { gossipMessage, signMessage, unsignedMessage } from '../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import type { AliveMessage } from '../../src/wire/message-types.js';
import { pkiIdOf } from '../../src/wire/pki-id.js';
import { crypto, optionsFor } from './symbolic-peers.js';

const NAMES = ['self.A', 'ann.A', 'bob.A', 'eve.B'] as const;
export type Remote = Exclude<(typeof NAMES)[number], 'self.A'>;

const START_MS = 1_700_000_000_000;
const hash = (text: string) => crypto.sha256(new TextEncoder().encode(text));

export function onePeer(extra: Partial<PeerOptions> = {}) {
  const options = optionsFor(NAMES);
  const peer = createPeer({ ...options.get('self.A')!, ...extra });
  const choose = createSeededChoose(1);
  let now = START_MS;
  let links = 0;
  const feed = (input: PeerInput): readonly PeerEffect[] => step(peer, input, now, choose);
  const identityOf = (name: Remote) => options.get(name)!.identity;
  const pkiId = (name: Remote) => pkiIdOf(crypto, identityOf(name))!;
  feed({ type: 'start' });

  const accept = (name: Remote): string => {
    links += 1;
    const link = `a${links}`;
    const hashes = { remoteTlsHash: hash(name), localTlsHash: hash('self') };
    feed({ type: 'stream.accepted', link, ...hashes });
    return link;
  };

  return {
    peer,
    feed,
    pkiId,
    /** Lets the peer believe that time has passed; no timer fires by that. */
    wait: (ms: number) => {
      now += ms;
    },
    /** A stream on which the remote has said nothing yet. */
    accept,
    /** A link on which the handshake has succeeded. */
    connect(name: Remote): string {
      const link = accept(name);
      const conn = {
        $typeName: 'gossip.ConnEstablish' as const,
        pkiId: pkiId(name),
        identity: identityOf(name),
        tlsCertHash: hash(name),
        probe: false,
      };
      const message = gossipMessage('conn', conn, { tag: Tag.EMPTY });
      const { bytes } = signMessage(message, crypto.signerOf(name));
      feed({ type: 'envelope.received', link, message: bytes });
      return link;
    },
    send: (link: string, bytes: Uint8Array) =>
      feed({ type: 'envelope.received', link, message: bytes }),
    /** An alive message of `author`, signed with the key of `signer`. */
    alive(author: Remote, seqNum: bigint, signer: Remote = author) {
      const alive: AliveMessage = {
        $typeName: 'gossip.AliveMessage',
        membership: {
          $typeName: 'gossip.Member',
          endpoint: `ext.${author}:7000`,
          metadata: new Uint8Array(),
          pkiId: pkiId(author),
        },
        timestamp: { $typeName: 'gossip.PeerTime', incNum: 1n, seqNum },
        identity: identityOf(author),
      };
      const message = gossipMessage('aliveMsg', alive, { tag: Tag.EMPTY });
      return signMessage(message, crypto.signerOf(signer));
    },
    request(self: ReturnType<typeof signMessage>, nonce: bigint): Uint8Array {
      const request = {
        $typeName: 'gossip.MembershipRequest' as const,
        selfInformation: self.envelope,
        known: [],
      };
      return unsignedMessage(gossipMessage('memReq', request, { tag: Tag.EMPTY, nonce })).bytes;
    },
  };
}

/** The trace records among effects, of one kind. */
export const traced = <K extends Trace['kind']>(effects: readonly PeerEffect[], kind: K) =>
  effects.flatMap((effect) =>
    effect.type === 'report' && effect.trace.kind === kind
      ? [effect.trace as Extract<Trace, { kind: K }>]
      : [],
  );

/** A peer that stands for election on channel ch1, and those whom it hears. */
import { type ContentOf, gossipMessage, signMessage } from '../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { channelScene, stateInfo, utf8 } from './channel-scene.js';
import { contentOf, pkiIdOfName, START_MS } from './gossip-builders.js';
import { type SceneOptions, sentIn, tracesIn } from './scene.js';
import { crypto } from './symbolic-peers.js';

/** Of organisation A: whose PKI-ID is lower than that of self.A, and whose is higher. */
export const LOWER = 'cat.A';
export const HIGHER = 'bob.A';

export interface LeadershipFields {
  readonly seqNum?: bigint;
  readonly incNum?: bigint;
  readonly channel?: string;
  readonly signer?: string;
  readonly timeless?: boolean;
}

function leadership(author: string, isDeclaration: boolean, fields: LeadershipFields) {
  const { seqNum = 1n, incNum = 1n, channel = 'ch1', signer = author, timeless = false } = fields;
  const value: ContentOf<'leadershipMsg'> = {
    $typeName: 'gossip.LeadershipMessage',
    pkiId: pkiIdOfName(author),
    isDeclaration,
  };
  if (!timeless) value.timestamp = { $typeName: 'gossip.PeerTime', incNum, seqNum };
  const options = { tag: Tag.CHAN_AND_ORG, channel: utf8(channel) };
  return signMessage(gossipMessage('leadershipMsg', value, options), crypto.signerOf(signer));
}

export const proposal = (author: string, fields: LeadershipFields = {}) =>
  leadership(author, false, fields);
export const declaration = (author: string, fields: LeadershipFields = {}) =>
  leadership(author, true, fields);

/** Members stay alive for good, so that only the election is on trial. */
const PATIENT = { aliveExpirationTimeout: 100_000_000 };

export function electionScene(options: SceneOptions = {}, organisations = 'AB') {
  const scene = channelScene(
    {},
    { leadership: 'election', ...options, parameters: { ...PATIENT, ...options.parameters } },
  );
  const joined = scene.join('ch1', organisations);
  let seqNum = 0n;
  return {
    ...scene,
    /** What the peer asked for when it joined. */
    joined,
    /** A link of a member that is a channel peer. */
    peerOf(name: string, incNum = 1n) {
      const link = scene.member(name);
      scene.receive(link, stateInfo(name, { incNum }));
      return link;
    },
    /** Messages of `name`, each newer than all before. */
    propose(link: string, name: string) {
      seqNum += 1n;
      scene.receive(link, proposal(name, { seqNum }));
    },
    declare(link: string, name: string) {
      seqNum += 1n;
      scene.receive(link, declaration(name, { seqNum }));
    },
    /**
     * What the peer has said and decided since the last call, each with the ms since the start of the scene:
     * `proposal`, `declaration`, `leads`, `follows`. Pushes are heard a flush later than decided.
     */
    heard(ms: number): string[] {
      scene.taken();
      const heard: string[] = [];
      const until = scene.now() + ms;
      while (scene.now() < until) {
        scene.advance(Math.min(10, until - scene.now()));
        const effects = scene.taken();
        const at = scene.now() - START_MS;
        for (const { leads } of tracesIn(effects, 'leadership'))
          heard.push(`${at} ${leads ? 'leads' : 'follows'}`);
        const first = new Set<string>();
        for (const { kind, message, link } of sentIn(effects)) {
          if (kind !== 'leadershipMsg') continue;
          first.add(link);
          if (link !== [...first][0]) continue;
          const { isDeclaration } = contentOf(message, 'leadershipMsg');
          heard.push(`${at} ${isDeclaration ? 'declaration' : 'proposal'}`);
        }
      }
      return heard;
    },
  };
}

export type ElectionScene = ReturnType<typeof electionScene>;

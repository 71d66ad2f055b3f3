/** The form of what is sent: tags, nonces, the handshake first. Signatures are judged by who has the identities. */
import { tagLegality } from '../../../rules/tag-legality.js';
import { PullMsgType, GossipMessage_Tag as Tag } from '../../../wire/gen/gossip/message_pb.js';
import { contentOf, KEPT, type Seen, type WireRule } from './seen.js';

export const pullOf = ({ signed }: Seen): 'block' | 'identity' | 'other' => {
  const pull =
    contentOf(signed, 'hello') ??
    contentOf(signed, 'dataDig') ??
    contentOf(signed, 'dataReq') ??
    contentOf(signed, 'dataUpdate');
  if (pull?.msgType === PullMsgType.BLOCK_MSG) return 'block';
  return pull?.msgType === PullMsgType.IDENTITY_MSG ? 'identity' : 'other';
};

/** Kinds whose tag nobody looks at (WIRE-51). */
const UNTAGGED: ReadonlySet<string> = new Set(['conn', 'empty', 'ack', 'none']);

const tags: WireRule = {
  id: 'tag',
  clauses: ['WIRE-53', 'WIRE-50'],
  expected: 'the tag that the content demands',
  watch: () => (seen) => {
    if (seen.dir === 'out' || UNTAGGED.has(seen.kind)) return undefined;
    const { verdict } = tagLegality({ content: seen.kind, pull: pullOf(seen) });
    const tag = Tag[seen.signed.message.tag] ?? String(seen.signed.message.tag);
    return tag === verdict ? KEPT : `${seen.kind} with tag ${tag}, and not ${verdict}`;
  },
};

const handshakes: WireRule = {
  id: 'handshake-first',
  clauses: ['LINK-1'],
  expected: 'a handshake message, signed, before anything else on a connection',
  watch() {
    const shaken = new Set<string>();
    return ({ dir, conn, kind, signed }) => {
      if (dir === 'out' || shaken.has(conn)) return undefined;
      if (kind !== 'conn') return `${kind} before the handshake on ${conn}`;
      shaken.add(conn);
      return signed.envelope.signature.length > 0 ? KEPT : 'a handshake without signature';
    };
  },
};

/** Kinds that are signed; the others carry no signature (WIRE-35). */
const SIGNED: ReadonlySet<string> = new Set([
  'conn',
  'aliveMsg',
  'peerIdentity',
  'stateInfo',
  'leadershipMsg',
]);

const signedKinds: WireRule = {
  id: 'signed-kinds',
  clauses: ['WIRE-34', 'WIRE-35'],
  expected: 'a signature on the kinds that are signed, and on no other',
  watch:
    () =>
    ({ dir, kind, signed, inside }) => {
      if (dir === 'out') return undefined;
      for (const one of [signed, ...inside]) {
        const its = one === signed ? kind : (one.message.content.case ?? 'none');
        const hasSignature = one.envelope.signature.length > 0;
        if (SIGNED.has(its) !== hasSignature)
          return `${its} ${hasSignature ? 'with' : 'without'} signature`;
      }
      return KEPT;
    },
};

export const formRules: readonly WireRule[] = [tags, handshakes, signedKinds];

/** What stays within an organisation, and who is told of whom. */
import { PullMsgType } from '../../../wire/gen/gossip/message_pb.js';
import { toHex } from '../../../wire/hex.js';
import { type Cast, contentOf, KEPT, type Seen, type WireRule } from './seen.js';

/** Whether sender and receiver are known to be of different organisations. */
function isAbroad(cast: Cast, { remote }: Seen): boolean {
  const [theirs, ours] = [cast.orgOf(remote), cast.orgOf(cast.self)];
  return theirs !== undefined && ours !== undefined && theirs !== ours;
}

const secrets: WireRule = {
  id: 'secret-abroad',
  clauses: ['MEMB-I4', 'MEMB-35', 'MEMB-28'],
  expected: 'no secret envelope in what goes to another organisation',
  watch: (cast) => (seen) => {
    if (seen.dir === 'out' || !isAbroad(cast, seen)) return undefined;
    const has = [seen.signed, ...seen.inside].some(
      ({ envelope }) => envelope.secretEnvelope !== undefined,
    );
    return has ? 'a secret envelope' : KEPT;
  },
};

const thirds: WireRule = {
  id: 'third-organisation',
  clauses: ['MEMB-I4', 'PUSH-I2', 'PULL-I3'],
  expected:
    'nothing told to another organisation of the peers of a third, by alive messages or pull',
  watch: (cast) => (seen) => {
    if (seen.dir === 'out' || !isAbroad(cast, seen)) return undefined;
    const allowed = [cast.orgOf(seen.remote), cast.orgOf(cast.self)];
    const told = [seen.signed, ...seen.inside].flatMap((one) => {
      const pkiId =
        contentOf(one, 'aliveMsg')?.membership?.pkiId ?? contentOf(one, 'peerIdentity')?.pkiId;
      return pkiId === undefined ? [] : [toHex(pkiId)];
    });
    if (told.length === 0) return undefined;
    const third = told.find((pki) => {
      const org = cast.orgOf(pki);
      return org !== undefined && !allowed.includes(org);
    });
    return third === undefined ? KEPT : `${third.slice(0, 8)}… of ${cast.orgOf(third)}`;
  },
};

/** Blocks, what is pulled of them, and leadership. */
function isDomestic({ kind, signed }: Seen): boolean {
  if (kind === 'dataMsg' || kind === 'leadershipMsg') return true;
  const pull =
    contentOf(signed, 'hello') ??
    contentOf(signed, 'dataDig') ??
    contentOf(signed, 'dataReq') ??
    contentOf(signed, 'dataUpdate');
  return pull?.msgType === PullMsgType.BLOCK_MSG;
}

const domestic: WireRule = {
  id: 'block-abroad',
  clauses: ['CHAN-I2', 'PULL-42'],
  expected: 'blocks, their pull and leadership within one organisation',
  watch: (cast) => (seen) => {
    if (seen.dir === 'out' || !isDomestic(seen)) return undefined;
    if (cast.orgOf(seen.remote) === undefined || cast.self === '') return undefined;
    return isAbroad(cast, seen) ? `${seen.kind} of another organisation` : KEPT;
  },
};

export const boundsRules: readonly WireRule[] = [secrets, thirds, domestic];

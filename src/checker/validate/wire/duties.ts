/** The questions that oblige a peer to answer, each with all that has to be known before its silence is a breach. */
import { defaults } from '../../../peer/parameters.js';
import type { Crypto } from '../../../wire/crypto/port.js';
import type { SignedMessage } from '../../../wire/envelope.js';
import { PullMsgType } from '../../../wire/gen/gossip/message_pb.js';
import { toHex } from '../../../wire/hex.js';
import { parseCertificate } from '../../../wire/identity/certificate.js';
import { decodePem } from '../../../wire/identity/pem.js';
import { decodeSerializedIdentity } from '../../../wire/serialized-identity.js';
import { answered, type Duty } from './answered.js';
import { answerOf, questionOf } from './exchange.js';
import { contentOf, type Seen, type WireRule } from './seen.js';
import { channelIn, createEndpoints, createNamed, isOneOrg, macOf } from './shown.js';

const keyOf =
  (kind: string, of: (seen: Seen) => string | undefined) =>
  (seen: Seen): string | undefined => {
    const key = of(seen);
    return key?.startsWith(`${kind} `) ? key : undefined;
  };

const LIVES = 'while the connection lives';

/** Rows MEMB-D22 and MEMB-D24: a sound request of the author, to whom the peer may show itself. */
const membership = (crypto: Crypto): Duty => ({
  id: 'membership-answered',
  clauses: ['MEMB-15', 'MEMB-16', 'MEMB-17'],
  expected: `an answer to a membership request, ${LIVES}`,
  watch(cast) {
    const { learn, hasEndpoint } = createEndpoints();
    let identity = new Uint8Array();
    return {
      learn(seen) {
        learn(seen);
        const conn = seen.dir === 'out' ? contentOf(seen.signed, 'conn') : undefined;
        if (conn !== undefined) identity = Uint8Array.from(conn.identity);
      },
      asked: keyOf('memRes', questionOf),
      given: keyOf('memRes', answerOf),
      isDue({ remote, inside: [self] }) {
        const alive = self && contentOf(self, 'aliveMsg');
        if (alive?.membership === undefined || alive.timestamp === undefined) return false;
        if (toHex(alive.membership.pkiId) !== cast.self) return false;
        if (!isSignedBy(crypto, identity, self!)) return false;
        const areBothOutside = alive.membership.endpoint !== '' && hasEndpoint(remote);
        return isOneOrg(cast, remote) || areBothOutside;
      },
    };
  },
});

/** MEMB-D7, MEMB-D37. Whether an MSP vouches for the identity is for the handshake to say. */
function isSignedBy(crypto: Crypto, identity: Uint8Array, { envelope }: SignedMessage): boolean {
  const decoded = decodeSerializedIdentity(identity);
  const block = decoded.verdict === 'accept' ? decodePem(decoded.value.idBytes) : undefined;
  const key = block && parseCertificate(block.bytes)?.key;
  if (key === undefined) return false;
  const { payload, signature, secretEnvelope: secret } = envelope;
  if (!crypto.verify(key, payload, signature)) return false;
  return secret === undefined || crypto.verify(key, secret.payload, secret.signature);
}

/** PULL-30: every peer holds its own identity. Rows PULL-D25 to PULL-D28: to whom it shows it. */
const identities: Duty = {
  id: 'identity-hello-answered',
  clauses: ['PULL-20', 'PULL-30', 'PULL-31'],
  expected: `a digest upon a hello for identities, ${LIVES}`,
  watch(cast) {
    const { learn, hasEndpoint } = createEndpoints();
    return {
      learn,
      asked: pullKey(PullMsgType.IDENTITY_MSG),
      given: keyOf('dataDig', answerOf),
      isDue: ({ remote }) =>
        isOneOrg(cast, remote) || (cast.orgOf(remote) !== undefined && hasEndpoint(remote)),
    };
  },
};

const pullKey =
  (msgType: PullMsgType) =>
  (seen: Seen): string | undefined =>
    contentOf(seen.signed, 'hello')?.msgType === msgType
      ? keyOf('dataDig', questionOf)(seen)
      : undefined;

/** A block that it pushed so long ago it still holds: PUSH-25 gives it twenty times that by default. ms */
const HELD_MS = 5 * defaults.pullInterval;

/**
 * Who pushed a block holds it (PUSH-21, PUSH-28, PULL-43), and has a StateInfo of who got it (row PUSH-D42), so that
 * row CHAN-D28 admits the hello; unless it has left the channel (row CHAN-D25).
 */
const blocks: Duty = {
  id: 'block-hello-answered',
  clauses: ['PULL-20', 'PULL-43'],
  expected: `a digest upon a hello for blocks, of who has just pushed one, ${LIVES}`,
  watch(cast) {
    const pushed = new Map<string, number>();
    const leavers = new Set<string>();
    return {
      learn({ signed, inside, dir, remote, ms }) {
        for (const one of [signed, ...inside]) {
          const info = contentOf(one, 'stateInfo');
          if (info?.properties?.leftChannel === true) leavers.add(toHex(info.pkiId));
        }
        if (dir === 'in' && contentOf(signed, 'dataMsg')?.payload !== undefined)
          pushed.set(`${remote} ${channelIn(signed)}`, ms);
      },
      asked: pullKey(PullMsgType.BLOCK_MSG),
      given: keyOf('dataDig', answerOf),
      isDue({ signed, remote, ms }) {
        const last = pushed.get(`${remote} ${channelIn(signed)}`);
        const isHeld = last !== undefined && ms - last <= HELD_MS;
        return isHeld && isOneOrg(cast, remote) && !leavers.has(remote);
      },
    };
  },
};

/** Who asks somebody for a snapshot of a channel has joined it, and takes their organisation for one of it (CHAN-50). */
const snapshots = (crypto: Crypto): Duty => ({
  id: 'snapshot-answered',
  clauses: ['CHAN-52', 'CHAN-30'],
  expected: `a snapshot upon a request for one, of who has asked for the same, ${LIVES}`,
  watch(cast) {
    const channels = new Set<string>();
    /** When somebody last asked, by PKI-ID and code of the channel. */
    const requested = new Map<string, number>();
    const lastRequest = ({ signed, remote }: Seen): number | undefined => {
      const mac = toHex(contentOf(signed, 'stateInfoPullReq')!.channelMAC);
      const channel = [...channels].find((name) => macOf(crypto, cast.self, name) === mac);
      return channel === undefined
        ? undefined
        : requested.get(`${remote} ${macOf(crypto, remote, channel)}`);
    };
    return {
      learn({ signed, dir, remote, ms }) {
        if (signed.message.channel.length > 0) channels.add(channelIn(signed));
        const request = dir === 'in' ? contentOf(signed, 'stateInfoPullReq') : undefined;
        if (request) requested.set(`${remote} ${toHex(request.channelMAC)}`, ms);
      },
      asked({ signed }) {
        const request = contentOf(signed, 'stateInfoPullReq');
        return request && toHex(request.channelMAC);
      },
      given: ({ signed }) =>
        contentOf(signed, 'stateSnapshot') && macOf(crypto, cast.self, channelIn(signed)),
      isDue: (question) => lastRequest(question) !== undefined,
      // Another configuration may have come meanwhile (CHAN-15), and then it asks no more.
      isStillDue: (question) => (lastRequest(question) ?? 0) > question.ms,
    };
  },
});

/**
 * Who pushes blocks or leadership to somebody has stored a StateInfo of theirs (row PUSH-D42), and so takes them for a
 * reader (row CHAN-D11); who has answered once does, too (row XFER-D11).
 */
const states: Duty = {
  id: 'state-answered',
  clauses: ['XFER-24', 'XFER-20', 'XFER-21'],
  expected: `an answer to a sound state request, of who takes the asker for a reader, ${LIVES}`,
  watch(cast) {
    const named = createNamed();
    const readers = new Set<string>();
    return {
      learn(seen) {
        named.learn(seen);
        const { signed, dir, kind, remote } = seen;
        const isPushed = (kind === 'dataMsg' || kind === 'leadershipMsg') && isOneOrg(cast, remote);
        if (dir === 'in' && (isPushed || kind === 'stateResponse'))
          readers.add(`${remote} ${channelIn(signed)}`);
      },
      asked: keyOf('stateResponse', questionOf),
      given: keyOf('stateResponse', answerOf),
      isDue({ signed, remote }) {
        const { startSeqNum: start, endSeqNum: end } = contentOf(signed, 'stateRequest')!;
        if (start > end || end - start > BigInt(defaults.stateBatchSize)) return false;
        // Row XFER-D15. Each asks for one range at a time (XFER-31), that often (XFER-35).
        const waiting = named.count * (defaults.stateMaxRetries + 1);
        return waiting < defaults.stateRequestsMax && readers.has(`${remote} ${channelIn(signed)}`);
      },
    };
  },
};

export const dutyRules = (crypto: Crypto): readonly WireRule[] =>
  [membership(crypto), identities, blocks, snapshots(crypto), states].map(answered);

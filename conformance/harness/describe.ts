/** What was seen, in one line and in words of the protocol. */
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import type { Entry } from './evidence.js';
import { contentOf, type Decoded, decoded, internalEndpointOf } from './wire/decode.js';
import { hex } from './wire/sign.js';

/** Names of messages as the specification writes them. */
export const MESSAGE_NAMES: Readonly<Record<string, string>> = {
  aliveMsg: 'AliveMessage',
  memReq: 'MembershipRequest',
  memRes: 'MembershipResponse',
  dataMsg: 'DataMessage',
  hello: 'GossipHello',
  dataDig: 'DataDigest',
  dataReq: 'DataRequest',
  dataUpdate: 'DataUpdate',
  empty: 'Empty',
  conn: 'ConnEstablish',
  stateInfo: 'StateInfo',
  stateSnapshot: 'StateInfoSnapshot',
  stateInfoPullReq: 'StateInfoPullRequest',
  stateRequest: 'RemoteStateRequest',
  stateResponse: 'RemoteStateResponse',
  leadershipMsg: 'LeadershipMessage',
  peerIdentity: 'PeerIdentity',
  ack: 'Acknowledgement',
  privateReq: 'RemotePvtDataRequest',
  privateRes: 'RemotePvtDataResponse',
  privateData: 'PrivateDataMessage',
};

/** Who has this PKI-ID: a name of the case, or the first digits. */
export type NameOf = (pkiId: Uint8Array) => string;

export function describe(entry: Entry, nameOf: NameOf): string {
  switch (entry.type) {
    case 'sent':
    case 'received':
      return entry.decoded ? describeMessage(entry.decoded, nameOf) : 'bytes that are no Envelope';
    case 'opened':
      return `${entry.stream}: the probe opened a stream`;
    case 'accepted':
      return `${entry.stream}: the target opened a stream`;
    case 'ended':
      return `${entry.stream}: end of stream, ${entry.detail}`;
    case 'pinged':
      return 'Ping';
    case 'note':
      return entry.detail ?? '';
  }
}

export function describeMessage(d: Decoded, nameOf: NameOf): string {
  if (!d.message) return 'Envelope whose payload does not parse';
  const parts = [MESSAGE_NAMES[d.kind] ?? 'message without content', ...detailsOf(d, nameOf)];
  if (d.message.nonce !== 0n) parts.push(`nonce ${d.message.nonce}`);
  if (d.kind !== 'conn') parts.push(`tag ${Tag[d.message.tag] ?? d.message.tag}`);
  return parts.join(', ');
}

function detailsOf(d: Decoded, nameOf: NameOf): string[] {
  const alive = contentOf(d, 'aliveMsg');
  if (alive) {
    const internal = internalEndpointOf(d.envelope);
    return [
      `of ${nameOf(alive.membership?.pkiId ?? new Uint8Array())}`,
      `time (${alive.timestamp?.incNum ?? '-'}, ${alive.timestamp?.seqNum ?? '-'})`,
      alive.membership?.endpoint ? `endpoint ${alive.membership.endpoint}` : 'no endpoint',
      ...(alive.identity.length > 0 ? ['with identity'] : []),
      ...(internal === undefined ? [] : [`secret ${internal}`]),
    ];
  }
  const connection = contentOf(d, 'conn');
  if (connection) return [`of ${nameOf(connection.pkiId)}`, ...(connection.probe ? ['probe'] : [])];
  const response = contentOf(d, 'memRes');
  if (response) {
    const authors = (list: typeof response.alive): string =>
      list
        .map((e) =>
          nameOf(contentOf(decoded(e), 'aliveMsg')?.membership?.pkiId ?? new Uint8Array()),
        )
        .join(' ') || '-';
    return [`alive: ${authors(response.alive)}`, `dead: ${authors(response.dead)}`];
  }
  const request = contentOf(d, 'memReq');
  if (request) {
    const self = request.selfInformation && decoded(request.selfInformation);
    return self ? [`self ${describeMessage(self, nameOf)}`] : ['without self'];
  }
  return [];
}

export const nameFrom =
  (names: ReadonlyMap<string, string>): NameOf =>
  (pkiId) =>
    names.get(hex(pkiId)) ?? (pkiId.length === 0 ? 'nobody' : `${hex(pkiId).slice(0, 8)}…`);

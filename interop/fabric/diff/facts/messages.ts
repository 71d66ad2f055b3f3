/** One message of the node, as facts: none for what is free, one for what is told. */
import type { Entry } from '../../../../conformance/harness/evidence.js';
import { contentOf, decoded } from '../../../../conformance/harness/wire/decode.js';
import { type Envelope, PullMsgType } from '../../../../src/wire/gen/gossip/message_pb.js';
import { WITNESS } from '../play/stage.js';
import { type Naming, NODE } from './naming.js';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const list = (items: readonly string[]): string => [...items].sort().join(', ') || 'nothing';

type Read = (entry: Entry, naming: Naming) => readonly string[];

/** What lasts, such as heartbeats: told once, if it was there while it was watched. */
const lasting =
  (what: Read): Read =>
  (entry, naming) =>
    naming.isWatched(entry) ? what(entry, naming).map((fact) => `${fact}, again and again`) : [];

const to = ({ probe }: Entry): string => `${probe} gets`;

/** The node's own are lasting, those of others relayed. */
const authored =
  (kind: 'aliveMsg' | 'stateInfo' | 'leadershipMsg', own: Read): Read =>
  (entry, naming) => {
    const d = entry.decoded!;
    const pkiId =
      kind === 'aliveMsg' ? contentOf(d, 'aliveMsg')?.membership?.pkiId : contentOf(d, kind)?.pkiId;
    if (naming.isNode(pkiId)) return lasting(own)(entry, naming);
    const message = naming.message(d.envelope);
    // Who asks at the end is told to others as it comes, and who comes last is told what is said then.
    return message.includes('asking') || entry.probe === WITNESS
      ? []
      : [`${to(entry)} ${kind} ${message}`];
  };

const READERS: Readonly<Record<string, Read>> = {
  aliveMsg: authored('aliveMsg', (entry) => {
    const { membership } = contentOf(entry.decoded, 'aliveMsg')!;
    const secret = entry.decoded!.envelope.secretEnvelope ? 'with' : 'without';
    return [
      `${to(entry)} the node's alive, endpoint ${membership?.endpoint ? 'told' : 'hidden'}, ${secret} secret`,
    ];
  }),

  memReq: lasting((entry) => [`${to(entry)} membership request`]),

  memRes(entry, naming) {
    const { alive, dead } = contentOf(entry.decoded, 'memRes')!;
    const step = naming.asked(entry.decoded!.message!.nonce) ?? 'unasked';
    const tell = (envelopes: readonly Envelope[]): string =>
      list(envelopes.map((e) => naming.message(e)));
    return [`${to(entry)} membership for ${step}: alive ${tell(alive)}; dead ${tell(dead)}`];
  },

  hello: lasting((entry) => {
    const { msgType } = contentOf(entry.decoded, 'hello')!;
    return [
      `${to(entry)} hello for ${PullMsgType[msgType]} ${text(entry.decoded!.message!.channel)}`,
    ];
  }),

  dataDig(entry, naming) {
    const { nonce, digests, msgType } = contentOf(entry.decoded, 'dataDig')!;
    const items = digests.map((item) =>
      msgType === PullMsgType.BLOCK_MSG ? text(item) : naming.who(item),
    );
    return [`${to(entry)} digest for ${naming.asked(nonce) ?? 'nothing'}: ${list(items)}`];
  },

  dataReq(entry, naming) {
    const { digests, msgType } = contentOf(entry.decoded, 'dataReq')!;
    const channel = text(entry.decoded!.message!.channel);
    return digests.map((item) =>
      msgType === PullMsgType.BLOCK_MSG
        ? `${entry.probe} is asked for block ${text(item)} of ${channel}`
        : `${entry.probe} is asked for the identity of ${naming.who(item)}`,
    );
  },

  dataUpdate(entry, naming) {
    const { nonce, data, msgType } = contentOf(entry.decoded, 'dataUpdate')!;
    const channel = text(entry.decoded!.message!.channel);
    const items = data.map((envelope) => {
      const payload = contentOf(decoded(envelope), 'dataMsg')?.payload;
      if (msgType !== PullMsgType.BLOCK_MSG || !payload) return naming.message(envelope);
      return naming.block(channel, payload.seqNum, payload.data);
    });
    return [`${to(entry)} update for ${naming.asked(nonce) ?? 'nothing'}: ${list(items)}`];
  },

  // The node's own are told by heightFacts.
  stateInfo: authored('stateInfo', () => []),

  stateInfoPullReq: lasting((entry) => [`${to(entry)} snapshot request`]),

  stateSnapshot(entry, naming) {
    const { elements } = contentOf(entry.decoded, 'stateSnapshot')!;
    const channel = text(entry.decoded!.message!.channel);
    const during = naming.during(entry);
    const told = elements
      .filter((element) => !naming.isEarly(element))
      .map((element) => infoIn(element, naming, during === 'asking'));
    return [`${to(entry)} snapshot of ${channel} at ${during}: ${list(told)}`];
  },

  dataMsg(entry, naming) {
    const payload = contentOf(entry.decoded, 'dataMsg')?.payload;
    const channel = text(entry.decoded!.message!.channel);
    if (!payload) return [`${to(entry)} data message without payload`];
    return [
      `${to(entry)} block ${naming.block(channel, payload.seqNum, payload.data)} of ${channel}`,
    ];
  },

  stateRequest(entry) {
    const { endSeqNum } = contentOf(entry.decoded, 'stateRequest')!;
    const channel = text(entry.decoded!.message!.channel);
    // The first one is the next of a ledger that blocks reach by other ways meanwhile.
    return [`somebody is asked for blocks of ${channel} up to ${endSeqNum}`];
  },

  stateResponse(entry, naming) {
    const { payloads } = contentOf(entry.decoded, 'stateResponse')!;
    const { nonce, channel } = entry.decoded!.message!;
    const blocks = payloads.map(({ seqNum, data }) => naming.block(text(channel), seqNum, data));
    return [
      `${to(entry)} state for ${naming.asked(nonce) ?? 'nothing'}: ${blocks.join(', ') || 'nothing'}`,
    ];
  },

  leadershipMsg: authored('leadershipMsg', (entry) => {
    const { isDeclaration } = contentOf(entry.decoded, 'leadershipMsg')!;
    const channel = text(entry.decoded!.message!.channel);
    return isDeclaration ? [`${to(entry)} the node's declaration in ${channel}`] : [];
  }),

  conn: () => [],
  empty: () => [],
};

/** The node's own height is on its way until all is still (CHAN-36). */
function infoIn(envelope: Envelope, naming: Naming, isStill: boolean): string {
  const info = contentOf(decoded(envelope), 'stateInfo');
  if (info && naming.isNode(info.pkiId)) {
    return isStill ? `${NODE}'s, height ${info.properties?.ledgerHeight}` : `${NODE}'s`;
  }
  return naming.message(envelope);
}

export function readMessage(entry: Entry, naming: Naming): readonly string[] {
  const { kind } = entry.decoded!;
  const read = READERS[kind];
  return read ? read(entry, naming) : [`${to(entry)} ${kind || 'a message without content'}`];
}

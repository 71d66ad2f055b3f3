/** What a peer hears of a channel that it is not in: its own recording tells. */
import { readCapture } from '../../../../src/adapters/capture/rows.js';
import { nodeCrypto } from '../../../../src/adapters/crypto-node.js';
import { channelMac } from '../../../../src/wire/channel-mac.js';
import {
  decodeSignedMessage,
  openEnvelope,
  type SignedMessage,
} from '../../../../src/wire/envelope.js';
import { fromHex, sameBytes } from '../../../../src/wire/hex.js';
import { envelopesIn } from '../../../../src/wire/inside.js';
import { untilLevel } from '../ledgers.js';
import type { LiveReference } from '../live-peer.js';
import { ORG1, ORG2, OWN, type Stage } from '../stage.js';
import type { Planned } from '../steps.js';

/**
 * What goes to every peer of the channel's organisations, whether it has joined or not: StateInfo (PUSH-D30) and
 * requests for snapshots (CHAN-50). Neither names the channel: it is behind a MAC.
 */
const ALLOWED = ['stateInfo', 'stateInfoPullReq'];

/** Kinds of messages of the channel, and how many of each. */
type Heard = ReadonlyMap<string, number>;

export function outside(stage: Stage): readonly Planned[] {
  const { fabric1, reference1, reference2, reference3 } = stage.peers;
  const members = [fabric1, reference1];
  return [
    {
      title: `peers outside of ${OWN} see nothing of it`,
      async play() {
        await stage.order(OWN, 20);
        const seen = await untilLevel(stage.orderer, OWN, members);
        const heardBy = ({ process: { record } }: LiveReference): Promise<Heard> =>
          heardIn(
            record!,
            OWN,
            members.map(({ pkiId }) => pkiId),
          );
        const own = await heardBy(reference2);
        const foreign = await heardBy(reference3);
        const height = await stage.peers.fabric2.height(OWN);
        const leaked = [...own.keys()].filter((kind) => !ALLOWED.includes(kind));
        if (leaked.length > 0) throw new Error(`reference2 heard ${told(own)}`);
        if (foreign.size > 0) throw new Error(`reference3 heard ${told(foreign)}`);
        if (height !== undefined) throw new Error(`fabric2 has height ${height} in ${OWN}`);
        return [
          ...seen,
          `reference2 of ${ORG1}, not joined, heard ${told(own)}`,
          `reference3 of ${ORG2} heard ${told(foreign)}`,
        ];
      },
    },
  ];
}

/**
 * Messages of a channel in what the peer of this capture has received. Members, by PKI-ID in hex, are those
 * whose StateInfo counts: it names the channel by a MAC alone.
 */
export async function heardIn(
  capture: string,
  channel: string,
  members: readonly string[],
): Promise<Heard> {
  const name = new TextEncoder().encode(channel);
  const macs = members.map((pkiId) => channelMac(nodeCrypto, fromHex(pkiId), name));
  const isOf = ({ message }: SignedMessage): boolean => {
    const { content } = message;
    if (sameBytes(message.channel, name)) return true;
    if (content.case !== 'stateInfo' && content.case !== 'stateInfoPullReq') return false;
    return macs.some((mac) => sameBytes(mac, content.value.channelMAC));
  };
  const heard = new Map<string, number>();
  for await (const row of readCapture(capture)) {
    if (row.dir !== 'in') continue;
    const outer = decodeSignedMessage(row.bytes);
    if (outer.verdict !== 'accept') continue;
    const inner = envelopesIn(outer.value.message).map((envelope) => openEnvelope(envelope));
    for (const one of [outer, ...inner])
      if (one.verdict === 'accept' && isOf(one.value)) {
        const kind = one.value.message.content.case ?? 'nothing';
        heard.set(kind, (heard.get(kind) ?? 0) + 1);
      }
  }
  return heard;
}

const told = (heard: Heard): string =>
  [...heard].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'nothing';

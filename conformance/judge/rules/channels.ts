/** Channels stay among the organisations that are in them, and blocks within one organisation. */
import { PullMsgType } from '../../../src/wire/gen/gossip/message_pb.js';
import { channelMac } from '../../harness/wire/channel-messages.js';
import { contentOf, type Decoded } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import type { RecordedChannel } from '../record.js';
import type { Rule } from '../rule.js';
import { keyOf, type Told, type Trace } from '../trace.js';

/** Kinds that are found by their MAC, or are of no channel. */
const NAMELESS: ReadonlySet<string> = new Set([
  'conn',
  'aliveMsg',
  'memReq',
  'memRes',
  'peerIdentity',
  'stateInfo',
  'stateInfoPullReq',
]);

export const channelRules: readonly Rule[] = [
  {
    id: 'channel-to-an-outsider',
    clauses: ['CHAN-I8', 'CHAN-I1'],
    expected: 'no message of a channel to a peer whose organisation is not in it',
    *breaches(trace) {
      for (const message of trace.told) {
        const { entry, decoded, by, to } = message;
        for (const channel of channelsOf(message, trace)) {
          const { organisations, id } = channel;
          if (!organisations.includes(by.mspId) || organisations.includes(to.mspId)) continue;
          yield {
            entry: entry.n,
            observed: `${decoded.kind} of ${id} from ${by.name} to ${to.name} (${to.mspId})`,
          };
        }
      }
    },
  },
  {
    id: 'block-to-another-organisation',
    clauses: ['CHAN-I2', 'PUSH-I5', 'PUSH-D41', 'PULL-42'],
    expected: 'blocks, their pull and leadership within one organisation',
    *breaches({ told }) {
      for (const { entry, decoded, by, to } of told) {
        if (by.mspId === to.mspId || !isWithinOrganisation(decoded)) continue;
        yield { entry: entry.n, observed: `${decoded.kind} from ${by.name} to ${to.name}` };
      }
    },
  },
  {
    id: 'block-to-who-has-not-joined',
    clauses: ['PUSH-I5', 'PUSH-27', 'PUSH-D42'],
    expected: 'blocks and leadership messages only for who has shown a StateInfo of the channel',
    *breaches(trace) {
      const shown = statesShown(trace);
      for (const { entry, decoded, by, to } of trace.told) {
        if (decoded.kind !== 'dataMsg' && decoded.kind !== 'leadershipMsg') continue;
        const channel = trace.channelNamed(decoded.message!.channel);
        if (!channel || shown.has(`${hex(to.pkiId)} ${channel.id}`)) continue;
        yield {
          entry: entry.n,
          observed: `${decoded.kind} of ${channel.id} from ${by.name} to ${to.name}, who has shown none`,
        };
      }
    },
  },
  {
    id: 'channel-named',
    clauses: ['CHAN-I4', 'CHAN-34', 'CHAN-51'],
    expected: 'no name of a channel in a message that need not name one',
    *breaches({ told, ours }) {
      for (const { entry, decoded, by } of told) {
        if (!NAMELESS.has(decoded.kind) || decoded.message!.channel.length === 0) continue;
        // What an author has named is passed on as it came.
        if (ours.has(keyOf(decoded.envelope.payload))) continue;
        const name = Buffer.from(decoded.message!.channel).toString();
        yield { entry: entry.n, observed: `${name} in ${decoded.kind} of ${by.name}` };
      }
    },
  },
];

function isWithinOrganisation(d: Decoded): boolean {
  const pull =
    contentOf(d, 'hello') ??
    contentOf(d, 'dataDig') ??
    contentOf(d, 'dataReq') ??
    contentOf(d, 'dataUpdate');
  if (pull) return pull.msgType === PullMsgType.BLOCK_MSG;
  return d.kind === 'dataMsg' || d.kind === 'leadershipMsg';
}

/** Channels that the message names, or speaks of by a MAC, itself or inside. */
function channelsOf({ decoded, inside, by }: Told, trace: Trace): ReadonlySet<RecordedChannel> {
  const found = new Set<RecordedChannel>();
  if (!decoded.message || trace.record.channels.length === 0) return found;
  const named = trace.channelNamed(decoded.message.channel);
  if (named) found.add(named);
  const request = contentOf(decoded, 'stateInfoPullReq');
  const macs = [decoded, ...inside].flatMap((d) => {
    const info = contentOf(d, 'stateInfo');
    return info ? [{ of: info.pkiId, mac: info.channelMAC }] : [];
  });
  if (request) macs.push({ of: by.pkiId, mac: request.channelMAC });
  for (const { of, mac } of macs) {
    const channel = trace.record.channels.find(({ id }) => hex(channelMac(of, id)) === hex(mac));
    if (channel) found.add(channel);
  }
  return found;
}

/** Probes with a StateInfo that the suite has shown of them, and the channel of it. */
function statesShown({ said, record }: Trace): ReadonlySet<string> {
  const shown = new Set<string>();
  for (const { decoded, inside } of said) {
    for (const d of [decoded, ...inside]) {
      const info = contentOf(d, 'stateInfo');
      for (const { id } of info ? record.channels : []) {
        if (hex(channelMac(info!.pkiId, id)) === hex(info!.channelMAC)) {
          shown.add(`${hex(info!.pkiId)} ${id}`);
        }
      }
    }
  }
  return shown;
}

/** Names for what is another on each side: keys, nonces, timestamps, bytes. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { Entry } from '../../../../conformance/harness/evidence.js';
import type { Connection } from '../../../../conformance/harness/probe.js';
import { contentOf, decoded } from '../../../../conformance/harness/wire/decode.js';
import { hex } from '../../../../conformance/harness/wire/sign.js';
import { type Block, BlockSchema } from '../../../../src/wire/gen/common/common_pb.js';
import type { Envelope } from '../../../../src/wire/gen/gossip/message_pb.js';
import type { Playing } from '../play/play.js';
import type { Shape } from '../script/script.js';

export const NODE = 'the node';

export interface Naming {
  /** Who has this PKI-ID. */
  who(pkiId: Uint8Array | undefined): string;
  isNode(pkiId: Uint8Array | undefined): boolean;
  /** Which message of the script this is, or whose newest. */
  message(envelope: Envelope): string;
  /** Of `Sent`. */
  isEarly(info: Envelope): boolean;
  /** The step that asked with this nonce; undefined if none did. */
  asked(nonce: bigint): string | undefined;
  /** The step in whose time this came. */
  during(entry: Entry): string;
  /** Whether it came while what lasts was watched. */
  isWatched(entry: Entry): boolean;
  /** The block of this number, as the channel has it. */
  block(channel: string, number: bigint, bytes: Uint8Array): string;
  /** At which step a stream was ended. */
  endOf(connection: Connection): string;
}

/** The same header and transactions: a ledger adds metadata of its own. */
function hasContent(bytes: Uint8Array, { header, data }: Block): boolean {
  const own = toBinary(BlockSchema, create(BlockSchema, { header: header!, data: data! }));
  const stored = fromBinary(BlockSchema, bytes);
  if (!stored.header || !stored.data) return false;
  const { header: itsHeader, data: itsData } = stored;
  const its = toBinary(BlockSchema, create(BlockSchema, { header: itsHeader, data: itsData }));
  return Buffer.compare(own, its) === 0;
}

export function namesIn({ stage, sent, marks }: Playing, { mortal }: Shape): Naming {
  const names = new Map<string, string>([[hex(stage.node.credentials.pkiId), NODE]]);
  for (const { author, stranger } of stage.players.values()) {
    names.set(hex(author.credentials.pkiId), author.name);
    names.set(hex(stranger.pkiId), `stranger to ${author.name}`);
  }
  const none = new Uint8Array();
  const who = (pkiId: Uint8Array = none): string =>
    names.get(hex(pkiId)) ?? (pkiId.length === 0 ? 'nobody' : 'somebody else');
  const labelAt = (n: number): string => marks.findLast(({ from }) => from <= n)?.label ?? 'start';
  const naming: Naming = {
    who,
    isNode: (pkiId) => who(pkiId) === NODE,
    message(envelope) {
      const d = decoded(envelope, none);
      const alive = contentOf(d, 'aliveMsg');
      const author = who(
        alive?.membership?.pkiId ??
          contentOf(d, 'stateInfo')?.pkiId ??
          contentOf(d, 'peerIdentity')?.pkiId ??
          contentOf(d, 'leadershipMsg')?.pkiId,
      );
      // Where heartbeats go on, which of them was the last is a matter of time.
      if (alive && mortal) return `${author}'s alive`;
      const secret = envelope.secretEnvelope ? ' with secret' : '';
      return `${author}'s ${sent.labelOf(envelope) ?? d.kind}${secret}`;
    },
    asked: (nonce) => sent.asked(nonce),
    isEarly: (info) => sent.isEarly(info),
    during: (entry) => labelAt(entry.n),
    isWatched: (entry) => labelAt(entry.n) === 'watch',
    block(channel, number, bytes) {
      const own = stage.channels.get(channel);
      const known = own && own.last >= Number(number) ? own.copy(Number(number)) : undefined;
      return `${number}${known && hasContent(bytes, known) ? '' : ' of other content'}`;
    },
    endOf(connection) {
      const entry = stage.scene.evidence.entries.findLast(
        (e) => e.type === 'ended' && e.stream === connection.name,
      );
      return entry ? `at ${labelAt(entry.n)}` : '';
    },
  };
  return naming;
}

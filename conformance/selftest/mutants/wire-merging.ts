/** Faults in putting fields together, and in what becomes of bytes that do not decode (spec/02-wire.md). */
import type { DescMessage } from '@bufbuild/protobuf';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import type { CoreModules } from '../core-modules.js';
import { type Mutant, mutant } from '../mutant.js';

type Codecs = CoreModules['wire/codec/codec'];
type CreateCodec = Codecs['createCodec'];

/** The codec of one message type, decoding otherwise. */
const decoding =
  (
    typeName: string,
    by: (decoded: { verdict: string; value?: object }) => object,
  ): ((original: Codecs) => CreateCodec) =>
  ({ createCodec }) =>
    ((desc: DescMessage) => {
      const codec = createCodec(desc);
      return desc.typeName === typeName
        ? { ...codec, decode: (bytes: Uint8Array) => by(codec.decode(bytes)) }
        : codec;
    }) as CreateCodec;

const refused = (reason: string) => ({ verdict: 'reject' as const, clause: 'WIRE-10', reason });

/** Who does not end the link with UNKNOWN at once ends it with OK when its peer has been silent for long. */
const LIVES_ON = 'the remote ended the stream';

export const wireMergingMutants: readonly Mutant[] = [
  mutant({
    id: 'wire/first-scalar-stands',
    fault: 'lets the first of two occurrences of a scalar stand',
    breaks: ['WIRE-15'],
    module: 'wire/codec/fields',
    entry: 'singularField',
    by:
      ({ singularField }) =>
      (name, single, writeTag) => {
        const plan = singularField(name, single, writeTag);
        return {
          ...plan,
          read(into, cursor, wireType) {
            const held = into[name];
            const isRead = plan.read(into, cursor, wireType);
            if (isRead && single.zero !== undefined && !single.isZero(held)) into[name] = held;
            return isRead;
          },
        };
      },
    killedBy: [
      {
        case: 'membership/alive-whose-last-tag-is-right-forwarded',
        expected: 'of o9 as o1 pushed it',
      },
      {
        case: 'membership/alive-whose-last-tag-is-wrong-not-forwarded',
        expected: 'no reaction',
        observed: 'AliveMessage',
      },
    ],
  }),
  mutant({
    id: 'wire/second-part-replaces-the-first',
    fault: 'replaces a message by its second occurrence instead of merging them',
    breaks: ['WIRE-16'],
    module: 'wire/codec/fields',
    entry: 'singularField',
    by:
      ({ singularField }) =>
      (name, single, writeTag) =>
        singularField(
          name,
          { ...single, read: (cursor) => single.read(cursor, undefined) },
          writeTag,
        ),
    killedBy: [
      { case: 'membership/alive-in-two-parts-forwarded', expected: 'of o9 as o1 pushed it' },
    ],
  }),
  mutant({
    id: 'wire/contents-of-one-kind-not-merged',
    fault: 'replaces the content of a message by a second one of the same kind',
    breaks: ['WIRE-17', 'WIRE-16'],
    module: 'wire/codec/fields',
    entry: 'oneofField',
    by:
      ({ oneofField }) =>
      (group, name, single, writeTag) =>
        oneofField(
          group,
          name,
          { ...single, read: (cursor) => single.read(cursor, undefined) },
          writeTag,
        ),
    killedBy: [
      { case: 'membership/alive-in-two-parts-forwarded', expected: 'of o9 as o1 pushed it' },
    ],
  }),
  mutant({
    id: 'wire/first-content-stands',
    fault: 'lets the first of two contents stand',
    breaks: ['WIRE-17'],
    module: 'wire/codec/fields',
    entry: 'oneofField',
    by:
      ({ oneofField }) =>
      (group, name, single, writeTag) => {
        const plan = oneofField(group, name, single, writeTag);
        return {
          ...plan,
          read(into, cursor, wireType) {
            const held = into[group] as { case: string | undefined };
            const isRead = plan.read(into, cursor, wireType);
            if (isRead && held.case !== undefined && held.case !== name) into[group] = held;
            return isRead;
          },
        };
      },
    killedBy: [
      {
        case: 'membership/alive-after-another-content-forwarded',
        expected: 'of o9 as o1 pushed it',
      },
    ],
  }),
  mutant({
    id: 'wire/refuses-values-without-a-name',
    fault: 'does not decode a message whose tag has no name',
    breaks: ['WIRE-22'],
    module: 'wire/codec/codec',
    entry: 'createCodec',
    by: decoding('gossip.GossipMessage', (decoded) => {
      const tag = (decoded.value as { tag?: Tag } | undefined)?.tag;
      return tag !== undefined && Tag[tag] === undefined ? refused('no such tag') : decoded;
    }),
    killedBy: [
      {
        case: 'wire/alive-with-wrong-tag-rejected',
        expected: 'no reaction',
        observed: 'end of stream',
      },
    ],
  }),
  mutant({
    id: 'wire/no-envelope-is-an-empty-one',
    fault: 'overlooks that an envelope did not decode and goes on with an empty one',
    breaks: ['WIRE-30', 'LINK-11'],
    module: 'wire/codec/codec',
    entry: 'createCodec',
    by: decoding('gossip.Envelope', (decoded) =>
      decoded.verdict === 'accept'
        ? decoded
        : {
            verdict: 'accept',
            value: {
              $typeName: 'gossip.Envelope',
              payload: new Uint8Array(),
              signature: new Uint8Array(),
            },
          },
    ),
    killedBy: [
      {
        case: 'wire/bytes-that-are-no-envelope-end-the-link',
        expected: 'with status UNKNOWN',
        observed: LIVES_ON,
      },
    ],
  }),
  mutant({
    id: 'wire/no-message-is-an-empty-one',
    fault: 'overlooks that a payload did not decode and goes on with a message without content',
    breaks: ['WIRE-31', 'LINK-11', 'WIRE-10', 'WIRE-11', 'WIRE-12'],
    module: 'wire/codec/codec',
    entry: 'createCodec',
    by: decoding('gossip.GossipMessage', (decoded) =>
      decoded.verdict === 'accept'
        ? decoded
        : {
            verdict: 'accept',
            value: {
              $typeName: 'gossip.GossipMessage',
              nonce: 0n,
              channel: new Uint8Array(),
              tag: Tag.EMPTY,
              content: { case: undefined },
            },
          },
    ),
    killedBy: [
      {
        case: 'link/undecodable-payload-ends-the-link',
        expected: 'with status UNKNOWN',
        observed: 'still open',
      },
      {
        case: 'wire/truncated-field-ends-the-link',
        expected: 'with status UNKNOWN',
        observed: LIVES_ON,
      },
    ],
  }),
];

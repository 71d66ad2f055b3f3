/** Tags: every content with every tag that is not its own (2 Wire). */
import { create } from '@bufbuild/protobuf';
import {
  type Envelope,
  GossipHelloSchema,
  PullMsgType,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import type { Profile } from '../../harness/case.js';
import {
  blockDigest,
  dataMessage,
  pullDigest,
  pullHello,
  pullRequest,
  pullUpdate,
  stateInfoPullRequest,
  stateInfoSnapshot,
  stateRequest,
  stateResponse,
} from '../../harness/wire/channel-messages.js';
import {
  membershipRequest,
  membershipResponse,
  messageOf,
  sealed,
} from '../../harness/wire/messages.js';
import { TAGS } from '../../harness/wire/tags.js';
import { type Author, from } from '../author.js';
import type { Vector } from '../vector.js';
import { ALL, FABRIC, HARDENED, single } from './define.js';

interface Tagged {
  readonly name: string;
  readonly row: string;
  readonly legal: Tag;
  readonly profiles?: readonly Profile[];
  build(tag: Tag): Envelope;
}

/** A value that the enumeration has no name for. */
const UNNAMED = 9 as Tag;

export function tagVectors(by: Author): Vector[] {
  const contents = contentsOf(by);
  const wrong = contents.flatMap(({ name, row, legal, profiles = ALL, build }) =>
    [...TAGS.filter((tag) => tag !== legal), UNNAMED].map((tag) =>
      single('tag', {
        id: `${name}-with-tag-${tagName(tag)}-rejected`,
        description: `A message ${name} with tag ${tagName(tag)}; all else in it is in order.`,
        input: from('o1', build(tag)),
        verdict: 'reject',
        clauses: [row, 'WIRE-50'],
        reason: `tag ${tagName(tag)} where ${Tag[legal]} belongs`,
        profiles,
      }),
    ),
  );
  return [...wrong, ...untyped(), ...exempt(by), right(by)];
}

const tagName = (tag: Tag): string => (Tag[tag] ?? String(tag)).toLowerCase().replaceAll('_', '-');

function contentsOf(by: Author): readonly Tagged[] {
  const o1 = by.peer('o1');
  const ch = { channel: 'ch' };
  const info = () => by.stateInfo('o1', 'ch');
  const digest = [blockDigest(2)];
  const block = by.world.channel('ch').block(3);
  const inBlocks = { row: 'WIRE-D4', legal: Tag.CHAN_AND_ORG } as const;
  const inIdentities = { row: 'WIRE-D5', legal: Tag.EMPTY } as const;
  const inMembership = { row: 'WIRE-D2', legal: Tag.EMPTY } as const;
  const inChannel = { row: 'WIRE-D7', legal: Tag.CHAN_OR_ORG } as const;
  return [
    { name: 'alive', ...inMembership, build: (tag) => by.alive('o1', { tag }) },
    {
      name: 'membership-request',
      ...inMembership,
      build: (tag) => membershipRequest(by.alive('o1'), { tag }),
    },
    {
      name: 'membership-response',
      ...inMembership,
      build: (tag) => membershipResponse({ alive: [by.alive('o2')] }, { tag }),
    },
    {
      name: 'block',
      row: 'WIRE-D1',
      legal: Tag.CHAN_AND_ORG,
      build: (tag) => dataMessage('ch', 3, block, { tag }),
    },
    { name: 'block-hello', ...inBlocks, build: (tag) => pullHello(ch, 1n, { tag }) },
    { name: 'block-digest', ...inBlocks, build: (tag) => pullDigest(ch, 1n, digest, { tag }) },
    { name: 'block-request', ...inBlocks, build: (tag) => pullRequest(ch, 1n, digest, { tag }) },
    {
      name: 'block-update',
      ...inBlocks,
      build: (tag) => pullUpdate(ch, 1n, [by.block('ch', 3)], { tag }),
    },
    {
      name: 'identity-hello',
      ...inIdentities,
      build: (tag) => pullHello('identities', 1n, { tag }),
    },
    {
      name: 'identity-digest',
      ...inIdentities,
      build: (tag) => pullDigest('identities', 1n, [o1.pkiId], { tag }),
    },
    {
      name: 'identity-request',
      ...inIdentities,
      build: (tag) => pullRequest('identities', 1n, [o1.pkiId], { tag }),
    },
    {
      name: 'identity-update',
      ...inIdentities,
      build: (tag) => pullUpdate('identities', 1n, [by.peerIdentity('o2')], { tag }),
    },
    { name: 'state-info', ...inChannel, build: (tag) => by.stateInfo('o1', 'ch', { tag }) },
    {
      name: 'state-info-request',
      ...inChannel,
      build: (tag) => stateInfoPullRequest(o1, 'ch', { tag }),
    },
    { name: 'snapshot', ...inChannel, build: (tag) => stateInfoSnapshot('ch', [info()], { tag }) },
    {
      name: 'state-request',
      ...inChannel,
      profiles: HARDENED,
      build: (tag) => stateRequest('ch', 1, 2, { tag, nonce: 7n }),
    },
    {
      name: 'state-response',
      ...inChannel,
      profiles: HARDENED,
      build: (tag) => stateResponse('ch', [{ number: 3, block }], { tag, nonce: 7n }),
    },
    {
      name: 'leadership',
      row: 'WIRE-D8',
      legal: Tag.CHAN_AND_ORG,
      build: (tag) => by.leadership('o1', 'ch', true, { tag }),
    },
  ];
}

/** Pull messages that say not what they pull. */
const untyped = (): Vector[] =>
  [Tag.EMPTY, Tag.CHAN_AND_ORG].map((tag) =>
    single('tag', {
      id: `hello-of-no-kind-with-tag-${tagName(tag)}-rejected`,
      description: 'A hello that says neither of blocks nor of identities what it is about.',
      input: from(
        'o1',
        sealed(
          messageOf({
            tag,
            content: {
              case: 'hello',
              value: create(GossipHelloSchema, { nonce: 1n, msgType: PullMsgType.UNDEFINED }),
            },
          }),
        ),
      ),
      verdict: 'reject',
      clauses: ['WIRE-D6', 'WIRE-50'],
      reason: 'no tag is legal for a pull message of no kind',
    }),
  );

/** What is not judged by its tag. */
function exempt(by: Author): Vector[] {
  return [
    single('tag', {
      id: 'nested-alive-with-tag-chan-only-accepted',
      description: 'A membership response with an alive message of tag CHAN_ONLY in it.',
      input: from('o1', membershipResponse({ alive: [by.alive('o2', { tag: Tag.CHAN_ONLY })] })),
      verdict: 'accept',
      clauses: ['WIRE-51'],
      reason: 'tags of nested messages are not judged',
    }),
    single('tag', {
      id: 'state-request-with-tag-empty-accepted',
      description: 'A state request with tag EMPTY, for a block that the receiver has.',
      input: from('o1', stateRequest('ch', 1, 1, { tag: Tag.EMPTY, nonce: 7n })),
      verdict: 'accept',
      clauses: ['WIRE-52'],
      reason: 'tags of state requests are not judged in the profiles of Fabric',
      profiles: FABRIC,
    }),
  ];
}

const right = (by: Author): Vector =>
  single('tag', {
    id: 'alive-with-tag-empty-accepted',
    description: 'An alive message with the tag that belongs to it.',
    input: from('o1', by.alive('o1')),
    verdict: 'accept',
    clauses: ['WIRE-D2', 'WIRE-53'],
    reason: 'the tag is that of the content',
  });

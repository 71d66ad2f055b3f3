import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  isChannelRestricted,
  isOrgRestricted,
  judgeTag,
  type TagFacts,
  tagApplies,
  tagFacts,
  tagLegality,
  tagOf,
} from '../../src/rules/tag-legality.js';
import type { ContentKind } from '../../src/wire/envelope.js';
import {
  GossipMessageSchema,
  GossipMessage_Tag as Tag,
} from '../../src/wire/gen/gossip/message_pb.js';
import type { GossipMessage } from '../../src/wire/message-types.js';
import { disagreements, flawsIn, occurring, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/02-wire.md', 'tag-legality');
const PULL = ['hello', 'dataDig', 'dataReq', 'dataUpdate'];
const msgTypes = { other: 0, block: 1, identity: 2 };
const tags = [0, 1, 2, 3, 4, 5, 6, -1];

/** A message with these facts and this tag. */
const message = ({ content, pull }: TagFacts, tag: number): GossipMessage => {
  const value = PULL.includes(content) ? { msgType: msgTypes[pull] } : {};
  const oneof = content === 'none' ? { case: undefined } : { case: content, value };
  return create(GossipMessageSchema, { tag, content: oneof as never });
};
const facts = occurring(table) as unknown as TagFacts[];

describe('tag legality: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('WIRE-50: equals the rule', () => {
    expect(disagreements<TagFacts>(table, tagLegality)).toEqual([]);
  });
  it('knows every kind of content', () => {
    const kinds = GossipMessageSchema.oneofs[0]!.fields.map((field) => field.localName);
    expect(new Set(facts.map((f) => f.content))).toEqual(new Set([...kinds, 'none']));
  });
});

describe('tag legality: messages', () => {
  it('WIRE-50: rejects every tag but the one that the table names, and names the row', () => {
    for (const f of facts) {
      for (const tag of tags) {
        const { verdict, clause } = tagLegality(tagFacts(message(f, tag)));
        const refusal = judgeTag(message(f, tag));
        if (Tag[tag] === verdict) expect(refusal).toBeUndefined();
        else expect(refusal).toMatchObject({ verdict: 'reject', clause });
      }
    }
  });
  it('sees the pull type of the four pull kinds only', () => {
    for (const f of facts) {
      const expected = PULL.includes(f.content) ? f : { ...f, pull: 'other' };
      expect(tagFacts(message(f, 0))).toEqual(expected);
    }
    const unnamed = create(GossipMessageSchema, {
      content: { case: 'hello', value: { msgType: 9 as never } },
    });
    expect(tagFacts(unnamed).pull).toBe('other');
  });
  it('WIRE-53: names the tag to send with, and UNDEFINED where none is legal', () => {
    for (const f of facts) {
      const legal = judgeTag(message(f, tagOf(f))) === undefined;
      expect(legal).toBe(tagLegality(f).verdict !== 'illegal');
      if (!legal) expect(tagOf(f)).toBe(Tag.UNDEFINED);
    }
  });
});

describe('tag legality: where it applies', () => {
  const kinds = [...new Set(facts.map((f) => f.content))];
  const exempt = (profile: Parameters<typeof tagApplies>[1]): ContentKind[] =>
    kinds.filter((kind) => !tagApplies(kind, profile)).sort();
  const always = ['ack', 'conn', 'empty', 'privateData', 'privateReq', 'privateRes'];
  it('WIRE-51: not to handshakes, empty messages, acknowledgements and private data', () => {
    expect(exempt('hardened')).toEqual(always);
  });
  it('WIRE-52: in Fabric’s profiles not to state transfer', () => {
    const expected = [...always, 'stateRequest', 'stateResponse'];
    expect(exempt('fabric-2.5')).toEqual(expected);
    expect(exempt('fabric-3.1')).toEqual(expected);
  });
});

describe('tags', () => {
  it('restrict to a channel, to an organisation, to both or to none', () => {
    const named = (restricts: (tag: Tag) => boolean) =>
      tags.filter((tag) => restricts(tag)).map((tag) => Tag[tag]);
    expect(named(isChannelRestricted)).toEqual(['CHAN_ONLY', 'CHAN_AND_ORG', 'CHAN_OR_ORG']);
    expect(named(isOrgRestricted)).toEqual(['ORG_ONLY', 'CHAN_AND_ORG']);
  });
});

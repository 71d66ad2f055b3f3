/** Updates of configurations: what is stated as read and written leads to what was wanted, and no further. */
import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { updatedConfig } from '../../../src/orderer/config-update.js';
import type { ChannelConfig } from '../../../src/wire/channel/port.js';
import {
  ConfigGroupSchema,
  ConfigUpdateEnvelopeSchema,
  ConfigUpdateSchema,
} from '../../../src/wire/gen/common/configtx_pb.js';
import { type ConfigGroup, groupUpdate } from '../../../src/wire/transaction/config-update.js';
import { encodeFields } from '../../../src/wire/transaction/encoding.js';
import { fc } from '../../support/drawing.js';

interface Shape {
  readonly values: Readonly<Record<string, number>>;
  readonly policies: Readonly<Record<string, number>>;
  readonly groups: Readonly<Record<string, Shape>>;
  readonly modPolicy: string;
}
const name = fc.constantFrom('a', 'b', 'c');
const items = fc.dictionary(name, fc.integer({ min: 0, max: 2 }), { maxKeys: 3 });
const shape: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.record({
    values: items,
    policies: items,
    groups: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant({}),
      fc.dictionary(name, tie('shape'), { maxKeys: 2 }),
    ),
    modPolicy: fc.constantFrom('Admins', 'Writers'),
  }),
})).shape;

const mapped = <T, U>(of: Readonly<Record<string, T>>, to: (item: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(of).map(([key, item]) => [key, to(item)]));
const groupOf = ({ values, policies, groups, modPolicy }: Shape): ConfigGroup =>
  create(ConfigGroupSchema, {
    values: mapped(values, (n) => ({ value: Uint8Array.of(n), modPolicy: 'Admins' })),
    policies: mapped(policies, (n) => ({
      policy: { type: 1, value: Uint8Array.of(n) },
      modPolicy: 'Admins',
    })),
    groups: mapped(groups, groupOf),
    modPolicy,
  });

/** Without versions: what a configuration says. */
const meaning = ({ values, policies, groups, modPolicy }: ConfigGroup): unknown => ({
  values: mapped(values, ({ value }) => [...value]),
  policies: mapped(policies, ({ policy }) => [...policy!.value]),
  groups: mapped(groups, meaning),
  modPolicy,
});

function evaluated(current: ConfigGroup, readSet: ConfigGroup, writeSet: ConfigGroup) {
  const configUpdate = encodeFields(ConfigUpdateSchema, { channelId: 'ch1', readSet, writeSet });
  const config = { channel: 'ch1', satisfies: () => true } as unknown as ChannelConfig;
  const bytes = encodeFields(ConfigUpdateEnvelopeSchema, { configUpdate, signatures: [] });
  return updatedConfig(nodeCrypto, { config, group: current }, bytes);
}

describe('an update of a configuration', () => {
  it('leads to the wanted configuration, for any two, one after the other', () => {
    fc.assert(
      fc.property(fc.array(shape, { minLength: 2, maxLength: 4 }), (shapes) => {
        let current = groupOf(shapes[0]!);
        for (const next of shapes.slice(1)) {
          const wanted = groupOf(next);
          const { readSet, writeSet, result, isChanged } = groupUpdate(current, wanted);
          expect(meaning(result)).toEqual(meaning(wanted));
          const verdict = evaluated(current, readSet, writeSet);
          if (isChanged) expect(verdict).toEqual({ verdict: 'accept', value: result });
          else expect(verdict).toMatchObject({ reason: 'the update changes nothing' });
          current = result;
        }
      }),
    );
  });

  it('is refused upon any configuration but the one that it read, where they meet', () => {
    const current = groupOf({ values: { a: 1 }, policies: {}, groups: {}, modPolicy: 'Admins' });
    const wanted = groupOf({ values: {}, policies: {}, groups: {}, modPolicy: 'Admins' });
    const { readSet, writeSet, result } = groupUpdate(current, wanted);
    expect(evaluated(result, readSet, writeSet)).toMatchObject({
      verdict: 'reject',
      reason: '/Channel was read at version 0, which is not the present one',
    });
  });

  it('cannot skip a version, bring in something new at another than 0, or leave out its mod_policy', () => {
    const current = groupOf({ values: { a: 1 }, policies: {}, groups: {}, modPolicy: 'Admins' });
    const write = (value: object) => {
      const writeSet = create(ConfigGroupSchema, { values: value as ConfigGroup['values'] });
      return evaluated(current, create(ConfigGroupSchema), writeSet);
    };
    const entry = { value: Uint8Array.of(2), modPolicy: 'Admins' };
    expect(write({ a: { ...entry, version: 1n } }).verdict).toBe('accept');
    expect(write({ a: { ...entry, version: 2n } })).toMatchObject({
      reason: '/Channel/a is at version 0, and cannot become 2',
    });
    expect(write({ b: { ...entry, version: 1n } })).toMatchObject({
      reason: '/Channel/b is new, but has version 1',
    });
    expect(write({ a: { ...entry, version: 1n, modPolicy: '' } })).toMatchObject({
      reason: '/Channel/a needs a mod_policy',
    });
    expect(write({ '..': { ...entry, version: 0n } })).toMatchObject({
      reason: 'a name in the update is none that a configuration may have',
    });
  });

  it('never throws, whatever the bytes', () => {
    const config = { channel: 'ch1', satisfies: () => true } as unknown as ChannelConfig;
    const group = create(ConfigGroupSchema);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(updatedConfig(nodeCrypto, { config, group }, bytes).verdict).toBe('reject');
      }),
    );
  });
});

/** Which values of BatchSize and BatchTimeout blocks can be cut by. */
import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { batchSettingsIn } from '../../src/orderer/settings.js';
import { ConfigGroupSchema } from '../../src/wire/gen/common/configtx_pb.js';
import {
  BatchSizeSchema,
  BatchTimeoutSchema,
} from '../../src/wire/gen/orderer/configuration_pb.js';
import { encodeFields } from '../../src/wire/transaction/encoding.js';

const SIZES = { maxMessageCount: 1, preferredMaxBytes: 1, absoluteMaxBytes: 1 };

function settings(timeout: string, sizes: Partial<typeof SIZES> = {}) {
  const values = {
    BatchSize: { value: encodeFields(BatchSizeSchema, { ...SIZES, ...sizes }) },
    BatchTimeout: { value: encodeFields(BatchTimeoutSchema, { timeout }) },
  };
  return batchSettingsIn(create(ConfigGroupSchema, { groups: { Orderer: { values } } }));
}

describe('batch settings', () => {
  it.each([
    ['2s', 2_000],
    ['1h2m3.5s', 3_723_500],
    ['+.5s', 500],
    ['1.s', 1_000],
    ['1ns', 1],
    ['1500us', 2],
    ['1500µs', 2],
    ['1500μs', 2],
    ['2147483647ms', 2_147_483_647],
  ])('ORDR-16: take %s for %i ms', (text, timeoutMs) =>
    expect(settings(text)).toMatchObject({ verdict: 'accept', value: { timeoutMs } }),
  );

  it.each(['', '2', '0s', '-1s', 's', '.s', '2 s', '2d', '2147483648ms'])(
    'ORDR-16: take no "%s"',
    (text) => expect(settings(text)).toMatchObject({ verdict: 'reject', clause: 'ORDR-16' }),
  );

  it('ORDR-16: are above 0, and a block may hold what a transaction may be', () => {
    for (const name of Object.keys(SIZES))
      expect(settings('1s', { [name]: 0 })).toMatchObject({ clause: 'ORDR-16' });
    expect(settings('1s', { preferredMaxBytes: 2 })).toMatchObject({ clause: 'ORDR-16' });
    expect(settings('1s', { absoluteMaxBytes: 2 })).toMatchObject({ verdict: 'accept' });
  });

  it('ORDR-16: are there', () =>
    expect(batchSettingsIn(create(ConfigGroupSchema))).toMatchObject({ clause: 'ORDR-16' }));
});

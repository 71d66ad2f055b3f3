/**
 * Config blocks of the vectors are such as an ordering service lets through: each update is signed by those
 * who may change what it changes, and leads to the configuration that the block brings. A real peer stops at
 * any other.
 */
import { fromBinary, toJson } from '@bufbuild/protobuf';
import { beforeAll, expect, it } from 'vitest';
import { type Bundle, bundleOf } from '../../conformance/vectors/bundle.js';
import { generateVectors } from '../../conformance/vectors/generate.js';
import { bytesOfBase64, type VectorInput } from '../../conformance/vectors/vector.js';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { updatedConfig } from '../../src/orderer/config-update.js';
import { BlockSchema, EnvelopeSchema, PayloadSchema } from '../../src/wire/gen/common/common_pb.js';
import { ConfigEnvelopeSchema, ConfigGroupSchema } from '../../src/wire/gen/common/configtx_pb.js';
import { currentConfigIn } from '../../src/wire/transaction/config-transaction.js';
import { local } from '../support/vector-oracle.js';

let bundle: Bundle;
beforeAll(async () => {
  bundle = bundleOf(await generateVectors('updates'));
});

type Update = Extract<VectorInput, { type: 'config-update' }>;

const updates = (): [id: string, Update][] =>
  bundle.vectors.flatMap((vector) => {
    const inputs = 'steps' in vector ? vector.steps.map(({ input }) => input) : [vector.input];
    return inputs
      .filter((input): input is Update => input.type === 'config-update')
      .map((input): [string, Update] => [vector.id, input]);
  });

/** The configuration of a config block, and the serialized update that led to it. */
function contentOf(block: Uint8Array) {
  const [transaction] = fromBinary(BlockSchema, block).data!.data;
  const payload = fromBinary(PayloadSchema, fromBinary(EnvelopeSchema, transaction!).payload);
  const { config, lastUpdate } = fromBinary(ConfigEnvelopeSchema, payload.data);
  const update = lastUpdate && fromBinary(PayloadSchema, lastUpdate.payload).data;
  return { config: config!, update };
}

const plain = (group: object): unknown =>
  toJson(ConfigGroupSchema, group as Parameters<typeof toJson<typeof ConfigGroupSchema>>[1]);

it('an ordering service would make each config block that follows in a chain', () => {
  const { reader } = local(bundle, 'OrgOMSP', 'fabric-3.1');
  const found = updates();
  expect(found.length).toBeGreaterThan(6);
  for (const [id, { channel, block }] of found) {
    const genesis = bytesOfBase64(bundle.channels[channel]!.blocks[0]!);
    const config = reader.read(genesis);
    const current = currentConfigIn(genesis);
    if (config.verdict !== 'accept' || current.verdict !== 'accept') throw new Error(id);
    const content = contentOf(bytesOfBase64(block));
    const { group } = current.value;
    const next = updatedConfig(nodeCrypto, { config: config.value, group }, content.update!);
    expect(next, id).toMatchObject({ verdict: 'accept' });
    if (next.verdict !== 'accept') continue;
    expect(plain(next.value), id).toEqual(plain(content.config.channelGroup!));
    expect(content.config.sequence, id).toBe(1n);
  }
});

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMspFolder } from '../../../conformance/harness/minting/folders.js';
import { mintOrganisation } from '../../../conformance/harness/minting/organisation.js';
import { genesisBlock } from '../../../conformance/targets/fabric-peer/channel/genesis-block.js';
import {
  BlockSchema,
  ChannelHeaderSchema,
  EnvelopeSchema,
  HeaderType,
  PayloadSchema,
} from '../../../src/wire/gen/common/common_pb.js';
import { ConfigEnvelopeSchema } from '../../../src/wire/gen/common/configtx_pb.js';
import { FabricMSPConfigSchema, MSPConfigSchema } from '../../../src/wire/gen/msp/msp_config_pb.js';

let folder: string;
const folders: Record<string, string> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-channel-'));
  for (const mspId of ['OrgOMSP', 'OrgFMSP']) {
    folders[mspId] = join(folder, mspId);
    writeMspFolder(folders[mspId], await mintOrganisation(mspId), { revocationLists: ['a list'] });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function opened() {
  const block = fromBinary(BlockSchema, genesisBlock('conformance', folders));
  const payload = fromBinary(
    PayloadSchema,
    fromBinary(EnvelopeSchema, block.data!.data[0]!).payload,
  );
  const header = fromBinary(ChannelHeaderSchema, payload.header!.channelHeader);
  const { config } = fromBinary(ConfigEnvelopeSchema, payload.data);
  return { block, header, channel: config!.channelGroup! };
}

const onlyFile = (path: string) => new Uint8Array(readFileSync(join(path, readdirSync(path)[0]!)));

describe('the channel that makes other organisations known to a Fabric peer', () => {
  it('begins with a block 0 whose header names its data', () => {
    const { block, header } = opened();
    const hash = createHash('sha256').update(block.data!.data[0]!).digest();
    expect(block.header!.number).toBe(0n);
    expect(Buffer.from(block.header!.dataHash).equals(hash)).toBe(true);
    expect([header.type, header.channelId]).toEqual([HeaderType.CONFIG, 'conformance']);
  });

  it('names every organisation with the MSP of its folder', () => {
    const { groups } = opened().channel.groups.Application!;
    expect(Object.keys(groups).sort()).toEqual(['OrgFMSP', 'OrgOMSP']);
    for (const [mspId, group] of Object.entries(groups)) {
      const { config } = fromBinary(MSPConfigSchema, group.values.MSP!.value);
      const msp = fromBinary(FabricMSPConfigSchema, config);
      expect(msp.name).toBe(mspId);
      expect(msp.rootCerts).toEqual([onlyFile(join(folders[mspId]!, 'cacerts'))]);
      expect(msp.tlsRootCerts).toEqual([onlyFile(join(folders[mspId]!, 'tlscacerts'))]);
      expect(msp.revocationList).toEqual([new TextEncoder().encode('a list')]);
      expect(msp.fabricNodeOus).toMatchObject({
        enable: true,
        peerOuIdentifier: { organizationalUnitIdentifier: 'peer' },
      });
      expect(msp.fabricNodeOus!.peerOuIdentifier!.certificate).toEqual(msp.rootCerts[0]);
    }
  });

  it('has what a peer wants of any channel: an ordering group, and policies everywhere', () => {
    const { channel } = opened();
    expect(Object.keys(channel.groups.Orderer!.values)).toContain('ConsensusType');
    const groups = [channel, ...Object.values(channel.groups)];
    groups.push(...Object.values(channel.groups.Application!.groups));
    expect(groups).toHaveLength(5);
    for (const { policies, modPolicy } of groups) {
      expect(Object.keys(policies)).toEqual(
        expect.arrayContaining(['Admins', 'Readers', 'Writers']),
      );
      expect(modPolicy).toBe('Admins');
    }
  });
});

/** A minted network with one channel, its reader, and everything to write to it and read from it. */

import type { MessageInitShape } from '@bufbuild/protobuf';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import { type MintedNetwork, mintNetwork } from '../../src/adapters/material/network.js';
import { parseNetwork } from '../../src/adapters/material/network-file.js';
import { type MintedMember, mspConfigOf } from '../../src/adapters/material/organisation.js';
import { createChannelReader } from '../../src/wire/channel/config.js';
import type { ChannelReader } from '../../src/wire/channel/port.js';
import { HeaderType } from '../../src/wire/gen/common/common_pb.js';
import { SeekInfoSchema, type SeekPosition } from '../../src/wire/gen/orderer/ab_pb.js';
import { createMsp } from '../../src/wire/identity/msp.js';
import { encodeFields } from '../../src/wire/transaction/encoding.js';
import { endorserTransaction } from '../../src/wire/transaction/endorser-transaction.js';
import { type Author, signedEnvelope } from '../../src/wire/transaction/signed-envelope.js';

/** Of every network here: an instant at which its certificates are valid. */
export const NOW = Date.UTC(2026, 0, 1);

const YAML = `
orderers: [{ mspId: OrdererMSP, nodes: [{ name: orderer0, endpoint: "127.0.0.1:7050" }] }]
organisations:
  - { mspId: Org1MSP, nodes: [{ name: peer0, endpoint: "127.0.0.1:7051", anchor: true }], users: [User1] }
  - { mspId: Org2MSP, nodes: [peer0], users: [User1] }
  - { mspId: Org3MSP, nodes: [peer0], users: [User1] }
channels:
  - name: ch1
    organisations: [Org1MSP, Org2MSP]
    batch: { timeout: 2s, messageCountMax: 3, preferredBytesMax: 20000, absoluteBytesMax: 40000 }
`;

export interface OrderedNetwork {
  readonly material: MintedNetwork;
  readonly genesis: Uint8Array;
  readonly reader: ChannelReader;
  /** For example `Org1MSP/User1`. */
  author(member: string): Author;
  member(member: string): MintedMember;
  /** A transaction that writes `key`; of `paddingBytes` and some. */
  transaction(author: string, key: string, options?: TransactionOptions): Uint8Array;
  seek(author: string, options?: SeekOptions): Uint8Array;
}

export interface TransactionOptions {
  readonly channel?: string;
  readonly paddingBytes?: number;
}

export interface SeekOptions {
  readonly channel?: string;
  readonly nowMs?: number;
  readonly start?: Position;
  readonly stop?: Position;
  readonly info?: Omit<MessageInitShape<typeof SeekInfoSchema>, 'start' | 'stop'>;
  readonly tlsCertHash?: Uint8Array;
}
type Position = bigint | 'oldest' | 'newest' | 'nextCommit' | 'absent';

let nonceCount = 0;
/** Different each time, the same in each run. */
export function freshNonce(): Uint8Array {
  nonceCount += 1;
  const nonce = new Uint8Array(24);
  new DataView(nonce.buffer).setUint32(0, nonceCount);
  return nonce;
}

export async function mintOrderedNetwork(): Promise<OrderedNetwork> {
  const material = await mintNetwork(parseNetwork(YAML, 'network.yaml'), NOW);
  const localMsp = createMsp(mspConfigOf(material.organisations.get('OrdererMSP')!), nodeCrypto);
  const member = (name: string) => material.members.get(name)!;
  const authors = new Map<string, Author>();
  const author = (name: string): Author => {
    let known = authors.get(name);
    if (known === undefined) {
      const { identity, signing } = member(name);
      known = { identity, sign: createNodeSigner(signing.keyPem).sign };
      authors.set(name, known);
    }
    return known;
  };
  return {
    material,
    genesis: material.channels.get('ch1')!,
    reader: createChannelReader({ crypto: nodeCrypto, localMsp }),
    author,
    member,
    transaction: (name, key, { channel = 'ch1', paddingBytes = 0 } = {}) =>
      endorserTransaction(
        nodeCrypto,
        {
          channel,
          chaincode: 'kv',
          sets: [{ namespace: 'kv', writes: [{ key, value: new Uint8Array(paddingBytes) }] }],
          nonce: freshNonce(),
          nowMs: NOW,
        },
        author(name),
        [author('Org1MSP/peer0')],
      ).bytes,
    seek: (
      name,
      { channel = 'ch1', nowMs = NOW, start = 'oldest', stop, info, tlsCertHash } = {},
    ) =>
      signedEnvelope(
        {
          type: HeaderType.DELIVER_SEEK_INFO,
          channel,
          nowMs,
          nonce: freshNonce(),
          ...(tlsCertHash && { tlsCertHash }),
          data: encodeFields(SeekInfoSchema, {
            ...positionField('start', start),
            ...positionField('stop', stop ?? 2n ** 64n - 1n),
            ...info,
          }),
        },
        author(name),
      ),
  };
}

function positionField(name: 'start' | 'stop', at: Position) {
  if (at === 'absent') return {};
  const Type: SeekPosition['Type'] =
    typeof at === 'bigint'
      ? { case: 'specified', value: { $typeName: 'orderer.SeekSpecified', number: at } }
      : ({ case: at, value: {} } as SeekPosition['Type']);
  return { [name]: { Type } };
}

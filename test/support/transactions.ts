/**
 * Transactions and blocks for ledgers, built with protobuf-es: well-formed unless told otherwise, so that
 * one fault at a time can be put in.
 */
import { createHash } from 'node:crypto';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { blockHeaderBytes } from '../../src/wire/block.js';
import {
  BlockDataSchema,
  BlockHeaderSchema,
  BlockSchema,
  ChannelHeaderSchema,
  EnvelopeSchema,
  HeaderType,
  PayloadSchema,
  SignatureHeaderSchema,
} from '../../src/wire/gen/common/common_pb.js';
import {
  HashedRWSetSchema,
  KVRWSetSchema,
} from '../../src/wire/gen/ledger/rwset/kvrwset/kv_rwset_pb.js';
import { TxReadWriteSetSchema } from '../../src/wire/gen/ledger/rwset/rwset_pb.js';
import {
  ChaincodeActionSchema,
  ChaincodeHeaderExtensionSchema,
} from '../../src/wire/gen/peer/proposal_pb.js';
import { ProposalResponsePayloadSchema } from '../../src/wire/gen/peer/proposal_response_pb.js';
import {
  ChaincodeActionPayloadSchema,
  TransactionSchema,
} from '../../src/wire/gen/peer/transaction_pb.js';

export const CHANNEL = 'ch1';
const utf8 = new TextEncoder();
export const utf8Bytes = (text: string): Uint8Array => utf8.encode(text);

export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};
export const sha256Hex = (...parts: readonly Uint8Array[]): string =>
  Buffer.from(sha256(...parts)).toString('hex');

export interface CollectionSet {
  readonly collection: string;
  readonly set: MessageInitShape<typeof HashedRWSetSchema>;
}
export interface NamespaceSet {
  readonly namespace: string;
  readonly set?: MessageInitShape<typeof KVRWSetSchema>;
  readonly collections?: readonly CollectionSet[];
}

/** A serialized rwset.TxReadWriteSet. */
export const readWriteSet = (namespaces: readonly NamespaceSet[]): Uint8Array =>
  toBinary(
    TxReadWriteSetSchema,
    create(TxReadWriteSetSchema, {
      nsRwset: namespaces.map(({ namespace, set = {}, collections = [] }) => ({
        namespace,
        rwset: toBinary(KVRWSetSchema, create(KVRWSetSchema, set)),
        collectionHashedRwset: collections.map(({ collection, set }) => ({
          collectionName: collection,
          hashedRwset: toBinary(HashedRWSetSchema, create(HashedRWSetSchema, set)),
          pvtRwsetHash: sha256(utf8Bytes(collection)),
        })),
      })),
    }),
  );

/** Everything about a transaction that a test may want otherwise. */
export interface TransactionParts {
  /** Makes the nonce, and so the id. */
  readonly name: string;
  readonly channel?: string;
  readonly type?: number;
  readonly epoch?: bigint;
  readonly creator?: Uint8Array;
  readonly nonce?: Uint8Array;
  readonly txId?: string;
  readonly extension?: Uint8Array;
  readonly sets?: readonly NamespaceSet[];
  /** Instead of `sets`. */
  readonly results?: Uint8Array;
  readonly events?: Uint8Array;
  readonly chaincode?: MessageInitShape<typeof ChaincodeActionSchema>['chaincodeId'];
  /** Instead of the serialized ChaincodeAction. */
  readonly action?: Uint8Array;
  readonly proposalHash?: Uint8Array;
  readonly proposal?: Uint8Array;
  readonly actionCount?: number;
  readonly actionHeader?: Uint8Array;
  /** Instead of the whole payload's data. */
  readonly data?: Uint8Array;
  readonly signature?: Uint8Array;
  readonly sign?: (payload: Uint8Array) => Uint8Array;
  /** Default: SHA-256 by node:crypto. */
  readonly hash?: Hash;
}

export type Hash = (...parts: readonly Uint8Array[]) => Uint8Array;

/** A serialized common.Envelope. */
export function transaction(parts: TransactionParts): Uint8Array {
  const { hash = sha256 } = parts;
  const creator = parts.creator ?? utf8Bytes('somebody');
  const nonce = parts.nonce ?? sha256(utf8Bytes(parts.name)).subarray(0, 24);
  const channelHeader = toBinary(
    ChannelHeaderSchema,
    create(ChannelHeaderSchema, {
      type: parts.type ?? HeaderType.ENDORSER_TRANSACTION,
      channelId: parts.channel ?? CHANNEL,
      txId: parts.txId ?? Buffer.from(hash(nonce, creator)).toString('hex'),
      epoch: parts.epoch ?? 0n,
      extension:
        parts.extension ??
        toBinary(
          ChaincodeHeaderExtensionSchema,
          create(ChaincodeHeaderExtensionSchema, { chaincodeId: { name: 'cc' } }),
        ),
    }),
  );
  const signatureHeader = toBinary(
    SignatureHeaderSchema,
    create(SignatureHeaderSchema, { creator, nonce }),
  );
  const data = parts.data ?? transactionData(parts, channelHeader, signatureHeader);
  const payload = toBinary(
    PayloadSchema,
    create(PayloadSchema, { header: { channelHeader, signatureHeader }, data }),
  );
  const signature = parts.signature ?? parts.sign?.(payload) ?? utf8Bytes('signed');
  return toBinary(EnvelopeSchema, create(EnvelopeSchema, { payload, signature }));
}

function transactionData(
  parts: TransactionParts,
  channelHeader: Uint8Array,
  signatureHeader: Uint8Array,
): Uint8Array {
  const header = parts.actionHeader ?? signatureHeader;
  const proposal = parts.proposal ?? utf8Bytes('proposal');
  const extension =
    parts.action ??
    toBinary(
      ChaincodeActionSchema,
      create(ChaincodeActionSchema, {
        results: parts.results ?? readWriteSet(parts.sets ?? []),
        events: parts.events ?? new Uint8Array(),
        chaincodeId: parts.chaincode ?? { name: 'cc', version: '1.0' },
      }),
    );
  const response = toBinary(
    ProposalResponsePayloadSchema,
    create(ProposalResponsePayloadSchema, {
      proposalHash: parts.proposalHash ?? (parts.hash ?? sha256)(channelHeader, header, proposal),
      extension,
    }),
  );
  const payload = toBinary(
    ChaincodeActionPayloadSchema,
    create(ChaincodeActionPayloadSchema, {
      chaincodeProposalPayload: proposal,
      action: { proposalResponsePayload: response },
    }),
  );
  const action = { header, payload };
  return toBinary(
    TransactionSchema,
    create(TransactionSchema, { actions: Array(parts.actionCount ?? 1).fill(action) }),
  );
}

export interface BlockParts {
  readonly number: bigint;
  readonly previousHash: Uint8Array;
  readonly data: readonly Uint8Array[];
  readonly dataHash?: Uint8Array;
  readonly hash?: Hash;
}

/** A serialized common.Block as an orderer cuts it, without signatures. */
export function blockOf(parts: BlockParts): Uint8Array {
  const { number, previousHash, data, hash = sha256, dataHash = hash(...data) } = parts;
  return toBinary(
    BlockSchema,
    create(BlockSchema, {
      header: create(BlockHeaderSchema, { number, previousHash, dataHash }),
      data: create(BlockDataSchema, { data: [...data] }),
      metadata: { metadata: [0, 1, 2, 3, 4].map(() => new Uint8Array()) },
    }),
  );
}

/** A config transaction with `content` for its configuration. */
export const configTransaction = (name: string, content = utf8Bytes(`config ${name}`)) =>
  transaction({ name, type: HeaderType.CONFIG, txId: '', data: content });

/** Chains blocks from a genesis block on. */
export function createChain(hash: Hash = sha256) {
  let number = 0n;
  let previousHash: Uint8Array = new Uint8Array();
  return {
    get height() {
      return number;
    },
    next(data: readonly Uint8Array[]): Uint8Array {
      const block = blockOf({ number, previousHash, data, hash });
      const header = create(BlockHeaderSchema, { number, previousHash, dataHash: hash(...data) });
      previousHash = hash(blockHeaderBytes(header));
      number += 1n;
      return block;
    },
  };
}

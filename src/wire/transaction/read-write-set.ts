/** What a transaction read and wrote, as Fabric's peers record it when they endorse. */
import { KVRWSetSchema } from '../gen/ledger/rwset/kvrwset/kv_rwset_pb.js';
import { TxReadWriteSet_DataModel, TxReadWriteSetSchema } from '../gen/ledger/rwset/rwset_pb.js';
import { encodeFields } from './encoding.js';

/** The transaction that wrote a value: its block, and its place in the block from 0. */
export interface ReadVersion {
  readonly block: bigint;
  readonly transaction: bigint;
}

export interface ReadWriteSet {
  readonly namespace: string;
  /** No version: the key was not there. */
  readonly reads?: readonly { readonly key: string; readonly version?: ReadVersion | undefined }[];
  /** No value: the key is deleted. */
  readonly writes?: readonly { readonly key: string; readonly value?: Uint8Array | undefined }[];
}

/** Serialized rwset.TxReadWriteSet; namespaces and keys in order, as Fabric writes them. */
export function encodeReadWriteSets(sets: readonly ReadWriteSet[]): Uint8Array {
  return encodeFields(TxReadWriteSetSchema, {
    dataModel: TxReadWriteSet_DataModel.KV,
    nsRwset: inOrder(sets, ({ namespace }) => namespace).map(
      ({ namespace, reads = [], writes = [] }) => ({
        namespace,
        rwset: encodeFields(KVRWSetSchema, {
          reads: inOrder(reads, keyOf).map(({ key, version }) => ({
            key,
            ...(version && {
              version: { blockNum: version.block, txNum: version.transaction },
            }),
          })),
          writes: inOrder(writes, keyOf).map(({ key, value }) =>
            value === undefined ? { key, isDelete: true } : { key, value },
          ),
        }),
      }),
    ),
  });
}

const keyOf = ({ key }: { readonly key: string }): string => key;

/** By UTF-16 code units; the order carries no meaning, it is only to be the same each time. */
const inOrder = <T>(items: readonly T[], by: (item: T) => string): readonly T[] =>
  [...items].sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));

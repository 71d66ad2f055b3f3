/** What a block holds, and in which bytes (2 Wire). */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { EnvelopeSchema } from '../../../src/wire/gen/common/common_pb.js';
import { mintBlock, signatures } from '../../harness/minting/channel/block.js';
import { sha256 } from '../../harness/wire/sign.js';
import type { Author } from '../author.js';
import { accepted, type BlockRow, changed, NEXT, rehashed, tampered } from './block-row.js';

export function contentRows(by: Author): BlockRow[] {
  const ch = by.world.channel('ch');
  const first = ch.copy(NEXT).data!.data[0]!;
  const wrongHash = { clauses: ['WIRE-76'], reason: 'the data hash is not that of the data' };
  const unsound = {
    clauses: ['WIRE-75'],
    reason: 'a transaction that is not a canonical signed envelope',
  };
  const withData = (data: readonly Uint8Array[]) =>
    changed(ch, (block) => {
      block.data!.data = [...data];
      rehashed(block);
    });
  const envelope = fromBinary(EnvelopeSchema, first);
  const unsigned = toBinary(EnvelopeSchema, create(EnvelopeSchema, { payload: envelope.payload }));
  const swapped = Uint8Array.from([
    ...toBinary(EnvelopeSchema, create(EnvelopeSchema, { signature: envelope.signature })),
    ...toBinary(EnvelopeSchema, create(EnvelopeSchema, { payload: envelope.payload })),
  ]);
  const twice = Uint8Array.from([
    ...first,
    ...toBinary(EnvelopeSchema, create(EnvelopeSchema, { signature: envelope.signature })),
  ]);
  return [
    {
      id: 'with-two-transactions-accepted',
      description: 'Two transactions.',
      block: withData([first, ch.copy(4).data!.data[0]!]),
      ...accepted('WIRE-71', 'the data hash is over all transactions'),
    },
    {
      id: 'with-other-data-rejected',
      description: 'A transaction of another block; the header is as signed.',
      block: tampered(ch, (block) => {
        block.data!.data = [ch.copy(4).data!.data[0]!];
      }),
      ...wrongHash,
    },
    {
      id: 'with-added-transaction-rejected',
      description: 'One more transaction; the header is as signed.',
      block: tampered(ch, (block) => {
        block.data!.data.push(ch.copy(4).data!.data[0]!);
      }),
      ...wrongHash,
    },
    {
      id: 'with-other-data-hash-rejected',
      description: 'Another data hash, and signed so.',
      block: changed(ch, (block) => {
        block.header!.dataHash = sha256(Uint8Array.of(1));
      }),
      ...wrongHash,
    },
    {
      id: 'with-hash-of-hashes-rejected',
      description: 'The data hash is that of the hashes of the transactions.',
      block: changed(ch, (block) => {
        block.header!.dataHash = sha256(...block.data!.data.map((d) => sha256(d)));
      }),
      ...wrongHash,
    },
    {
      id: 'with-unsigned-transaction-rejected',
      description: 'A second transaction without signature.',
      block: withData([first, unsigned]),
      ...unsound,
    },
    {
      id: 'with-empty-transaction-rejected',
      description: 'A second transaction of no bytes.',
      block: withData([first, new Uint8Array()]),
      ...unsound,
    },
    {
      id: 'with-garbled-transaction-rejected',
      description: 'A second transaction that is no envelope.',
      block: withData([first, Uint8Array.of(0xff, 0xff)]),
      ...unsound,
    },
    {
      id: 'with-fields-in-other-order-rejected',
      description: 'A second transaction with its signature before its payload.',
      block: withData([first, swapped]),
      ...unsound,
    },
    {
      id: 'with-field-twice-rejected',
      description: 'A second transaction with its signature twice.',
      block: withData([first, twice]),
      ...unsound,
    },
    {
      id: 'with-unknown-field-in-transaction-accepted',
      description:
        'A second transaction with a field 99 at its end, where a canonical encoder writes it.',
      block: withData([first, Uint8Array.from([...first, 0x9a, 0x06, 1, 0x78])]),
      ...accepted('WIRE-75', 'encoded again it is the same'),
    },
  ];
}

export function encodingRows(by: Author): BlockRow[] {
  const ch = by.world.channel('ch');
  const bytes = ch.block(NEXT);
  const headless = mintBlock({
    number: 3n,
    previousHash: sha256(),
    data: ch.copy(NEXT).data!.data,
    signers: [],
    lastConfig: 0n,
  });
  headless.metadata!.metadata[0] = signatures(ch.copy(NEXT), ch.orderers, 0n);
  return [
    {
      id: 'with-unknown-field-accepted',
      description:
        'A field 99 at the end of the block: gossip does not judge what it does not know.',
      block: Uint8Array.from([...bytes, 0x9a, 0x06, 1, 0x78]),
      ...accepted('WIRE-72', 'header, data and metadata are as signed'),
    },
    {
      id: 'with-signatures-of-another-header-rejected',
      description: 'A header that nobody has signed, with signatures for another.',
      block: headless,
      clauses: ['WIRE-81'],
      reason: 'other bytes were signed',
    },
    {
      id: 'cut-short-rejected',
      description: 'The last byte is missing.',
      block: bytes.subarray(0, -1),
      clauses: ['WIRE-10'],
      reason: 'it does not decode',
    },
    {
      id: 'empty-rejected',
      description: 'No bytes: a block without header.',
      block: new Uint8Array(),
      clauses: ['WIRE-72'],
      reason: 'a block without header',
    },
  ];
}

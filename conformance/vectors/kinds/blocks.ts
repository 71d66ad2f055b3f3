/** Blocks: what they are claimed to be, what they hold, and who of the ordering service signed (2 Wire, 6 Push). */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type Block,
  EnvelopeSchema,
  type Metadata,
  MetadataSchema,
} from '../../../src/wire/gen/common/common_pb.js';
import {
  blockBytes,
  mintBlock,
  type Signer,
  signAgain,
  signatures,
} from '../../harness/minting/channel/block.js';
import type { MintedChannel } from '../../harness/minting/channel/chain.js';
import { GROUPS, sha256, signature } from '../../harness/wire/sign.js';
import type { Author } from '../author.js';
import { base64, type Judged, type Vector } from '../vector.js';
import { single } from './define.js';

/** The next block of channel ch, whose ledger has blocks 0 to 2. */
const NEXT = 3;

interface Row {
  readonly id: string;
  readonly description: string;
  readonly block: Uint8Array | Block;
  readonly number?: number | bigint;
  readonly channel?: string;
  readonly verdict?: Judged;
  readonly clauses: readonly string[];
  readonly reason: string;
}

export const blockVectors = (by: Author): Vector[] =>
  [...claims(by), ...contents(by), ...signers(by), ...encodings(by)].map(
    ({ block, number = NEXT, channel = 'ch', verdict = 'reject', ...parts }) =>
      single('block', {
        ...parts,
        verdict,
        receiver: { channels: { [channel]: 3 } },
        input: {
          type: 'block',
          channel,
          number: String(number),
          block: base64(block instanceof Uint8Array ? block : blockBytes(block)),
        },
      }),
  );

const accepted = (clause: string, reason: string) =>
  ({ verdict: 'accept', clauses: [clause, 'PUSH-D29'], reason }) as const;

/** The next block, changed, and signed again by who signs the blocks of the channel. */
function changed(channel: MintedChannel, change: (block: Block) => void): Block {
  const block = channel.copy(NEXT);
  change(block);
  return signAgain(block, channel.orderers);
}

const rehashed = (block: Block): void => {
  block.header!.dataHash = sha256(...block.data!.data);
};

function claims(by: Author): Row[] {
  const ch = by.world.channel('ch');
  const other = by.world.channel('both');
  const otherNumber = { clauses: ['WIRE-72'], reason: 'the header has another number' };
  return [
    {
      id: 'next-accepted',
      description: 'The next block of the channel.',
      block: ch.block(NEXT),
      ...accepted('PUSH-20', 'what it is claimed to be, and signed'),
    },
    {
      id: 'of-later-number-accepted',
      description: 'The block after the next: it waits.',
      block: ch.block(5),
      number: 5,
      ...accepted('PUSH-20', 'what it is claimed to be, and signed'),
    },
    {
      id: 'fork-accepted',
      description:
        'Another block of the same number, as well signed: which of them counts is not for gossip.',
      block: ch.fork(NEXT),
      ...accepted('PUSH-20', 'what it is claimed to be, and signed'),
    },
    {
      id: 'claimed-to-be-of-higher-number-rejected',
      description: 'Block 3, claimed to be block 4.',
      block: ch.block(NEXT),
      number: 4,
      ...otherNumber,
    },
    {
      id: 'claimed-to-be-of-lower-number-rejected',
      description: 'Block 4, claimed to be block 3.',
      block: ch.block(4),
      ...otherNumber,
    },
    {
      id: 'claimed-to-be-of-number-2-64-apart-rejected',
      description: 'Block 3, claimed to be block 2^64 - 1.',
      block: ch.block(NEXT),
      number: 2n ** 64n - 1n,
      ...otherNumber,
    },
    {
      id: 'of-another-channel-rejected',
      description: 'The next block of another channel, signed by an orderer of both.',
      block: other.block(NEXT),
      clauses: ['WIRE-73'],
      reason: 'the first transaction names another channel',
    },
    {
      id: 'without-transactions-rejected',
      description: 'No transactions: none names the channel.',
      block: changed(ch, (block) => {
        block.data!.data = [];
        rehashed(block);
      }),
      clauses: ['WIRE-73'],
      reason: 'no transaction names the channel',
    },
  ];
}

function contents(by: Author): Row[] {
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

/** Changed after it was signed. */
function tampered(channel: MintedChannel, change: (block: Block) => void): Block {
  const block = channel.copy(NEXT);
  change(block);
  return block;
}

function signers(by: Author): Row[] {
  const ch = by.world.channel('ch');
  const both = by.world.channel('both');
  const [r, s] = [by.peer('r-orderer'), by.peer('s-orderer')];
  const by_ = (channel: MintedChannel, who: readonly Signer[]) =>
    signAgain(channel.copy(NEXT), who);
  const missing = {
    clauses: ['WIRE-81'],
    reason: 'the signers do not satisfy the policy of the channel',
  };
  const edited = (edit: (metadata: Metadata, block: Block) => void) => {
    const block = ch.copy(NEXT);
    const metadata = fromBinary(MetadataSchema, block.metadata!.metadata[0]!);
    edit(metadata, block);
    block.metadata!.metadata[0] = toBinary(MetadataSchema, metadata);
    return block;
  };
  return [
    {
      id: 'signed-by-both-accepted',
      description: 'A channel whose blocks both ordering organisations sign.',
      channel: 'both',
      block: both.block(NEXT),
      ...accepted('WIRE-81', 'both have signed'),
    },
    {
      id: 'signed-by-one-of-both-rejected',
      description: 'The same, signed by one of them.',
      channel: 'both',
      block: by_(both, [r]),
      ...missing,
    },
    {
      id: 'signed-twice-by-one-of-both-rejected',
      description: 'The same, signed twice by one of them: an identity counts once.',
      channel: 'both',
      block: by_(both, [r, r]),
      clauses: ['WIRE-81', 'WIRE-80'],
      reason: 'one identity counts once',
    },
    {
      id: 'signed-by-a-stranger-besides-accepted',
      description: 'Signed by the orderer and by somebody who has no say.',
      block: by_(ch, [by.peer('o1'), r]),
      ...accepted('WIRE-80', 'the one who has a say has signed'),
    },
    { id: 'unsigned-rejected', description: 'No signature.', block: by_(ch, []), ...missing },
    {
      id: 'signed-by-other-orderer-rejected',
      description: 'Signed by an orderer of another channel.',
      block: by_(ch, [s]),
      ...missing,
    },
    {
      id: 'signed-by-a-peer-rejected',
      description: 'Signed by a peer of the channel.',
      block: by_(ch, [by.peer('o1')]),
      ...missing,
    },
    {
      id: 'signed-in-anothers-name-rejected',
      description: 'A peer has signed, and says that it is the orderer.',
      block: by_(ch, [{ identity: r.identity, keyPem: by.peer('o1').keyPem }]),
      ...missing,
    },
    {
      id: 'signature-of-another-block-rejected',
      description: 'The signatures of the block after it.',
      block: tampered(ch, (block) => {
        block.metadata!.metadata[0] = ch.copy(4).metadata!.metadata[0]!;
      }),
      ...missing,
    },
    {
      id: 'signature-over-another-value-rejected',
      description: 'The value beside the signature was changed.',
      block: edited((metadata) => {
        metadata.value = Uint8Array.of(8, 1);
      }),
      clauses: ['WIRE-81', 'WIRE-79'],
      reason: 'other bytes were signed',
    },
    {
      id: 'signature-over-the-header-alone-rejected',
      description: 'The signature is over the header hash alone.',
      block: edited((metadata, block) => {
        metadata.signatures[0]!.signature = signature(r.keyPem, block.header!.dataHash);
      }),
      clauses: ['WIRE-81', 'WIRE-79'],
      reason: 'other bytes were signed',
    },
    {
      id: 'high-s-rejected',
      description: 's of the signature is in the upper half.',
      block: edited((metadata) => {
        metadata.signatures[0]!.signature = mirrored(metadata.signatures[0]!.signature);
      }),
      clauses: ['WIRE-81', 'WIRE-42'],
      reason: 'a signature with high s counts for nothing',
    },
    {
      id: 'without-metadata-rejected',
      description: 'No metadata.',
      block: tampered(ch, (block) => {
        delete block.metadata;
      }),
      clauses: ['WIRE-74'],
      reason: 'no metadata',
    },
    {
      id: 'with-garbled-signatures-rejected',
      description: 'The entry for signatures is no Metadata.',
      block: tampered(ch, (block) => {
        block.metadata!.metadata[0] = Uint8Array.of(0xff, 0xff);
      }),
      clauses: ['WIRE-78'],
      reason: 'the entry for signatures does not decode',
    },
    {
      id: 'with-signatures-alone-in-metadata-accepted',
      description: 'The other entries of the metadata are missing.',
      block: tampered(ch, (block) => {
        block.metadata!.metadata.length = 1;
      }),
      ...accepted('WIRE-77', 'the entry for signatures is there'),
    },
  ];
}

/** The same signature with n - s for s. */
function mirrored(sig: Uint8Array): Uint8Array {
  const at = 4 + sig[3]!;
  const s = BigInt(`0x${Buffer.from(sig.subarray(at + 2)).toString('hex')}`);
  const digits = (GROUPS.prime256v1!.order - s).toString(16).padStart(64, '0');
  const bytes = [...Buffer.from(digits, 'hex')];
  if (bytes[0]! >= 0x80) bytes.unshift(0);
  const body = [...sig.subarray(2, at), 0x02, bytes.length, ...bytes];
  return Uint8Array.from([0x30, body.length, ...body]);
}

function encodings(by: Author): Row[] {
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

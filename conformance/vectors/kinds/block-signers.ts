/** Who of the ordering service has signed a block, and over what (2 Wire). */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type Block,
  type Metadata,
  MetadataSchema,
} from '../../../src/wire/gen/common/common_pb.js';
import { type Signer, signAgain } from '../../harness/minting/channel/block.js';
import type { MintedChannel } from '../../harness/minting/channel/chain.js';
import { GROUPS, signature } from '../../harness/wire/sign.js';
import type { Author } from '../author.js';
import { accepted, type BlockRow, NEXT, tampered } from './block-row.js';

export function signerRows(by: Author): BlockRow[] {
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

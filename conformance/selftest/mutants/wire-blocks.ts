/** Faults in judging blocks (spec/02-wire.md, section Blocks): one check is left out, or made otherwise. */
import { fromBinary } from '@bufbuild/protobuf';
import { BlockSchema } from '../../../src/wire/gen/common/common_pb.js';
import type { CoreModules } from '../core-modules.js';
import { type Killer, type Mutant, mutant } from '../mutant.js';

type JudgeBlock = CoreModules['wire/block']['judgeBlock'];
type VerifySignatures = CoreModules['wire/block-signature']['verifyBlockSignatures'];
type Blocks = { judgeBlock: JudgeBlock };
type Signatures = { verifyBlockSignatures: VerifySignatures };

/** The forged block is relayed. */
const relayed = (name: string): Killer => ({
  case: `push/block-${name}-rejected`,
  expected: 'no DataMessage',
  observed: 'DataMessage',
});

/** What this clause refuses is taken, where no check follows that the case could meet. */
const despite =
  (clause: string) =>
  ({ judgeBlock }: Blocks): JudgeBlock =>
  (crypto, block, claim) => {
    const judged = judgeBlock(crypto, block, claim);
    return judged.verdict !== 'accept' && judged.clause === clause
      ? { verdict: 'accept', value: block }
      : judged;
  };

export const wireBlockMutants: readonly Mutant[] = [
  mutant({
    id: 'wire/believes-the-number-of-the-message',
    fault: 'does not compare the number of a block with the number that the message claims',
    breaks: ['WIRE-72'],
    module: 'wire/block',
    entry: 'judgeBlock',
    by:
      ({ judgeBlock }) =>
      (crypto, block, claim) =>
        judgeBlock(crypto, block, { ...claim, number: block.header?.number ?? claim.number }),
    killedBy: [relayed('with-number-other-than-claimed')],
  }),
  mutant({
    id: 'wire/looks-at-no-channel-header',
    fault: 'does not look at the channel that the first transaction of a block names',
    breaks: ['WIRE-73'],
    module: 'wire/block',
    entry: 'judgeBlock',
    by:
      ({ judgeBlock, channelHeaderOf }) =>
      (crypto, block, claim) =>
        judgeBlock(crypto, block, {
          ...claim,
          channel: channelHeaderOf(block)?.channelId as string,
        }),
    killedBy: [relayed('of-another-channel'), relayed('without-transactions')],
  }),
  mutant({
    id: 'wire/block-without-metadata-needs-no-signature',
    fault: 'looks for signatures only in blocks that have metadata',
    breaks: ['WIRE-74'],
    module: 'peer/blocks/verify',
    entry: 'verifyBlock',
    by:
      ({ verifyBlock }) =>
      (run, entry, number, bytes) => {
        const verified = verifyBlock(run, entry, number, bytes);
        return verified.verdict !== 'accept' && verified.clause === 'WIRE-74'
          ? { verdict: 'accept', value: fromBinary(BlockSchema, bytes) }
          : verified;
      },
    killedBy: [relayed('without-metadata'), relayed('with-empty-metadata')],
  }),
  mutant({
    id: 'wire/looks-into-no-transaction',
    fault: 'takes transactions that nobody signed or that are out of form',
    breaks: ['WIRE-75'],
    module: 'wire/block',
    entry: 'judgeBlock',
    by: despite('WIRE-75'),
    killedBy: [relayed('with-unsigned-transaction'), relayed('with-transaction-out-of-form')],
  }),
  mutant({
    id: 'wire/hashes-no-data',
    fault: 'does not compare the data hash of a block with its data',
    breaks: ['WIRE-76'],
    module: 'wire/block',
    entry: 'judgeBlock',
    by: despite('WIRE-76'),
    killedBy: [relayed('with-changed-transaction'), relayed('with-wrong-data-hash')],
  }),
  mutant({
    id: 'wire/signatures-that-do-not-decode-suffice',
    fault: 'takes a block as signed if its signature metadata does not decode',
    breaks: ['WIRE-78'],
    module: 'wire/block-signature',
    entry: 'verifyBlockSignatures',
    by:
      ({ verifyBlockSignatures }: Signatures): VerifySignatures =>
      (crypto, block, signers) => {
        const verified = verifyBlockSignatures(crypto, block, signers);
        return verified.verdict !== 'accept' && verified.clause === 'WIRE-78'
          ? { verdict: 'accept', value: [] }
          : verified;
      },
    killedBy: [relayed('with-undecodable-signatures')],
  }),
  mutant({
    id: 'wire/block-signature-over-the-header-alone',
    fault:
      'verifies the signature of an orderer over the hash of the header instead of its DER form',
    breaks: ['WIRE-79'],
    module: 'wire/block',
    entry: 'blockHeaderBytes',
    by: () => (header) => header.dataHash,
    killedBy: [
      {
        case: 'push/block-with-changed-previous-hash-rejected',
        expected: 'DataMessage with block 1',
      },
    ],
  }),
  mutant({
    id: 'wire/verifies-no-block-signature',
    fault: 'counts who is named by a signature of a block without verifying it',
    breaks: ['WIRE-80', 'WIRE-79'],
    module: 'wire/block-signature',
    entry: 'verifyBlockSignatures',
    by:
      ({ verifyBlockSignatures }: Signatures): VerifySignatures =>
      (crypto, block, signers) =>
        verifyBlockSignatures({ ...crypto, verify: () => true }, block, signers),
    killedBy: [
      relayed('signed-in-the-name-of-the-orderer'),
      relayed('with-fitting-hash-and-old-signature'),
      relayed('with-changed-signed-value'),
    ],
  }),
  mutant({
    id: 'wire/one-signer-for-two',
    fault: 'lets one signer meet two rules of a signature policy',
    breaks: ['CHAN-63'],
    module: 'wire/channel/signature-policy',
    entry: 'compileSignaturePolicy',
    by:
      ({ compileSignaturePolicy }) =>
      (bytes, crypto) => {
        const compiled = compileSignaturePolicy(bytes, crypto);
        if (compiled.verdict !== 'accept') return compiled;
        return {
          ...compiled,
          value: (signatories) => compiled.value(signatories.flatMap((one) => [one, one])),
        };
      },
    killedBy: [relayed('signed-twice-by-one')],
  }),
  mutant({
    id: 'wire/one-signature-of-anybody-suffices',
    fault: 'is content with the signature of any identity that the channel knows',
    breaks: ['WIRE-81'],
    module: 'wire/block-signature',
    entry: 'verifyBlockSignatures',
    by:
      ({ verifyBlockSignatures }: Signatures): VerifySignatures =>
      (crypto, block, signers) =>
        verifyBlockSignatures(crypto, block, {
          ...signers,
          suffices: (creators) => creators.length > 0,
        }),
    killedBy: [relayed('signed-by-a-peer'), relayed('signed-by-too-few')],
  }),
];

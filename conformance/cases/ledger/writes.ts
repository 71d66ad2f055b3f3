/** 13 Ledger: what a transaction writes, as far as a commit hash shows it. */

import { HeaderType } from '../../../src/wire/gen/common/common_pb.js';
import { KVRWSetSchema } from '../../../src/wire/gen/ledger/rwset/kvrwset/kv_rwset_pb.js';
import {
  TxReadWriteSet_DataModel as DataModel,
  TxReadWriteSetSchema,
} from '../../../src/wire/gen/ledger/rwset/rwset_pb.js';
import { ChaincodeActionSchema } from '../../../src/wire/gen/peer/proposal_pb.js';
import { ProposalResponsePayloadSchema } from '../../../src/wire/gen/peer/proposal_response_pb.js';
import {
  ChaincodeActionPayloadSchema,
  TxValidationCode as Code,
  TransactionSchema,
} from '../../../src/wire/gen/peer/transaction_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { encode } from '../../harness/minting/channel/policies.js';
import { hex } from '../../harness/wire/sign.js';
import {
  codesOf,
  commitHashOf,
  committedWith,
  hashWithoutWrites,
  started,
  transactionOf,
} from './ledger-scene.js';

/** A serialized peer.Transaction whose one action writes a key of a chaincode. */
function writing(key: string, value: string): Uint8Array {
  const chaincodeId = { name: 'cc', version: '1' };
  const rwset = encode(KVRWSetSchema, { writes: [{ key, value: Buffer.from(value) }] });
  const results = encode(TxReadWriteSetSchema, {
    dataModel: DataModel.KV,
    nsRwset: [{ namespace: chaincodeId.name, rwset }],
  });
  const extension = encode(ChaincodeActionSchema, { results, chaincodeId });
  const proposalResponsePayload = encode(ProposalResponsePayloadSchema, {
    proposalHash: new Uint8Array(32),
    extension,
  });
  const payload = encode(ChaincodeActionPayloadSchema, {
    action: { proposalResponsePayload, endorsements: [] },
  });
  return encode(TransactionSchema, { actions: [{ payload }] });
}

export const writeCases: readonly Case[] = [
  defineCase({
    id: 'ledger/invalid-transaction-writes-nothing',
    clauses: ['LEDG-29', 'LEDG-40'],
    level: 'MUST',
    title: 'a peer leaves what an invalid transaction would write out of the commit hash',
    needs: ['channels'],
    async run(scene) {
      const ledger = await started(scene);
      const { O, F } = scene.organisations;
      const forged = transactionOf({
        type: HeaderType.ENDORSER_TRANSACTION,
        by: O.admin,
        keyPem: F.admin.keyPem,
        data: writing('key', 'value'),
      });
      const block = await committedWith(ledger, [forged]);
      const codes = codesOf(block);
      const isInvalid = codes.join(' ') === `${Code.BAD_CREATOR_SIGNATURE}`;
      scene.assume.that(isInvalid, 'code BAD_CREATOR_SIGNATURE', `codes ${codes.join(' ')}`);
      const wanted = hashWithoutWrites(codes, new Uint8Array());
      const hash = hex(commitHashOf(block));
      scene.expect.that(hash === wanted, `commit hash ${wanted}, of no writes`, hash || 'none');
    },
  }),
];

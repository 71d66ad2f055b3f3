/** 13 Ledger: what a peer makes of a block when it commits it, as a state response shows it. */
import { type Block, BlockMetadataIndex } from '../../../src/wire/gen/common/common_pb.js';
import { TxValidationCode as Code } from '../../../src/wire/gen/peer/transaction_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import { hex } from '../../harness/wire/sign.js';
import { codesOf, commitHashOf, hashWithoutWrites, started } from './ledger-scene.js';

const genesis = defineCase({
  id: 'ledger/genesis-block-valid-and-without-commit-hash',
  clauses: ['LEDG-46', 'LEDG-6', 'LEDG-D28'],
  level: 'MUST',
  title: 'a peer stores block 0 with the code VALID and without a commit hash',
  needs: ['channels'],
  async run(scene) {
    const { at, o1 } = await started(scene);
    const block = await at.committed(o1, 0);
    const codes = codesOf(block).join(' ');
    scene.expect.that(codes === `${Code.VALID}`, `code ${Code.VALID}`, `codes ${codes || 'none'}`);
    const hash = hex(commitHashOf(block));
    scene.expect.that(hash === '', 'no commit hash in block 0', `commit hash ${hash}`);
  },
});

/** What of a block nobody but its orderer may have written. */
const asItCame = ({ header, data, metadata }: Block): string => {
  const { TRANSACTIONS_FILTER, COMMIT_HASH } = BlockMetadataIndex;
  const entries = metadata!.metadata.filter(
    (_, index) => index !== TRANSACTIONS_FILTER && index !== COMMIT_HASH,
  );
  const parts = [header!.previousHash, header!.dataHash, ...data!.data, ...entries];
  return [`${header!.number}`, ...parts.map(hex)].join(' ');
};

const unchanged = defineCase({
  id: 'ledger/block-stored-as-it-came',
  clauses: ['LEDG-5', 'LEDG-D28', 'LEDG-I1'],
  level: 'MUST',
  title: 'a peer changes of a block that it commits validation codes and commit hash, and no more',
  needs: ['channels'],
  async run(scene) {
    const { at, o1 } = await started(scene);
    for (const number of [1, 2]) {
      o1.connection.send(at.block(number));
      const held = await at.committed(o1, number);
      const given = at.channel.copy(number);
      const same = asItCame(held) === asItCame(given);
      scene.expect.that(
        same,
        `block ${number} with header, transactions and other metadata as they came`,
        'something of it changed',
      );
      const { length } = codesOf(held);
      scene.expect.that(
        length === given.data!.data.length,
        'a validation code for each transaction',
        `${length} codes for ${given.data!.data.length}`,
      );
    }
  },
});

const hashes = defineCase({
  id: 'ledger/commit-hash-follows-codes-and-last-hash',
  clauses: ['LEDG-40', 'LEDG-5', 'LEDG-I2'],
  level: 'MUST',
  title: 'a peer chains the commit hashes of its blocks, over codes and updates',
  needs: ['channels'],
  async run(scene) {
    const { at, o1 } = await started(scene);
    let last = new Uint8Array();
    for (const number of [1, 2, 3]) {
      o1.connection.send(at.block(number));
      const block = await at.committed(o1, number);
      const [hash, wanted] = [commitHashOf(block), hashWithoutWrites(codesOf(block), last)];
      const what = `commit hash ${wanted} of block ${number}`;
      scene.expect.that(hex(hash) === wanted, what, hex(hash) || 'none');
      last = Uint8Array.from(hash);
    }
  },
});

const configuration = defineCase({
  id: 'ledger/configuration-valid-and-no-part-of-the-commit-hash',
  clauses: ['LEDG-D6', 'LEDG-43', 'LEDG-40'],
  level: 'MUST',
  title: 'a peer gives a configuration the code VALID, and leaves it out of the commit hash',
  needs: ['channels'],
  async run(scene) {
    const { at, o1 } = await started(scene);
    const number = at.channel.reconfigure((group) => {
      const application = group.groups.Application!;
      delete application.groups[scene.organisations.F.mspId];
      application.version += 1n;
    });
    o1.connection.send(at.block(number));
    const block = await at.committed(o1, number);
    const codes = codesOf(block);
    const isValid = codes.join(' ') === `${Code.VALID}`;
    scene.expect.that(isValid, `code ${Code.VALID}`, `codes ${codes.join(' ') || 'none'}`);
    const wanted = hashWithoutWrites(codes, new Uint8Array());
    const hash = hex(commitHashOf(block));
    scene.expect.that(hash === wanted, `commit hash ${wanted}`, hash || 'none');
  },
});

const kept = defineCase({
  id: 'ledger/same-blocks-after-a-kill',
  clauses: ['LEDG-63', 'LEDG-51', 'LEDG-54', 'LEDG-I3', 'LEDG-I4'],
  level: 'MUST',
  title: 'a peer that is killed comes back with every block that it called committed, unchanged',
  needs: ['channels', 'restart'],
  async run(scene) {
    const channel = scene.channel('ch1');
    const target = await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const o1 = await at.joined('o1');
    for (const number of [1, 2, 3]) o1.connection.send(at.block(number));
    await at.committed(o1, 3);
    const told = async (of: typeof o1): Promise<string> =>
      (await at.served(of, 0, 3)).content.payloads.map(({ data }) => hex(data)).join(' ');
    const before = await told(o1);
    scene.assume.that(before.split(' ').length === 4, 'blocks 0 to 3', 'fewer');
    o1.fallSilent();
    await target.kill();
    await target.restart();
    const o2 = await at.joined('o2');
    const after = await told(o2);
    scene.expect.that(after === before, 'blocks 0 to 3 as they were', 'other ones');
  },
});

export const commitCases: readonly Case[] = [genesis, unchanged, hashes, configuration, kept];

/** 13 Ledger: the validation code of a transaction, as the metadata of its block shows it. */
import { create } from '@bufbuild/protobuf';
import { HeaderType } from '../../../src/wire/gen/common/common_pb.js';
import { ConfigGroupSchema } from '../../../src/wire/gen/common/configtx_pb.js';
import { TxValidationCode as Code } from '../../../src/wire/gen/peer/transaction_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { transaction } from '../../harness/minting/channel/block.js';
import { organisationGroup } from '../../harness/minting/channel/config.js';
import type { Scene } from '../../harness/scene.js';
import { codesOf, committedWith, started, transactionOf } from './ledger-scene.js';

const { ENDORSER_TRANSACTION, CONFIG_UPDATE } = HeaderType;

/** Transactions that no peer takes for valid: the first thing that is wrong with each gives the code. */
const INVALID: readonly {
  readonly name: string;
  readonly title: string;
  readonly clauses: readonly [string, ...string[]];
  readonly code: Code;
  readonly make: (scene: Scene) => Uint8Array;
}[] = [
  {
    name: 'of-unknown-type',
    title: 'of a type that no ledger knows',
    clauses: ['LEDG-D3', 'LEDG-11'],
    code: Code.BAD_COMMON_HEADER,
    make: ({ organisations }) => transaction('ch1', organisations.O.admin, 'of no meaning'),
  },
  {
    name: 'by-a-stranger',
    title: 'by somebody outside the channel',
    clauses: ['LEDG-D4', 'LEDG-12'],
    code: Code.BAD_CREATOR_SIGNATURE,
    make: ({ organisations }) =>
      transactionOf({ type: ENDORSER_TRANSACTION, by: organisations.X.admin }),
  },
  {
    name: 'signed-by-another',
    title: 'that another than its creator signed',
    clauses: ['LEDG-D4', 'LEDG-12'],
    code: Code.BAD_CREATOR_SIGNATURE,
    make: ({ organisations: { O, F } }) =>
      transactionOf({ type: ENDORSER_TRANSACTION, by: O.admin, keyPem: F.admin.keyPem }),
  },
  {
    name: 'that-updates-the-configuration',
    title: 'that would update the configuration',
    clauses: ['LEDG-D5'],
    code: Code.UNSUPPORTED_TX_PAYLOAD,
    make: ({ organisations }) => transactionOf({ type: CONFIG_UPDATE, by: organisations.O.admin }),
  },
  {
    name: 'with-an-id-of-its-own',
    title: 'whose id does not follow from its nonce and creator',
    clauses: ['LEDG-D7', 'LEDG-13'],
    code: Code.BAD_PROPOSAL_TXID,
    make: ({ organisations }) =>
      transactionOf({
        type: ENDORSER_TRANSACTION,
        by: organisations.O.admin,
        txId: '00'.repeat(32),
      }),
  },
  {
    name: 'without-actions',
    title: 'without actions',
    clauses: ['LEDG-D8', 'LEDG-14'],
    code: Code.INVALID_ENDORSER_TRANSACTION,
    make: ({ organisations }) =>
      transactionOf({ type: ENDORSER_TRANSACTION, by: organisations.O.admin }),
  },
];

const invalid = INVALID.map(({ name, title, clauses, code, make }) =>
  defineCase({
    id: `ledger/transaction-${name}-is-invalid`,
    clauses: [...clauses, 'LEDG-10'],
    level: 'MUST',
    title: `a peer commits a transaction ${title} with the code ${Code[code]}`,
    needs: ['channels'],
    async run(scene) {
      const ledger = await started(scene);
      const codes = codesOf(await committedWith(ledger, [make(scene)]));
      const told = codes.map((each) => Code[each] ?? `${each}`).join(' ');
      scene.expect.that(told === Code[code], `code ${Code[code]}`, told || 'no code');
    },
  }),
);

const eachItsOwn = defineCase({
  id: 'ledger/transactions-of-a-block-judged-one-by-one',
  clauses: ['LEDG-10', 'LEDG-5'],
  level: 'MUST',
  title: 'a peer gives each transaction of a block a code of its own, in their order',
  needs: ['channels'],
  async run(scene) {
    const ledger = await started(scene);
    const all = INVALID.map(({ make }) => make(scene));
    const codes = codesOf(await committedWith(ledger, all)).join(' ');
    const wanted = INVALID.map(({ code }) => code).join(' ');
    scene.expect.that(codes === wanted, `codes ${wanted}`, `codes ${codes || 'none'}`);
  },
});

const newcomer = defineCase({
  id: 'ledger/creator-judged-by-the-newest-configuration',
  clauses: ['LEDG-3', 'LEDG-D4', 'LEDG-12'],
  level: 'MUST',
  title: 'a peer knows the creators of an organisation that a config block has added',
  needs: ['channels'],
  async run(scene) {
    const { organisations } = scene;
    const { X } = organisations;
    const ledger = await started(scene);
    const { at, o1 } = ledger;
    const number = at.channel.reconfigure((group) => {
      const application = group.groups.Application!;
      const added = organisationGroup({ mspId: X.mspId, msp: organisations.msps.X });
      application.groups[X.mspId] = create(ConfigGroupSchema, added);
      application.version += 1n;
    });
    o1.connection.send(at.block(number));
    await at.committed(o1, number);
    const empty = transactionOf({ type: ENDORSER_TRANSACTION, by: X.admin });
    const codes = codesOf(await committedWith(ledger, [empty], number));
    const told = codes.map((each) => Code[each] ?? `${each}`).join(' ');
    const { INVALID_ENDORSER_TRANSACTION: wanted } = Code;
    scene.expect.that(told === Code[wanted], `code ${Code[wanted]}`, told || 'no code');
  },
});

export const validationCodeCases: readonly Case[] = [...invalid, eachItsOwn, newcomer];

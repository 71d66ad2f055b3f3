/** 5 Membership: dead members that share an endpoint, as a peer leaves them that was renewed twice. */
import { type Case, defineCase } from '../../harness/case.js';
import { membershipResponse } from '../../harness/wire/messages.js';

/** A Ping for each of the two, and one before each stream to them. */
const PINGS_MAX = 4;

export const sharedEndpointCases: readonly Case[] = [
  defineCase({
    id: 'membership/dead-members-of-one-endpoint-pinged-and-asked',
    clauses: ['MEMB-52', 'MEMB-25', 'MEMB-26'],
    level: 'MAY',
    title:
      'a peer pings an endpoint that two dead members share once or for each, and asks whoever answers',
    needs: ['timings'],
    async run({ start, member, probe, expect, evidence, quiet }) {
      await start();
      const o1 = await member('o1');
      const [o7, o8] = [await probe('o7'), await probe('o8', { listens: false })];
      const there = { endpoint: o7.endpoint, internal: o7.endpoint };
      o1.connection.send(membershipResponse({ dead: [o7.alive(), o8.alive(there)] }));
      await expect.message(o7, 'memReq', {
        where: (_, { message }) => message?.nonce === 0n,
        that: 'with nonce 0',
        within: 'reconnection',
      });
      await quiet();
      const pings = evidence.entries.filter((e) => e.probe === 'o7' && e.type === 'pinged').length;
      const range = `one to ${PINGS_MAX} Pings of the endpoint`;
      expect.that(pings >= 1 && pings <= PINGS_MAX, range, `${pings}`);
    },
  }),
];

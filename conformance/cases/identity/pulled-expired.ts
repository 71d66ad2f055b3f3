/** 7 Pull: an identity that has expired, and comes by pull. */
import { type Case, defineCase } from '../../harness/case.js';
import { peerIdentity, pullUpdate } from '../../harness/wire/channel-messages.js';
import { PULL_TIMINGS } from '../pull/timings.js';
import { digestFor, lists, offered } from './pull-scene.js';

export const expiredPullCases: readonly Case[] = [
  defineCase({
    id: 'identity/pulled-expired-identity-offered',
    clauses: ['PULL-48'],
    level: 'MUST',
    title: 'a peer offers an identity that it pulled, also where it has expired',
    needs: ['timings'],
    profiles: ['fabric-2.5', 'fabric-3.1'],
    async run(scene) {
      await scene.start({ timings: PULL_TIMINGS });
      const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
      const validity = { fromDays: -2, toDays: -1 };
      const o9 = await scene.organisations.O.mintPeer('o9', { validity });
      const { nonce } = (await offered(scene, o1, [o9.pkiId])).content;
      o1.connection.send(pullUpdate('identities', nonce, [peerIdentity(o9)]));
      await scene.quiet();
      const isOffered = lists(await digestFor(scene, o2), { credentials: o9 });
      scene.expect.that(isOffered, 'o9 in the digest', 'it is not');
    },
  }),
];

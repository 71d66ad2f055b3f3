/** Faults of membership: for each property of each model a peer or a villain that is not as it should be. */
import { crypto } from '../../../src/checker/models/parts.js';
import { brokenPeers } from '../broken-peers.js';
import { after, asleepTo, authorOf, before, deafTo, heard, revive } from '../faulty-steps.js';
import { type Faults, options, quietly, silent, step, throwOn } from './plant.js';

export const faults: Faults = {
  membership: {
    'MEMB-I1': step(
      after(({ state, config }, _, input) => {
        const [some] = state.members.values();
        if (authorOf(input) === config.pkiHex && some !== undefined)
          state.members.set(config.pkiHex, some);
        return undefined;
      }),
    ),
    // Timestamps are not compared.
    'MEMB-I2': step(
      before(({ state }, input) => {
        const author = authorOf(input) ?? '';
        const member = state.members.get(author);
        if (member !== undefined) member.timestamp = { incNum: 0n, seqNum: 0n };
        state.aliveStore.delete(author);
        return input;
      }),
    ),
    'MEMB-I3': options(() => ({ crypto: { ...crypto, verify: () => true } })),
    'alive-by-newer': step(
      after((peer, _, input) => {
        revive(peer, authorOf(input) ?? '');
        return undefined;
      }),
    ),
    'MEMB-I6': step(brokenPeers['MEMB-I6']!),
    'MEMB-I7': quietly(step(deafTo('aliveMsg', 'memReq', 'memRes'))),
    'replay-refused': step(
      after((peer) => {
        for (const pki of peer.state.members.keys()) revive(peer, pki);
        return undefined;
      }),
    ),
    forgotten: quietly(step(asleepTo('alive-store-sweep'))),
    'SYS-I3': step(before(throwOn('member-sweep'))),
  },
  'membership-with-crash': {
    'replay-refused': silent,
    'SYS-I3': step(before(throwOn('heartbeat'))),
  },
  'membership-of-three': { 'replay-refused': silent },
  'membership-of-three-with-sayings': { 'replay-refused': silent },
  'membership-of-three-with-heartbeat': {
    // What was said before counts as new in a response.
    'MEMB-I2': step(
      before(({ state }, input) => {
        if (heard(input)?.message.content.case === 'memRes')
          for (const member of state.members.values())
            member.timestamp = { incNum: 0n, seqNum: 0n };
        return input;
      }),
    ),
    'replay-refused': silent,
    'MEMB-I7': quietly(step(deafTo('aliveMsg', 'memReq', 'memRes'))),
  },
  'membership-with-stranger': {
    // Room without end.
    'MEMB-I5': options((of) => ({
      parameters: { ...of.parameters, membersMax: 10, aliveStoreMax: 10 },
    })),
    'turned-away': silent,
    'dropped-first': options((of) => ({ parameters: { ...of.parameters, aliveStoreMax: 10 } })),
    'SYS-I3': step(
      before((_, input) => {
        if (heard(input)?.message.content.case === 'memRes') throw new Error('told');
        return input;
      }),
    ),
  },
  silence: {
    // No time passes.
    silent: (network) => ({ ...network, ages: [] }),
    'MEMB-I6': step(brokenPeers['MEMB-I6']!),
    'SYS-I3': step(before(throwOn('member-sweep'))),
  },
};

/** Faults of pull: for each property of each model a peer or a villain that is not as it should be. */
import { chainOf, hashOf } from '../../../src/checker/models/channels.js';
import { unsignedMessage } from '../../../src/wire/envelope.js';
import { fromHex } from '../../../src/wire/hex.js';
import { brokenPeers } from '../broken-peers.js';
import {
  after,
  asleepTo,
  before,
  deafTo,
  heard,
  isTimer,
  onlyAt,
  sending,
  takesTheSound,
  without,
} from '../faulty-steps.js';
import {
  channel,
  type Faults,
  joinsAsIfNew,
  options,
  overfill,
  silent,
  step,
  throwOn,
} from './plant.js';

const ordered = chainOf(['A'], 1).blocks.map(hashOf);

export const faults: Faults = {
  pull: {
    'XFER-I1': step(brokenPeers['XFER-I1']!),
    'XFER-I2': step(brokenPeers['XFER-I2']!),
    'XFER-I4': step(brokenPeers['XFER-I4']!),
    'PULL-I1': step(
      after((peer, _, input) => {
        const [one] = channel(peer)?.window.values() ?? [];
        if (one !== undefined && isTimer(input, 'pull'))
          overfill(channel(peer)?.pull.items, (i) => `${i + 100}`, one.signed);
        return undefined;
      }),
    ),
    'PULL-I6': step(deafTo('dataUpdate')),
    'two-owners': (network) =>
      onlyAt(network, 'p3.A', asleepTo('requestWaitTime')) &&
      onlyAt(network, 'p3.A', deafTo('hello')),
    'all-have-all': step(deafTo('dataUpdate')),
    'SYS-I3': step(before(throwOn('digestWaitTime'))),
  },
  'pull-with-liar': {
    'PULL-I2': step(takesTheSound((number, block) => hashOf(block) === ordered[Number(number)])),
    'flawed-update': silent,
    'two-owners': silent,
  },
  'pull-with-ages': { expired: step(asleepTo('block-window-sweep')) },
  identities: {
    // Digests of all that it has, to whomever.
    'PULL-I3': step(
      sending((signed, { state }) => {
        const { content } = signed.message;
        if (content.case !== 'dataDig') return [signed];
        const value = { ...content.value, digests: [...state.identities.keys()].map(fromHex) };
        return [
          unsignedMessage({ ...signed.message, content: { case: 'dataDig', value } } as never),
        ];
      }),
    ),
    // PULL-48 in the place of PULL-36, where there is no room for what is pulled.
    'PULL-I4': options(({ parameters, externalEndpoint }) => ({
      profile: 'fabric-3.1',
      parameters: { ...parameters, ...(externalEndpoint === '' && { identitiesMax: 2 }) },
    })),
    pulled: step(deafTo('dataUpdate')),
    'idle-forgotten': step(asleepTo('identity-idle-sweep')),
    'SYS-I3': step(before(throwOn('identity-pull'))),
  },
  'identities-with-timers': {
    // Nothing is due any more, so that all orders of the waits that remain are soon seen.
    pulled: step(asleepTo('ticker/')),
    'idle-forgotten': step(asleepTo('ticker/')),
  },
  'pull-with-crash': {
    // Waits for ever.
    'asked-in-vain': step(asleepTo('responseWaitTime')),
  },
  'pull-with-return': {
    'same-height': joinsAsIfNew(),
    // Nobody tells who has returned who is on the channel.
    'pulled-again': step(deafTo('stateSnapshot')),
  },
  'pull-with-return-of-holder': {
    'same-height': joinsAsIfNew(),
    'PULL-I1': step(
      after((peer, _, input) => {
        const [one] = channel(peer)?.window.values() ?? [];
        if (one !== undefined && heard(input)?.message.content.case === 'hello')
          overfill(channel(peer)?.pull.items, (i) => `${i + 100}`, one.signed);
        return undefined;
      }),
    ),
    'asked-again': step(without('dial')),
  },
};

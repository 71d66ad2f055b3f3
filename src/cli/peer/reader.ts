/** How a process reads the configurations of channels. */
import { nodeCrypto } from '../../adapters/crypto-node.js';
import type { Profile } from '../../peer/config.js';
import { createChannelReader } from '../../wire/channel/config.js';
import type { ChannelReader } from '../../wire/channel/port.js';
import type { Crypto } from '../../wire/crypto/port.js';
import { createMsp } from '../../wire/identity/msp.js';
import type { MspConfig } from '../../wire/identity/msp-config.js';

/** `local`: the MSP of the own organisation. IDENT-56: whether Ed25519 keys count is the profile's. */
export const readerFor = (
  profile: Profile,
  local: MspConfig,
  crypto: Crypto = nodeCrypto,
): ChannelReader =>
  createChannelReader({
    crypto,
    localMsp: createMsp({ ...local, allowsEd25519: profile !== 'fabric-2.5' }, crypto),
  });

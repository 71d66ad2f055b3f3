/** How a process reads the configurations of channels. */
import type { Profile } from '../../peer/config.js';
import type { ChannelReader } from '../../wire/channel/port.js';
import type { MspConfig } from '../../wire/identity/msp-config.js';
import { reject } from '../../wire/verdict.js';

/** `local`: the MSP of the own organisation. */
export function readerFor(_profile: Profile, _local: MspConfig): ChannelReader {
  return {
    read: () => reject('CHAN-1', 'configurations are not read yet'),
    authority: () => ({ resolve: () => reject('CHAN-1', 'none'), mspIdOf: () => undefined }),
  };
}

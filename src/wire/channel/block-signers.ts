/** Who of a channel's ordering service counts as a signer of its blocks, named by certificates (WIRE-81). */
import type { BlockSigners } from '../block-signature.js';
import type { ChannelConfig } from './port.js';

export const blockSignersOf = (config: ChannelConfig): BlockSigners => ({
  keyOf(creator) {
    const resolved = config.authority.resolve(creator);
    return resolved.verdict === 'accept' ? resolved.value.key : undefined;
  },
  suffices: (creators) => config.satisfies('/Channel/Orderer/BlockValidation', creators),
});

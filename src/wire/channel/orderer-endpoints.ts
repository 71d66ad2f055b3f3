/**
 * Where the ordering service of a channel is reached, and by which TLS roots it is known.
 *
 * Implements spec/09-channel.md, CHAN-66.
 */
import { encodePem } from '../identity/pem.js';
import type { ChannelMsp } from './msps.js';
import type { OrdererEndpoint } from './port.js';

interface OrdererOrganisation {
  readonly msp: ChannelMsp;
  readonly addresses: readonly string[];
}

/** Addresses of organisations, with their own roots; global ones, with everybody's, where there are none. */
export function ordererEndpointsOf(
  organisations: readonly OrdererOrganisation[],
  globalAddresses: readonly string[],
): readonly OrdererEndpoint[] {
  const own = organisations.flatMap(({ msp, addresses }) =>
    addresses.map((endpoint) => ({
      endpoint,
      mspId: msp.config.mspId,
      tlsRootCerts: tlsRootsOf(msp),
    })),
  );
  if (own.length > 0) return own;
  const tlsRootCerts = organisations.flatMap(({ msp }) => tlsRootsOf(msp));
  return globalAddresses.map((endpoint) => ({ endpoint, mspId: '', tlsRootCerts }));
}

const tlsRootsOf = ({ config }: ChannelMsp): readonly Uint8Array[] =>
  [...config.tlsRootCerts, ...config.tlsIntermediateCerts].map((der) =>
    encodePem('CERTIFICATE', der),
  );

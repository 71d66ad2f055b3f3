/** The endpoint that a peer announces within its organisation. */
import { isIP } from 'node:net';
import { endpointOf, formatEndpoint } from '../endpoint.js';
import { internalEndpoint } from './constraints.js';
import type { Values } from './keys.js';

const UNSPECIFIED: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * `peer.gossip.endpoint`, else `peer.address`; where that names no host (0.0.0.0) or is to be found out
 * (`peer.addressAutoDetect`), the first IPv4 address of this machine that is not loopback.
 * @throws RangeError if there is none.
 */
export function announcedEndpoint(
  values: Values,
  interfaces: readonly { readonly address: string; readonly internal: boolean }[],
): string {
  const endpoint = internalEndpoint(values);
  const { host, port } = endpointOf(endpoint);
  const isOwn = values['peer.gossip.endpoint'] === '';
  if (!isOwn || !(UNSPECIFIED.has(host) || values['peer.addressAutoDetect'])) return endpoint;
  const found = interfaces.find(({ address, internal }) => !internal && isIP(address) === 4);
  if (found === undefined)
    throw new RangeError(
      `peer.address: "${endpoint}" leaves the address to be found out, but this machine has no IPv4 address that is not loopback; expected host:port`,
    );
  return formatEndpoint({ host: found.address, port });
}

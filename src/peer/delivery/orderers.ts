/**
 * Where the ordering service of a channel listens, as far as a delivery knows.
 *
 * Implements spec/12-delivery.md, DELV-3, DELV-10, DELV-19, DELV-20.
 */
import type { OrdererEndpoint } from '../../wire/channel/port.js';
import { sameBytes } from '../../wire/hex.js';
import { channelConfigOf } from '../channel/access.js';
import type { ChannelEntry } from '../channel/entry.js';
import type { Run } from '../run.js';

/** DELV-19, DELV-20: by the newest configuration that this delivery goes by. */
export function orderersOf(run: Run, entry: ChannelEntry): readonly OrdererEndpoint[] {
  const { config } = entry.delivery;
  const isAhead =
    config !== undefined && config.number >= entry.height && run.config.profile !== 'fabric-2.5';
  const from = isAhead ? { ...entry, configBlock: config.bytes } : entry;
  return channelConfigOf(run, from).ordererEndpoints;
}

/** DELV-10: whether two lists name the same endpoints, to be known by the same certificates. */
export const sameOrderers = (
  a: readonly OrdererEndpoint[],
  b: readonly OrdererEndpoint[],
): boolean => a.length === b.length && a.every((orderer, index) => same(orderer, b[index]!));

const same = (a: OrdererEndpoint, b: OrdererEndpoint): boolean =>
  a.endpoint === b.endpoint &&
  a.mspId === b.mspId &&
  a.tlsRootCerts.length === b.tlsRootCerts.length &&
  a.tlsRootCerts.every((cert, index) => sameBytes(cert, b.tlsRootCerts[index]!));

/** DELV-3: undefined if there is none. */
export const drawOrderer = (
  { choose }: Run,
  orderers: readonly OrdererEndpoint[],
): OrdererEndpoint | undefined => choose.sample(orderers, 1)[0];

/**
 * The same block again on one connection. Two copies may come: one that is passed on (PUSH-21; the next is a double,
 * row PUSH-D24), and one that a leader has fetched itself (DELV-25). Another takes another stream of the ordering
 * service, which waits before it is opened (DELV-4) and begins at the height of the ledger.
 */
import { defaults } from '../../../peer/parameters.js';
import { configFrameOf } from '../../../wire/channel/config-block.js';
import type { Crypto } from '../../../wire/crypto/port.js';
import { toHex } from '../../../wire/hex.js';
import { contentOf, KEPT, type Seen, type WireRule } from './seen.js';
import { channelIn, macOf } from './shown.js';

/** Copies that take no second stream. */
const COPIES_MAX = 2;
/** Half of it is left for what a capture does not tell of instants. ms */
const REOPENED_MS = defaults.minimalReconnectInterval / 2;
/** After a config block with other endpoints a stream is opened at once (DELV-10). ms */
const RECONFIGURED_MS = 10_000;

interface Copies {
  count: number;
  lastMs: number;
  /** Whether its sender had told, when the latest came, that it had committed the block. */
  isCommitted: boolean;
}

export const blockRepeated = (crypto: Crypto): WireRule => ({
  id: 'block-repeated',
  clauses: ['PUSH-2', 'PUSH-20', 'DELV-4'],
  expected: 'no third copy of a pushed block without another stream of the ordering service',
  watch() {
    const copies = new Map<string, Copies>();
    /** By author and code of the channel. */
    const heights = new Map<string, bigint>();
    const reconfigured = new Map<string, number>();

    function learn({ signed, inside }: Seen): void {
      for (const one of [signed, ...inside]) {
        const info = contentOf(one, 'stateInfo');
        const height = info?.properties?.ledgerHeight;
        if (info === undefined || height === undefined) continue;
        const key = `${toHex(info.pkiId)} ${toHex(info.channelMAC)}`;
        if (height > (heights.get(key) ?? 0n)) heights.set(key, height);
      }
    }

    return (seen) => {
      const { signed, dir, conn, remote, ms } = seen;
      if (dir === 'out') return undefined;
      learn(seen);
      const payload = contentOf(signed, 'dataMsg')?.payload;
      if (payload === undefined || remote === '') return undefined;
      const channel = channelIn(signed);
      const { seqNum, data } = payload;
      if (configFrameOf(data).verdict === 'accept') reconfigured.set(channel, ms);
      const isReconfigured =
        ms - (reconfigured.get(channel) ?? Number.NEGATIVE_INFINITY) < RECONFIGURED_MS;
      const height = heights.get(`${remote} ${macOf(crypto, remote, channel)}`) ?? 0n;
      const key = `${conn} ${channel} ${seqNum} ${toHex(crypto.sha256(data))}`;
      const before = copies.get(key);
      const count = (before?.count ?? 0) + 1;
      copies.set(key, { count, lastMs: ms, isCommitted: height > seqNum });
      if (before === undefined || count <= COPIES_MAX) return KEPT;
      const isTooSoon = ms - before.lastMs < REOPENED_MS && !isReconfigured;
      if (!isTooSoon && !before.isCommitted) return KEPT;
      return `copy ${count} of block ${seqNum} of ${channel}`;
    };
  },
});

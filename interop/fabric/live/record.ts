/**
 * A short session of two Fabric peers and a reference peer, recorded by the latter: a capture that `decode`
 * and `replay` read, with the certificates, and what Fabric's own tools said at the end.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { readCapture } from '../../../src/adapters/capture/rows.js';
import { freeEndpoints } from '../../../src/cli/network/free-endpoints.js';
import type { FabricRelease } from '../binaries.js';
import { openLoad } from '../kit/load.js';
import { makeNetwork, type Network } from '../kit/network.js';
import { createOrderer } from '../kit/orderer.js';
import { commitHashIn, untilLevel } from './ledgers.js';
import { liveFabric, liveReference } from './live-peer.js';
import { untilLed } from './script/leaders.js';
import { ORG1, ORG2, SHARED } from './stage.js';
import { until } from './steps.js';

/** Enough to see every kind of message, and few rows. */
const TIMINGS = {
  aliveTimeIntervalMs: 2_000,
  aliveExpirationTimeoutMs: 10_000,
  reconnectIntervalMs: 3_000,
  pullIntervalMs: 4_000,
  publishStateInfoIntervalMs: 1_000,
  requestStateInfoIntervalMs: 2_000,
};
const BLOCKS = 6;
/** Between two blocks: each is pushed by itself. */
const BETWEEN_MS = 800;

/** Writes the vectors of the release into `to`; `folder` takes what the processes need. */
export async function record(release: FabricRelease, folder: string, to: string): Promise<void> {
  const network = await makeNetwork({
    folder,
    organisations: { [ORG1]: ['fabric1', 'reference'], [ORG2]: ['fabric2'] },
    channels: [
      {
        name: SHARED,
        organisations: [ORG1, ORG2],
        batch: { timeout: '200ms', messageCountMax: 1 },
      },
    ],
  });
  const [metrics1, metrics2] = await freeEndpoints(2);
  const orderer = await createOrderer({ network, binary: release.orderer! });
  const capture = join(folder, 'traffic.jsonl');
  const fabric = (name: string, metrics: string) =>
    liveFabric({
      network,
      name,
      binary: release.peer,
      settings: {
        timings: TIMINGS,
        channel: { leadership: 'elected', stateEnabled: false },
        metrics,
      },
    });
  const reference = liveReference({
    network,
    name: 'reference',
    profile: release.profile,
    settings: { timings: TIMINGS, channel: { leadership: 'none', stateEnabled: false } },
    record: capture,
  });
  const fabric1 = fabric('fabric1', metrics1!);
  const all = [fabric1, fabric('fabric2', metrics2!), reference];
  try {
    await orderer.start();
    await Promise.all(all.map((peer) => peer.start()));
    for (const peer of all) await peer.join(SHARED);
    await untilLed(SHARED, [fabric1]);
    await until('the leader to know by StateInfo who is there', async () =>
      ((await reference.process.status(SHARED))?.peers.length ?? 0) === 2 ? true : undefined,
    );
    await pause(2 * TIMINGS.requestStateInfoIntervalMs);
    const load = await openLoad({ network, channel: SHARED });
    await load.define();
    for (let sent = 1; sent < BLOCKS; sent += 1) {
      await pause(BETWEEN_MS);
      await load.put(1);
    }
    load.close();
    await until('the orderer', async () =>
      (await orderer.height(SHARED)) === BigInt(BLOCKS + 1) ? true : undefined,
    );
    await untilLevel(orderer, SHARED, all);
    const other = reference.received(SHARED).filter(({ source }) => source !== 'push');
    if (other.length > 0) throw new Error(`${other.length} blocks did not come by push: try again`);
    const info = await fabric1.process.info(SHARED);
    const newest = await fabric1.block(SHARED, info.height - 1n);
    await reference.stop();
    write(network, to, {
      fabric: release.version,
      channel: SHARED,
      recordedBy: 'reference.org1',
      height: Number(info.height),
      currentBlockHash: info.currentBlockHash,
      commitHash: commitHashIn(newest),
      pkiIds: Object.fromEntries(
        all.map(({ name, mspId, pkiId }) => [`${name}.${domain(mspId)}`, pkiId]),
      ),
    });
    const rows = await withoutProbes(capture);
    writeFileSync(join(to, 'traffic.jsonl.gz'), gzipSync(rows, { level: 9 }));
  } finally {
    await Promise.allSettled([...all.map((peer) => peer.stop()), orderer.stop()]);
  }
}

/**
 * The rows of a capture but those of connections that the peer opened for a handshake alone: nothing in a
 * recording tells that it has ended them, and a replay would take them for links.
 */
async function withoutProbes(capture: string): Promise<string> {
  const lines = readFileSync(capture, 'utf8').trimEnd().split('\n');
  const used = new Set<string>();
  for await (const { conn, kind } of readCapture(capture))
    if (kind !== 'conn' || conn.startsWith('srv')) used.add(conn);
  return lines.map((line) => (used.has(JSON.parse(line).conn) ? `${line}\n` : '')).join('');
}

const domain = (mspId: string): string => mspId.replace(/MSP$/, '').toLowerCase();

function write(network: Network, to: string, facts: object): void {
  const put = (path: string, content: string | Uint8Array): void => {
    const file = join(to, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
  };
  for (const { mspId, name } of network.peers.values()) {
    const { signing, tls } = network.member(`${mspId}/${name}`);
    put(`certs/${name}.${domain(mspId)}-sign.pem`, signing.certPem);
    put(`certs/${name}.${domain(mspId)}-tls.pem`, tls.certPem);
  }
  for (const mspId of [ORG1, ORG2]) {
    const { ca, domain: of } = network.material.organisations.get(mspId)!;
    put(`certs/${of}-ca.pem`, ca.certPem);
  }
  put(`blocks/${SHARED}-0.block`, readFileSync(network.block(SHARED)));
  put('facts.json', `${JSON.stringify(facts, undefined, 2)}\n`);
}

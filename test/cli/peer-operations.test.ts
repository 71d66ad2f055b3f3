/** The operations service of a peer as a process: asked for by its settings, over real HTTP. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeMspFolder } from '../../conformance/harness/minting/folders.js';
import { mintOrganisation } from '../../conformance/harness/minting/organisation.js';
import { parseSettings } from '../../src/adapters/settings/settings.js';
import { startOperations } from '../../src/cli/peer/operations.js';
import { step } from '../../src/peer/peer.js';
import { type PeerProcess, runProcess } from '../support/peer-process.js';
import { createScene } from '../support/scene.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-'));
const running: PeerProcess[] = [];

beforeAll(async () => {
  const organisation = await mintOrganisation('Org1MSP');
  const peer = await organisation.mintPeer('p1');
  writeMspFolder(join(folder, 'msp'), organisation, { peer });
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const CORE_YAML = `
peer:
  id: p1
  address: 127.0.0.1:7051
  listenAddress: 127.0.0.1:0
  localMspId: Org1MSP
  mspConfigPath: msp
`;

function run(extra: string): PeerProcess {
  const path = join(folder, 'core.yaml');
  writeFileSync(path, `${CORE_YAML}${extra}`);
  const peer = runProcess(['peer', '--config', path, '--json']);
  running.push(peer);
  return peer;
}
const isReady = ({ type }: { type?: string }) => type === 'ready';
const listens = ({ msg }: { msg?: string }) => msg === 'operations service listens';

describe('operations service of a process', () => {
  it('OBSV-1, OBSV-12: shows metrics and health while the peer runs', async () => {
    const peer = run(
      'operations: { listenAddress: 127.0.0.1:0 }\nmetrics: { provider: prometheus }\n',
    );
    const { endpoint } = await peer.logged(listens);
    await peer.answer(isReady);
    const page = (path: string) => fetch(`http://${endpoint}${path}`);
    expect((await page('/healthz')).status).toBe(200);
    const metrics = await (await page('/metrics')).text();
    expect(metrics).toMatch(/^fabric_gossip_members\{state="alive"\} 0$/m);
    expect(await (await page('/version')).json()).toMatchObject({
      Version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    peer.child.kill('SIGTERM');
    expect((await peer.ended).code).toBe(0);
    await expect(page('/healthz')).rejects.toThrow();
  });

  it('OBSV-11: listens nowhere unless it is asked to', async () => {
    const { values } = parseSettings('metrics: { provider: prometheus }', {
      CORE_PEER_ADDRESS: 'peer0:7051',
      CORE_PEER_LOCALMSPID: 'Org1MSP',
    });
    const { peer } = createScene();
    const operations = startOperations(values, peer, step, () => 0);
    expect(await operations.start()).toBeUndefined();
    expect(operations.step).toBe(step);
    await operations.close();
  });
});

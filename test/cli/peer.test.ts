/** The reference as a process: real files, real TLS, real signals. Waits only for what it is told. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeMspFolder, writeTlsFolder } from '../../conformance/harness/minting/folders.js';
import {
  mintOrganisation,
  type Organisation,
} from '../../conformance/harness/minting/organisation.js';
import { main } from '../../src/cli/main.js';
import type { TraceLine } from '../../src/peer/trace.js';
import { type Line, type PeerProcess, runProcess } from '../support/peer-process.js';
import { freePort } from '../support/ports.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-'));
const running: PeerProcess[] = [];
let org1: Organisation;
let org2: Organisation;

beforeAll(async () => {
  [org1, org2] = await Promise.all([mintOrganisation('Org1MSP'), mintOrganisation('Org2MSP')]);
  for (const organisation of [org1, org2])
    writeMspFolder(join(folder, organisation.mspId), organisation);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const TIMINGS = `
    aliveTimeInterval: 300ms
    aliveExpirationTimeout: 1500ms
    pullInterval: 500ms
    digestWaitTime: 100ms
    requestWaitTime: 150ms
    responseWaitTime: 200ms
    reconnectInterval: 1500ms`;

/** Lays out a peer on disk; resolves to where its core.yaml and its endpoint are. */
async function layOut(organisation: Organisation, name: string, gossip = '') {
  const home = join(folder, `${organisation.mspId}-${name}`);
  const endpoint = `127.0.0.1:${await freePort()}`;
  const peer = await organisation.mintPeer(name);
  mkdirSync(home, { recursive: true });
  writeMspFolder(join(home, 'msp'), organisation, { peer });
  writeTlsFolder(join(home, 'tls'), peer);
  writeFileSync(
    join(home, 'core.yaml'),
    `
peer:
  id: ${name}
  address: ${endpoint}
  listenAddress: ${endpoint}
  localMspId: ${organisation.mspId}
  mspConfigPath: msp
  tls:
    enabled: true
    cert: { file: tls/server.crt }
    key: { file: tls/server.key }
    rootcert: { file: tls/ca.crt }
  gossip:
    externalEndpoint: ${endpoint}${TIMINGS}
${gossip}
`,
  );
  return {
    home,
    endpoint,
    config: join(home, 'core.yaml'),
    pkiId: Buffer.from(peer.pkiId).toString('hex'),
  };
}

function start(args: readonly string[], env?: Record<string, string>): PeerProcess {
  const peer = runProcess(args, env);
  running.push(peer);
  return peer;
}
const isReady = (line: Line) => line.type === 'ready';
const isAlive = (pkiId: string) => (line: Line) =>
  line.machine === 'member' && line.entity === pkiId && line.to === 'alive';

describe('fabric-gossip peer', () => {
  it('meets peers of its own and of another organisation over mutual TLS', async () => {
    const [a, b, c] = await Promise.all([layOut(org1, 'a'), layOut(org1, 'b'), layOut(org2, 'c')]);
    const trace = join(folder, 'a.jsonl');
    const common = ['--json', '--control', '--log-level', 'trace'];
    const peerA = start([
      'peer',
      '--config',
      a.config,
      ...common,
      '--trace',
      trace,
      '--msp',
      `Org2MSP=${join(folder, 'Org2MSP')}`,
    ]);
    const ready = await peerA.answer(isReady);
    expect(ready).toEqual({
      type: 'ready',
      listen: a.endpoint,
      pkiId: a.pkiId,
      mspId: 'Org1MSP',
      pid: peerA.child.pid,
    });
    const peerB = start(['peer', ...common], {
      FABRIC_CFG_PATH: b.home,
      CORE_PEER_GOSSIP_BOOTSTRAP: a.endpoint,
    });
    const peerC = start([
      'peer',
      '-c',
      c.config,
      ...common,
      '--msp',
      `Org1MSP=${join(folder, 'Org1MSP')}`,
    ]);
    await Promise.all([
      peerA.logged(isAlive(b.pkiId)),
      peerB.logged(isAlive(a.pkiId)),
      peerC.answer(isReady),
    ]);

    peerA.request({ id: 1, query: 'self' });
    expect((await peerA.answer(({ re }) => re === 1)).value).toMatchObject({
      pkiId: a.pkiId,
      endpoint: a.endpoint,
      profile: 'fabric-3.1',
    });
    peerA.request({ id: 2, query: 'membership' });
    expect((await peerA.answer(({ re }) => re === 2)).value).toMatchObject([
      { pkiId: b.pkiId, state: 'alive', internalEndpoint: b.endpoint },
    ]);

    peerC.request({ id: 3, link: a.endpoint });
    await peerC.logged((line) => line.machine === 'link-dialler' && line.to === 'open');
    await peerA.logged((line) => line.machine === 'link-acceptor' && line.to === 'open');

    peerB.child.kill('SIGTERM');
    peerA.request({ id: 9, stop: true });
    peerC.child.stdin!.end();
    const ends = await Promise.all([peerA, peerB, peerC].map(({ ended }) => ended));
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(await peerA.answer(({ re }) => re === 9)).toEqual({ re: 9, value: true });

    const lines = readFileSync(trace, 'utf8')
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as TraceLine);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, i) => i + 1));
    expect(new Set(lines.map(({ peer, v }) => `${peer} ${v}`))).toEqual(new Set(['a 1']));
  });

  it('speaks frames instead of gRPC where it is told to', async () => {
    const [a, b] = await Promise.all([layOut(org1, 'fa'), layOut(org1, 'fb')]);
    const peerA = start(['peer', '--config', a.config, '--link', 'framed']);
    await new Promise((resolve) => peerA.child.stdout!.once('data', resolve));
    const peerB = start(['peer', '--config', b.config, '--link', 'framed'], {
      CORE_PEER_GOSSIP_BOOTSTRAP: a.endpoint,
    });
    await Promise.all([peerA.logged(isAlive(b.pkiId)), peerB.logged(isAlive(a.pkiId))]);
    peerA.child.kill('SIGINT');
    const { code, out } = await peerA.ended;
    expect({ code, out }).toEqual({
      code: 0,
      out: `ready: fa of Org1MSP listens on ${a.endpoint}, PKI-ID ${a.pkiId}, pid ${peerA.child.pid}`,
    });
  });

  it('says who holds the port that it cannot have', async () => {
    const a = await layOut(org1, 'pa');
    const first = start(['peer', '--config', a.config, '--json']);
    await first.answer(isReady);
    const { code, log, out } = await start(['peer', '--config', a.config]).ended;
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(log).toContain(`error: cannot listen on ${a.endpoint}: another process listens there`);
    expect(log).not.toContain('    at ');
  });

  it.each([
    [
      'settings',
      [],
      { CORE_PEER_GOSSIP_PULLINTERVAL: '4x' },
      'peer.gossip.pullInterval: "4x" (CORE_PEER_GOSSIP_PULLINTERVAL), expected a duration',
    ],
    [
      'a missing MSP folder',
      [],
      { CORE_PEER_MSPCONFIGPATH: 'nowhere' },
      'nowhere: expected an MSP folder, found none',
    ],
    [
      'a missing TLS file',
      [],
      { CORE_PEER_TLS_CERT_FILE: 'none.crt' },
      'peer.tls.cert.file: "none.crt" cannot be read',
    ],
    [
      'a key that is not that of the certificate',
      [],
      { CORE_PEER_TLS_KEY_FILE: 'msp/keystore/priv_sk' },
      'peer.tls, certificate and key: expected',
    ],
    ['an organisation without folder', ['--msp', 'Org2MSP'], {}, 'Expected MSP-ID=folder'],
    [
      'a configuration that is not there',
      ['--config', 'nowhere.yaml'],
      {},
      'nowhere.yaml: cannot be read',
    ],
    ['an unknown option', ['--tracee', 'x'], {}, "unknown option '--tracee'"],
  ] as [string, string[], Record<string, string>, string][])(
    'tells of a mistake in %s without a stack trace',
    async (_, args, environment, message) => {
      const a = await layOut(org1, 'ma');
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      const told: string[] = [];
      const keep = (text: unknown) => told.push(String(text)) > 0;
      vi.spyOn(console, 'error').mockImplementation(keep);
      vi.spyOn(process.stderr, 'write').mockImplementation(keep);
      const given = args.includes('--config') ? args : ['--config', a.config, ...args];
      expect(await main(['peer', ...given])).toBe(64);
      expect(told.join('\n')).toContain(message);
      expect(told.join('\n')).not.toContain('    at ');
    },
  );
});

/** What the suite itself needs of the machine: ports, a folder, material that a node can read. */
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { wireBench } from '../harness/bench.js';
import { mintOrganisations, writeNodeFolders } from '../harness/organisations.js';
import type { Target } from '../targets/target.js';
import { type Finding, fine, wrong } from './finding.js';

/** More than the nodes of any case. */
const PORTS = 4;

export async function surroundings(target: Target): Promise<readonly Finding[]> {
  return [await ports(target), ...(await folders())];
}

async function ports(target: Target): Promise<Finding> {
  const bench = wireBench(target);
  try {
    const free = await Promise.all(Array.from({ length: PORTS }, () => bench.reserve()));
    return fine('ports', `free on loopback, for example ${free.join(', ')}`);
  } catch (error) {
    return wrong('ports', (error as Error).message, 'let this user listen on 127.0.0.1');
  } finally {
    await bench.close();
  }
}

async function folders(): Promise<readonly Finding[]> {
  let folder: string;
  try {
    folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-'));
  } catch (error) {
    return [
      wrong('work folder', (error as Error).message, 'set TMPDIR to a folder that can be written'),
    ];
  }
  try {
    const organisations = await mintOrganisations(join(folder, 'organisations'));
    const node = join(folder, 'node');
    mkdirSync(node);
    const peer = await organisations.O.mintPeer('doctor');
    const { tlsDir, mspDir } = writeNodeFolders(node, organisations, peer);
    accessSync(mspDir, constants.R_OK | constants.X_OK);
    const read = (name: string) => readFileSync(join(tlsDir, name));
    createSecureContext({
      cert: read('server.crt'),
      key: read('server.key'),
      ca: read('ca.crt'),
    });
    return [
      fine('work folder', `${tmpdir()} can be written`),
      fine('TLS folder', 'server.crt, server.key and ca.crt can be read, by this user alone'),
    ];
  } catch (error) {
    return [
      wrong(
        'TLS folder',
        (error as Error).message,
        'see that the work folder (TMPDIR) keeps files',
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

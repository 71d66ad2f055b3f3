/** Everything about one node as the request `start`: paths, and the same contents inline. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coreYaml, layout } from '../fabric-peer/core-yaml.js';
import type { JoinedChannel, StartNode } from '../target.js';
import type { Request } from './messages.js';
import { orderersIn } from './orderers.js';

/** `node`: by which name the adapter will be asked about it. Writes the core.yaml that it names. */
export function startRequest(node: StartNode, name: string): Request {
  const config = join(node.workdir, layout.config);
  writeFileSync(config, coreYaml(node));
  const { mspId, mspDir, tlsDir, otherOrgMsps } = node;
  const request = {
    request: 'start',
    node: name,
    name: node.name,
    mspId,
    workdir: node.workdir,
    coreYaml: config,
    listen: node.listen,
    advertise: node.advertise,
    bootstrap: node.bootstrap,
    identity: {
      folder: mspDir,
      certPem: pemsIn(mspDir, 'signcerts')[0],
      keyPem: pemsIn(mspDir, 'keystore')[0],
      organisation: organisation(mspId, mspDir),
    },
    tls: {
      folder: tlsDir,
      certPem: readFileSync(join(tlsDir, 'server.crt'), 'utf8'),
      keyPem: readFileSync(join(tlsDir, 'server.key'), 'utf8'),
      caPem: [readFileSync(join(tlsDir, 'ca.crt'), 'utf8')],
    },
    organisations: Object.entries(otherOrgMsps).map(([id, folder]) => organisation(id, folder)),
    channels: node.channels.map(channelOf),
    timings: node.timings,
    channelSettings: node.channelSettings,
    seed: node.seed,
  };
  return request;
}

/** A channel with its block 0, as `start` and `join` have it. */
export function channelOf({ id, genesisBlock }: JoinedChannel) {
  const block = readFileSync(genesisBlock);
  return {
    id,
    genesisBlock: block.toString('base64'),
    genesisBlockFile: genesisBlock,
    orderers: orderersIn(block),
  };
}

const organisation = (mspId: string, folder: string) => ({
  mspId,
  folder,
  rootCaPem: pemsIn(folder, 'cacerts'),
  intermediateCaPem: pemsIn(folder, 'intermediatecerts'),
  tlsCaPem: pemsIn(folder, 'tlscacerts'),
  crlPem: pemsIn(folder, 'crls'),
});

function pemsIn(folder: string, part: string): readonly string[] {
  const at = join(folder, part);
  if (!existsSync(at)) return [];
  return readdirSync(at)
    .sort()
    .map((name) => readFileSync(join(at, name), 'utf8'));
}

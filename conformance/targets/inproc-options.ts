/**
 * What a reference peer in process is made of, read from what its node was given: folders, core.yaml,
 * channel configurations. Most nodes of a run are given the same, so that each is read once.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import { readLocalMsp, readMspFolder } from '../../src/adapters/msp-folder.js';
import { readCoreYaml } from '../../src/adapters/settings/core-yaml.js';
import { parametersOf } from '../../src/adapters/settings/parameters-of.js';
import type { Settings } from '../../src/adapters/settings/settings.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';
import { readerFor } from '../../src/cli/peer/reader.js';
import type { PeerOptions } from '../../src/peer/config.js';
import type { ChannelReader } from '../../src/wire/channel/port.js';
import type { Signer } from '../../src/wire/crypto/port.js';
import { createAuthority } from '../../src/wire/identity/authority.js';
import { createMsp, type Msp } from '../../src/wire/identity/msp.js';
import type { MspConfig } from '../../src/wire/identity/msp-config.js';
import { signature } from '../harness/wire/sign.js';
import { coreYaml, layout } from './fabric-peer/core-yaml.js';
import { rememberingCrypto } from './inproc-crypto.js';
import { type StartNode, StartRefused } from './target.js';

type Profile = PeerOptions['profile'];

/** Emptied when it is full. */
const READ_MAX = 500;

function once<T>(key: string, among: Map<string, T>, read: () => T): T {
  const known = among.get(key);
  if (known !== undefined) return known;
  const fresh = read();
  if (among.size >= READ_MAX) among.clear();
  among.set(key, fresh);
  return fresh;
}

const crypto = rememberingCrypto(nodeCrypto);

// Nodes with one identity have one folder, and every case starts some.
const localMsps = new Map<string, ReturnType<typeof readLocalMsp>>();
const foreignMsps = new Map<string, ReturnType<typeof readMspFolder>>();
const msps = new Map<string, Msp>();
const readers = new Map<string, ChannelReader>();
const signers = new Map<string, Signer>();
const settings = new Map<string, Settings>();

/**
 * `nowMs`: at that instant the certificate of the node must be valid.
 * @throws StartRefused where a program with this core.yaml would not run
 */
export function readFor(node: StartNode, profile: Profile, nowMs: number) {
  const { mspDir, mspId, otherOrgMsps } = node;
  const local = once(`${mspDir} ${nowMs}`, localMsps, () =>
    readLocalMsp(mspDir, mspId, crypto, nowMs),
  );
  const mspIn = (folder: string, config: MspConfig): Msp =>
    once(`${profile} ${folder}`, msps, () =>
      createMsp({ ...config, allowsEd25519: profile !== 'fabric-2.5' }, crypto),
    );
  const localMsp = mspIn(mspDir, local.config);
  const channelMsps = Object.entries(otherOrgMsps).map(([id, folder]) => {
    const read = once(folder, foreignMsps, () => readMspFolder(folder, id, crypto));
    return mspIn(folder, read.config);
  });
  const reader = once(`${profile} ${mspDir}`, readers, () =>
    readerFor(profile ?? 'fabric-3.1', local.config, crypto),
  );
  const { leadership, stateEnabled, blockGossipEnabled } = node.channelSettings;
  return {
    reader,
    ...(profile && { profile }),
    identity: local.identity,
    signer: once(local.keyPem, signers, () => signerOf(local.keyPem)),
    crypto,
    authority: createAuthority({ localMsp, channelMsps }),
    endpoint: node.advertise.internal,
    externalEndpoint: node.advertise.external,
    bootstrap: node.bootstrap,
    leadership: leadership === 'static' || leadership === 'none' ? leadership : 'election',
    stateTransfer: stateEnabled,
    blockGossip: blockGossipEnabled,
    parameters: parametersOf(settingsFor(node)),
  } as const satisfies PeerOptions & { readonly reader: ChannelReader };
}

/** One that signs the same message the same way: a replay is to have the same bytes. */
const signerOf = (keyPem: string): Signer => ({
  publicKey: createNodeSigner(keyPem).publicKey,
  sign: (message) => signature(keyPem, message),
});

/** From the same file as every other node gets, so that its intervals mean the same. */
function settingsFor(node: StartNode): Settings {
  const { workdir, mspDir: _, tlsDir: __, otherOrgMsps: ___, channels: ____, ...written } = node;
  return once(JSON.stringify(written), settings, () => {
    const config = join(workdir, layout.config);
    writeFileSync(config, coreYaml(node));
    try {
      return readCoreYaml(config, {}).settings;
    } catch (error) {
      if (!(error instanceof UserMistake)) throw error;
      throw new StartRefused(error.message);
    }
  });
}

/** From settings and folders to a peer, its identity and its transport. Starts nothing. */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { createNodeSigner, nodeCrypto } from '../../adapters/crypto-node.js';
import { createFramedTransport } from '../../adapters/framed/transport.js';
import { createGrpcTransport } from '../../adapters/grpc/transport.js';
import { readLocalMsp, readMspFolder } from '../../adapters/msp-folder.js';
import type { TransportObserver } from '../../adapters/observer.js';
import { createOrdererClient } from '../../adapters/orderer/deliver-client.js';
import { announcedEndpoint } from '../../adapters/settings/announced.js';
import type { CoreYaml } from '../../adapters/settings/core-yaml.js';
import { parametersOf } from '../../adapters/settings/parameters-of.js';
import { leafHashOf, type TlsMaterial, tlsFlaw } from '../../adapters/tls.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { Leadership, Profile } from '../../peer/config.js';
import { createPeer, type Peer } from '../../peer/peer.js';
import type { OrdererClient, Transport } from '../../ports.js';
import type { ChannelReader } from '../../wire/channel/port.js';
import { createAuthority } from '../../wire/identity/authority.js';
import { createMsp } from '../../wire/identity/msp.js';
import type { MspConfig } from '../../wire/identity/msp-config.js';
import { encodePem } from '../../wire/identity/pem.js';
import { readerFor } from './reader.js';

export interface AssembleOptions {
  readonly coreYaml: CoreYaml;
  /** Folder of the verifying MSP of each further organisation. */
  readonly otherMsps: ReadonlyMap<string, string>;
  readonly profile: Profile;
  readonly link: 'grpc' | 'framed';
  readonly observer: TransportObserver;
  readonly nowMs: number;
}

export interface Assembled {
  readonly peer: Peer;
  readonly transport: Transport;
  readonly orderer: OrdererClient;
  readonly reader: ChannelReader;
  /** TLS roots of the channels that the peer has joined: from now on it dials by these too. PEM. */
  readonly trust: (rootPems: readonly string[]) => void;
  /** host:port to serve. */
  readonly listen: string;
  /** Name in logs and traces. */
  readonly name: string;
  readonly warnings: readonly string[];
}

/** @throws UserMistake naming the setting, file or folder at fault and what is allowed. */
export function assemble(options: AssembleOptions): Assembled {
  const { coreYaml, otherMsps, profile, nowMs } = options;
  const { settings, pathOf } = coreYaml;
  const { values } = settings;
  const mspId = values['peer.localMspId'];
  const local = readLocalMsp(pathOf(values['peer.mspConfigPath']), mspId, nodeCrypto, nowMs);
  const others = [...otherMsps].map(([id, folder]) => readMspFolder(folder, id, nodeCrypto));
  const own = tlsMaterial(coreYaml, [local.config, ...others.map(({ config }) => config)]);
  // The transport reads the roots at every dial.
  const rootCaPems = [...(own?.rootCaPems ?? [])];
  const tls = own && { ...own, rootCaPems };
  const reader = readerFor(profile, local.config);
  const endpoint = mended(() =>
    announcedEndpoint(
      values,
      Object.values(networkInterfaces()).flatMap((found) => found ?? []),
    ),
  );
  const peer = mended(() =>
    createPeer({
      profile,
      identity: local.identity,
      signer: createNodeSigner(local.keyPem),
      crypto: nodeCrypto,
      authority: createAuthority({
        localMsp: mspFor(profile, local.config),
        channelMsps: others.map(({ config }) => mspFor(profile, config)),
      }),
      endpoint,
      externalEndpoint: values['peer.gossip.externalEndpoint'],
      bootstrap: values['peer.gossip.bootstrap'],
      tls: tls !== undefined,
      channelReader: reader,
      leadership: leadershipOf(values),
      stateTransfer: values['peer.gossip.state.enabled'],
      blockGossip: values['peer.deliveryclient.blockGossipEnabled'],
      nonBlockingCommit: values['peer.gossip.nonBlockingCommitMode'],
      commitsTogether: 2 * values['peer.gossip.state.blockBufferSize'] + 1,
      deliverTlsHash: tls && deliverTlsHash(tls, values['peer.tls.clientAuthRequired']),
      parameters: parametersOf(settings),
    }),
  );
  return {
    peer,
    transport: createTransport(options, tls),
    orderer: createOrdererClient({
      ...(tls && {
        tls: {
          certPem: tls.clientCertPem ?? tls.certPem,
          keyPem: tls.clientKeyPem ?? tls.keyPem,
        },
      }),
      connTimeoutMs: values['peer.deliveryclient.connTimeout'],
      keepalive: {
        intervalMs: values['peer.keepalive.deliveryClient.interval'],
        timeoutMs: values['peer.keepalive.deliveryClient.timeout'],
      },
      maxRecvMsgSize: values['peer.maxRecvMsgSize'],
    }),
    reader,
    trust(rootPems) {
      rootCaPems.splice(
        0,
        rootCaPems.length,
        ...new Set([...(own?.rootCaPems ?? []), ...rootPems]),
      );
    },
    listen: values['peer.listenAddress'] || values['peer.address'] || endpoint,
    name: values['peer.id'] || endpoint,
    warnings: [
      ...settings.warnings,
      ...local.warnings,
      ...others.flatMap(({ warnings }) => warnings),
    ],
  };
}

/** DELV-13: of the certificate presented to orderers, where clients have to present one. */
const deliverTlsHash = (
  { clientCertPem, certPem }: TlsMaterial,
  isRequired: boolean,
): Uint8Array | undefined => (isRequired ? leafHashOf(clientCertPem ?? certPem) : undefined);

/** Who fetches blocks: an elected leader, this peer in any case, or nobody. Not both: the settings see to it. */
const leadershipOf = (values: CoreYaml['settings']['values']): Leadership =>
  values['peer.gossip.useLeaderElection']
    ? 'election'
    : values['peer.gossip.orgLeader']
      ? 'static'
      : 'none';

/** IDENT-56: whether Ed25519 keys count depends on the profile. */
const mspFor = (profile: Profile, config: MspConfig) =>
  createMsp({ ...config, allowsEd25519: profile !== 'fabric-2.5' }, nodeCrypto);

function createTransport(
  { coreYaml, link, observer }: AssembleOptions,
  tls: TlsMaterial | undefined,
): Transport {
  const { values } = coreYaml.settings;
  const common = {
    tls,
    dialTimeoutMs: values['peer.gossip.dialTimeout'],
    connTimeoutMs: values['peer.gossip.connTimeout'],
    connectionTimeoutMs: values['peer.connectiontimeout'],
    sendBuffSize: values['peer.gossip.sendBuffSize'],
    maxRecvMsgSize: values['peer.maxRecvMsgSize'],
    maxSendMsgSize: values['peer.maxSendMsgSize'],
    observer,
  };
  if (link === 'framed') return createFramedTransport(common);
  return createGrpcTransport({
    ...common,
    keepalive: {
      intervalMs: values['peer.keepalive.interval'],
      timeoutMs: values['peer.keepalive.timeout'],
      client: {
        intervalMs: values['peer.keepalive.client.interval'],
        timeoutMs: values['peer.keepalive.client.timeout'],
      },
    },
  });
}

/** The files that the settings name, and the TLS roots of all organisations. */
function tlsMaterial(
  { settings: { values }, pathOf }: CoreYaml,
  msps: readonly MspConfig[],
): TlsMaterial | undefined {
  if (!values['peer.tls.enabled']) return undefined;
  const read = (key: string, written: string): string => {
    try {
      return readFileSync(pathOf(written), 'utf8');
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new UserMistake(`${key}: "${written}" cannot be read (${reason})`, { cause });
    }
  };
  const clientCert = values['peer.tls.clientCert.file'];
  const rootcert = values['peer.tls.rootcert.file'];
  const material: TlsMaterial = {
    certPem: read('peer.tls.cert.file', values['peer.tls.cert.file']),
    keyPem: read('peer.tls.key.file', values['peer.tls.key.file']),
    ...(clientCert !== '' && {
      clientCertPem: read('peer.tls.clientCert.file', clientCert),
      clientKeyPem: read('peer.tls.clientKey.file', values['peer.tls.clientKey.file']),
    }),
    rootCaPems: [
      ...(rootcert === '' ? [] : [read('peer.tls.rootcert.file', rootcert)]),
      ...msps
        .flatMap(({ tlsRootCerts, tlsIntermediateCerts }) => [
          ...tlsRootCerts,
          ...tlsIntermediateCerts,
        ])
        .map((der) => new TextDecoder().decode(encodePem('CERTIFICATE', der))),
    ],
    clientAuthRequired: values['peer.tls.clientAuthRequired'],
    clientRootCaPems: values['peer.tls.clientRootCAs.files'].map((path) =>
      read('peer.tls.clientRootCAs.files', path),
    ),
  };
  const flaw = tlsFlaw(material);
  if (flaw !== undefined) throw new UserMistake(`peer.tls, ${flaw}`);
  return material;
}

/** A value out of range is here always one that a user wrote. */
function mended<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof RangeError || cause instanceof TypeError)
      throw new UserMistake(cause.message, { cause });
    throw cause;
  }
}

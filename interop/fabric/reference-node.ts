/** The reference implementation as a peer of the live network: in this process, on the real wire. */

import type {
  Organisation,
  PeerCredentials,
} from '../../conformance/harness/minting/organisation.js';
import type { Timings } from '../../conformance/targets/target.js';
import { createSystemChoose } from '../../src/adapters/choose-system.js';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import { createGrpcTransport } from '../../src/adapters/grpc/transport.js';
import { createHost, type Host } from '../../src/adapters/host.js';
import { createSystemClock } from '../../src/adapters/system-clock.js';
import { isAlive } from '../../src/peer/members.js';
import type { Parameters } from '../../src/peer/parameters.js';
import { createPeer, type Peer, step } from '../../src/peer/peer.js';
import type { TraceLine } from '../../src/peer/trace.js';
import { createAuthority } from '../../src/wire/identity/authority.js';
import { createMsp } from '../../src/wire/identity/msp.js';
import type { Membership, NetworkNode } from './node.js';

export interface ReferenceOptions {
  readonly name: string;
  readonly organisation: Organisation;
  readonly credentials: PeerCredentials;
  readonly listen: string;
  readonly bootstrap: readonly string[];
  readonly timings: Timings;
  readonly onTrace?: (line: TraceLine) => void;
}

/** Starts it; resolves when it serves. */
export async function startReference(options: ReferenceOptions): Promise<NetworkNode> {
  let running: Running | undefined = await run(options);
  const stop = async (): Promise<void> => {
    const last = running;
    running = undefined;
    await last?.host.stop();
  };
  return {
    name: options.name,
    implementation: 'reference',
    endpoint: options.listen,
    credentials: options.credentials,
    query: () => (running === undefined ? nobody : membershipOf(running.peer)),
    kill: stop,
    stop,
    async restart() {
      running = await run(options);
    },
  };
}

interface Running {
  readonly peer: Peer;
  readonly host: Host;
}

const nobody: Membership = { alive: new Set(), dead: new Set() };

async function run(options: ReferenceOptions): Promise<Running> {
  const { name, credentials, listen, bootstrap, timings } = options;
  const parameters = parametersOf(timings);
  const peer = createPeer({
    identity: credentials.identity,
    signer: createNodeSigner(credentials.keyPem),
    crypto: nodeCrypto,
    authority: authorityOf(options.organisation),
    endpoint: listen,
    externalEndpoint: listen,
    bootstrap,
    parameters,
  });
  const transport = createGrpcTransport({
    tls: {
      certPem: credentials.tls.certPem,
      keyPem: credentials.tls.keyPem,
      rootCaPems: [credentials.tlsCaPem],
    },
    ...(parameters.dialTimeout && { dialTimeoutMs: parameters.dialTimeout }),
    ...(parameters.handshakeWait && { connTimeoutMs: parameters.handshakeWait }),
  });
  const host = createHost({
    name,
    peer,
    step,
    transport,
    clock: createSystemClock(),
    choose: createSystemChoose(),
    onTrace: options.onTrace,
  });
  await host.start(listen);
  return { peer, host };
}

function authorityOf(organisation: Organisation) {
  const der = (certificate: { readonly rawData: ArrayBuffer }) =>
    new Uint8Array(certificate.rawData);
  const msp = createMsp(
    {
      mspId: organisation.mspId,
      rootCerts: [der(organisation.root.certificate)],
      intermediateCerts: [],
      admins: [der(organisation.admin.certificate)],
      revocationLists: [],
      tlsRootCerts: [der(organisation.tlsRoot.certificate)],
      tlsIntermediateCerts: [],
      signatureHashFamily: 'SHA2',
    },
    nodeCrypto,
  );
  return createAuthority({ localMsp: msp });
}

/** The timings that the reference has so far. Those of pull come with its chapter. */
function parametersOf(timings: Timings): Partial<Parameters> {
  const given: { [K in keyof Parameters]?: number | undefined } = {
    aliveTimeInterval: timings.aliveTimeIntervalMs,
    aliveExpirationTimeout: timings.aliveExpirationTimeoutMs,
    reconnectInterval: timings.reconnectIntervalMs,
    maxConnectionAttempts: timings.maxConnectionAttempts,
    msgExpirationFactor: timings.msgExpirationFactor,
    publishCertPeriod: timings.publishCertPeriodMs,
    pullInterval: timings.pullIntervalMs,
    digestWaitTime: timings.digestWaitTimeMs,
    requestWaitTime: timings.requestWaitTimeMs,
    responseWaitTime: timings.responseWaitTimeMs,
    dialTimeout: timings.dialTimeoutMs,
    handshakeWait: timings.connTimeoutMs,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function membershipOf({ state }: Peer): Membership {
  const members = [...state.members];
  return {
    alive: new Set(members.filter(([, m]) => isAlive(m)).map(([pki]) => pki)),
    dead: new Set(members.filter(([, m]) => !isAlive(m)).map(([pki]) => pki)),
  };
}

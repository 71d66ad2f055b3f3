/** The files of a set of vectors, as values: identities, channels, one file a kind, and a list of them. */

import type { Generated } from './generate.js';
import { base64, VECTOR_KINDS, type Vector, type VectorKind } from './vector.js';
import type { World } from './world.js';

/** Blocks 0 to 2 of a channel: as many as a receiver of any vector holds. */
const BLOCKS_HELD = 3;

export interface BundlePeer {
  readonly mspId: string;
  readonly certPem: string;
  /** PKCS#8. Worthless outside of the vectors. */
  readonly keyPem: string;
  /** Serialized msp.SerializedIdentity, base64. */
  readonly identity: string;
  /** Hex. */
  readonly pkiId: string;
  readonly tls: { readonly certPem: string; readonly keyPem: string; readonly hash: string };
}

export interface BundleOrganisation {
  /** Serialized msp.MSPConfig, base64. */
  readonly msp: string;
  readonly rootCertPem: string;
  readonly intermediateCertPem?: string;
  readonly tlsRootCertPem: string;
  readonly revocationListPem?: string;
}

export interface BundleChannel {
  /** MSP IDs of its members. */
  readonly members: readonly string[];
  /** Serialized blocks from 0 on, base64; block 0 is the config block. */
  readonly blocks: readonly string[];
}

export interface Bundle {
  readonly identities: {
    readonly organisations: Readonly<Record<string, BundleOrganisation>>;
    readonly peers: Readonly<Record<string, BundlePeer>>;
  };
  readonly channels: Readonly<Record<string, BundleChannel>>;
  readonly vectors: readonly Vector[];
}

export const bundleOf = ({ world, vectors }: Generated): Bundle => ({
  identities: { organisations: organisationsOf(world), peers: peersOf(world) },
  channels: channelsOf(world),
  vectors,
});

function organisationsOf({ organisations, msps, revocationList }: World) {
  return Object.fromEntries(
    Object.entries(organisations).map(([letter, organisation]): [string, BundleOrganisation] => {
      const { mspId, rootCertPem, intermediateCertPem, tlsRootCertPem } = organisation;
      return [
        mspId,
        {
          msp: base64(msps[letter as keyof typeof msps]),
          rootCertPem,
          ...(intermediateCertPem && { intermediateCertPem }),
          tlsRootCertPem,
          ...(letter === 'O' && { revocationListPem: revocationList }),
        },
      ];
    }),
  );
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const peersOf = ({ peers }: World): Record<string, BundlePeer> =>
  Object.fromEntries(
    [...peers.values()].map((peer): [string, BundlePeer] => [
      peer.name,
      {
        mspId: peer.mspId,
        certPem: peer.certPem,
        keyPem: peer.keyPem,
        identity: base64(peer.identity),
        pkiId: hex(peer.pkiId),
        tls: { certPem: peer.tls.certPem, keyPem: peer.tls.keyPem, hash: hex(peer.tlsHash) },
      },
    ]),
  );

const channelsOf = (world: World): Record<string, BundleChannel> =>
  Object.fromEntries(
    [...world.channels].map(([name, channel]): [string, BundleChannel] => [
      name,
      {
        members: world.membersOf(name),
        blocks: Array.from({ length: BLOCKS_HELD }, (_, number) => base64(channel.block(number))),
      },
    ]),
  );

export interface BundleFile {
  readonly name: string;
  readonly text: string;
  /** How many vectors are in it. */
  readonly count: number;
}

export interface BundleOrigin {
  readonly seed: string;
  readonly suiteVersion: string;
  readonly specRevision: number;
}

/** `kinds`: those that are written; identities and channels always are. index.json comes last. */
export function filesOf(
  bundle: Bundle,
  origin: BundleOrigin,
  kinds: readonly VectorKind[] = VECTOR_KINDS,
): BundleFile[] {
  const head = {
    schema: 1,
    suite: { name: 'fabric-gossip', version: origin.suiteVersion },
    specification: { revision: origin.specRevision },
    seed: origin.seed,
  };
  const file = (name: string, body: object, count = 0): BundleFile => ({
    name,
    text: `${JSON.stringify({ ...head, ...body }, null, 1)}\n`,
    count,
  });
  const ofKinds = kinds.map((kind) => {
    const vectors = bundle.vectors.filter((vector) => vector.kind === kind);
    return {
      kind,
      file: file(`${kind}.json`, { content: 'vectors', kind, vectors }, vectors.length),
    };
  });
  return [
    file('identities.json', { content: 'identities', ...bundle.identities }),
    file('channels.json', { content: 'channels', channels: bundle.channels }),
    ...ofKinds.map(({ file: written }) => written),
    file('index.json', {
      content: 'index',
      files: ofKinds.map(({ kind, file: { name, count } }) => ({ file: name, kind, count })),
    }),
  ];
}

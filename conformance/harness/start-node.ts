/** Starts the nodes under test, with all that they need on disk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Wiring } from '../faults/plane.js';
import { PortInUse, type RunningNode } from '../targets/target.js';
import type { Bench } from './bench.js';
import { CHANNEL_SETTINGS } from './channel-settings.js';
import type { Evidence } from './evidence.js';
import type { Organisation, PeerCredentials } from './minting/organisation.js';
import { type Organisations, writeNodeFolders } from './organisations.js';
import type { StartOptions, TargetNode } from './scene.js';
import { targetNode } from './target-node.js';
import type { AllTimings } from './timings.js';
import { hex } from './wire/sign.js';

/** A node that outlives the case that started it. */
export interface StartedNode {
  readonly running: RunningNode;
  readonly node: TargetNode;
  /** Of the reference, beside the target's. */
  readonly isReference: boolean;
}

/** Where nodes are started, and what they are to know. */
export interface NodeSurroundings {
  /** Whether the node is to know the organisations F and G, by whatever means the target has. */
  readonly knowsOthers: boolean;
  readonly seed: string;
  readonly bench: Bench;
  readonly organisations: Organisations;
  /** Absolute folder for what nodes write. */
  readonly workdir: string;
  /** Absolute folder for the identities of nodes, where those of several cases share them. Default: a node's own. */
  readonly material?: string;
}

/** What a case adds to the surroundings of its nodes. */
export interface NodeSeen {
  /** Told before the node runs: it may speak at once. */
  minted?(credentials: PeerCredentials): void;
  /** Where what befalls the node is noted. */
  readonly evidence?: Pick<Evidence, 'add'>;
  /** What others reach it through. */
  readonly wiring?: Wiring | undefined;
}

const PORT_ATTEMPTS = 5;

/**
 * An identity for a node. Of one that elects, the PKI-ID lies in the middle half of all, so that rivals
 * below and above it are minted in a few attempts.
 */
async function mintNode(
  organisation: Organisation,
  name: string,
  elects: boolean,
): Promise<PeerCredentials> {
  for (;;) {
    const credentials = await organisation.mintPeer(name);
    const [first] = credentials.pkiId;
    if (!elects || (first! >= 0x40 && first! < 0xc0)) return credentials;
  }
}

/** Starts one node with everything that it needs on disk. */
export async function startNode(
  { bench, organisations, workdir, material, seed, knowsOthers }: NodeSurroundings,
  options: StartOptions,
  timings: AllTimings,
  name: string,
  { minted, evidence, wiring }: NodeSeen = {},
): Promise<StartedNode> {
  const letter = options.organisation ?? 'O';
  const elects = options.settings?.leadership === 'elected';
  const credentials = await mintNode(organisations[letter], name, elects);
  minted?.(credentials);
  const pkiId = hex(credentials.pkiId);
  const folder = join(workdir, `${name}-${pkiId.slice(0, 8)}`);
  mkdirSync(folder, { recursive: true });
  const folders = writeNodeFolders(
    material === undefined ? folder : join(material, pkiId),
    organisations,
    credentials,
    letter,
  );
  const channels = (options.channels ?? []).map(({ id, genesis }) => {
    const genesisBlock = join(folder, `${id}.block`);
    writeFileSync(genesisBlock, genesis);
    return { id, genesisBlock };
  });
  const start = options.reference ? bench.startReference : bench.start;
  for (let attempt = 1; ; attempt += 1) {
    const internal = options.listen ?? (await bench.reserve());
    const listen = wiring ? await wiring.placeBehind(internal) : internal;
    const external = options.external === false ? '' : internal;
    const started = wiring?.starts(name);
    try {
      await wiring?.front(name, listen, internal);
      const running = await bench.clock.settled(
        start({
          name,
          mspId: credentials.mspId,
          workdir: folder,
          listen,
          advertise: { internal, external },
          bootstrap: (options.bootstrap ?? []).map((b) => (typeof b === 'string' ? b : b.endpoint)),
          mspDir: folders.mspDir,
          tlsDir: folders.tlsDir,
          otherOrgMsps: knowsOthers ? organisations.foreignMsps : {},
          channels,
          timings,
          channelSettings: { ...CHANNEL_SETTINGS, ...options.settings },
          seed,
        }),
      );
      started?.(running.pid);
      const { clock } = bench;
      const seen = { name, credentials, clock, internal, external, evidence, wiring };
      return { running, node: targetNode(running, seen), isReference: options.reference === true };
    } catch (error) {
      started?.('failed');
      const mayTryAgain = error instanceof PortInUse && attempt < PORT_ATTEMPTS;
      if (!mayTryAgain || (options.listen && !wiring)) throw error;
    }
  }
}

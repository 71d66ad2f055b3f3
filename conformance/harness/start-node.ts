/** Starts the nodes under test, with all that they need on disk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PortInUse, type RunningNode, TargetError } from '../targets/target.js';
import type { Bench } from './bench.js';
import { CHANNEL_SETTINGS } from './channel-settings.js';
import type { Organisation, PeerCredentials } from './minting/organisation.js';
import { type Organisations, writeNodeFolders } from './organisations.js';
import type { StartOptions, TargetNode } from './scene.js';
import type { AllTimings } from './timings.js';
import { hex } from './wire/sign.js';

/** A node that outlives the case that started it. */
export interface StartedNode {
  readonly running: RunningNode;
  readonly node: TargetNode;
}

/** Where nodes are started, and what they are to know. */
export interface NodeSurroundings {
  /** Whether the node is to know the organisations F and G, by whatever means the target has. */
  readonly knowsOthers: boolean;
  readonly seed: string;
  readonly bench: Bench;
  readonly organisations: Organisations;
  /** Absolute folder for what nodes read and write. */
  readonly workdir: string;
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
  { bench, organisations, workdir, seed, knowsOthers }: NodeSurroundings,
  options: StartOptions,
  timings: AllTimings,
  name: string,
  /** Told before the node runs: it may speak at once. */
  minted: (credentials: PeerCredentials) => void = () => {},
): Promise<StartedNode> {
  const letter = options.organisation ?? 'O';
  const elects = options.settings?.leadership === 'elected';
  const credentials = await mintNode(organisations[letter], name, elects);
  minted(credentials);
  const folder = join(workdir, `${name}-${hex(credentials.pkiId).slice(0, 8)}`);
  mkdirSync(folder, { recursive: true });
  const folders = writeNodeFolders(folder, organisations, credentials, letter);
  const channels = (options.channels ?? []).map(({ id, genesis }) => {
    const genesisBlock = join(folder, `${id}.block`);
    writeFileSync(genesisBlock, genesis);
    return { id, genesisBlock };
  });
  for (let attempt = 1; ; attempt += 1) {
    const listen = options.listen ?? (await bench.reserve());
    const external = options.external === false ? '' : listen;
    try {
      const running = await bench.clock.settled(
        bench.start({
          name,
          mspId: credentials.mspId,
          workdir: folder,
          listen,
          advertise: { internal: listen, external },
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
      return {
        running,
        node: {
          get endpoint() {
            return running.endpoint;
          },
          credentials,
          external,
          internal: listen,
          kill: () => bench.clock.settled(running.kill()),
          restart: () => bench.clock.settled(running.restart()),
          async rejects() {
            if (running.rejects === undefined)
              throw new TargetError(`${name} does not tell what it has rejected`);
            return bench.clock.settled(running.rejects());
          },
        },
      };
    } catch (error) {
      if (!(error instanceof PortInUse) || attempt === PORT_ATTEMPTS || options.listen) throw error;
    }
  }
}

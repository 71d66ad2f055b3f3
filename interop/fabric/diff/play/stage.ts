/** What a script is played on: the node, its channels, an ordering service, and everybody of the cast. */
import { mkdirSync } from 'node:fs';
import { isInProcess, wireBench } from '../../../../conformance/harness/bench.js';
import { createScene, type StagedScene } from '../../../../conformance/harness/create-scene.js';
import { EXPIRED } from '../../../../conformance/harness/minting/authority.js';
import type { MintedChannel } from '../../../../conformance/harness/minting/channel/chain.js';
import type { Orderer } from '../../../../conformance/harness/ordering.js';
import type { Organisations } from '../../../../conformance/harness/organisations.js';
import { orgOf } from '../../../../conformance/harness/organisations.js';
import { organisationsFor } from '../../../../conformance/harness/own-peers.js';
import type { Probe } from '../../../../conformance/harness/probe.js';
import type { ProbeSetting, TargetNode } from '../../../../conformance/harness/scene.js';
import type { Credentials } from '../../../../conformance/harness/wire/credentials.js';
import type { Target, Timings } from '../../../../conformance/targets/target.js';
import type { Author } from '../say/author.js';
import type { Name, Script, Shape } from '../script/script.js';

export interface Venue {
  readonly target: Target;
  readonly organisations: Organisations;
  /** Milliseconds since 1970: where virtual time begins. */
  readonly epochMs: number;
  /** Absolute folder for what nodes read and write. */
  readonly workdir: string;
  /** Multiplies what a step has after it; more than 1 where the machine is busy. */
  readonly pace: number;
}

export interface Player {
  readonly probe: Probe;
  readonly author: Author;
  readonly stranger: Credentials;
}

export interface Stage {
  readonly scene: StagedScene;
  readonly node: TargetNode;
  readonly channels: ReadonlyMap<string, MintedChannel>;
  readonly orderer: Orderer | undefined;
  readonly players: ReadonlyMap<Name, Player>;
  /** Somebody new of the node's organisation. */
  join(name: Name): Promise<Player>;
}

/** Who asks at the end. */
export const WITNESS = 'o9';

/** Rounds of pull do not overlap (DEV-19), and nobody dies by accident. Milliseconds. */
const timingsOf = ({ mortal }: Shape): Timings => ({
  aliveTimeIntervalMs: 300,
  aliveExpirationTimeoutMs: mortal ? 2_500 : 60_000,
  reconnectIntervalMs: 60_000,
  publishCertPeriodMs: 60_000,
  pullIntervalMs: 1_200,
  digestWaitTimeMs: 300,
  requestWaitTimeMs: 3_000,
  responseWaitTimeMs: 600,
  connTimeoutMs: 1_000,
  dialTimeoutMs: 1_000,
  publishStateInfoIntervalMs: 500,
  requestStateInfoIntervalMs: 500,
});

export async function setStage(script: Script, venue: Venue): Promise<Stage> {
  const { target, workdir, epochMs } = venue;
  const { shape, id } = script;
  mkdirSync(workdir, { recursive: true });
  const organisations = organisationsFor(venue.organisations, id);
  const scene = createScene({
    caseId: id,
    hasTwin: false,
    knowsOthers: false,
    seed: id,
    bench: isInProcess(target) ? target.bench(id, epochMs) : wireBench(target),
    target,
    organisations,
    workdir,
  });
  try {
    const orderer = shape.leadership === 'none' ? undefined : await scene.orderer();
    const endpoints = orderer && { ordererEndpoints: [orderer.endpoint] };
    const joined: MintedChannel[] = [];
    if (shape.channels > 0) joined.push(scene.channel('ch1', { ...endpoints }));
    if (shape.channels > 1)
      joined.push(scene.channel('ch2', { organisations: ['O', 'G'], ...endpoints }));
    const enter = (name: Name): Promise<Player> => player(scene, organisations, name);
    // Before the node: its name is drawn among those that are left.
    const players = new Map<Name, Player>();
    for (const name of script.cast) players.set(name, await enter(name));
    const node = await scene.start({
      channels: joined,
      timings: timingsOf(shape),
      settings: {
        leadership: shape.leadership,
        stateEnabled: shape.state,
        checkIntervalMs: 800,
        responseTimeoutMs: 600,
      },
    });
    const channels = new Map(joined.map((channel) => [channel.id, channel]));
    return { scene, node, channels, orderer, players, join: enter };
  } catch (error) {
    await scene.close();
    throw error;
  }
}

async function player(
  scene: StagedScene,
  organisations: Organisations,
  name: Name,
): Promise<Player> {
  const special = name.charAt(1);
  const organisation = orgOf(organisations, name);
  const credentials =
    special === 'r'
      ? organisations.revoked
      : await organisation.mintPeer(name, special === 'e' ? { validity: EXPIRED() } : undefined);
  const setting: ProbeSetting = {
    credentials,
    ...(special === 'd' && { listens: false }),
    ...(special === 'h' && { external: false }),
  };
  const probe = await scene.probe(name, setting);
  const stranger = await organisation.mintPeer(`stranger to ${name}`);
  const author: Author = {
    name,
    credentials,
    endpoint: probe.endpoint,
    external: probe.external,
    incNum: BigInt(scene.clock.now()) * 1_000_000n,
    seqNum: 0n,
    last: new Map(),
  };
  return { probe, author, stranger };
}

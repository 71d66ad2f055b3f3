/** Builds the scene of one case on a bench. */
import { createHash } from 'node:crypto';
import { type OpenFaults, openFaults } from '../faults/open.js';
import type { ChannelSettings, Target } from '../targets/target.js';
import { isBackground } from './background.js';
import { type Cast, createCast } from './cast.js';
import { CHANNEL_SETTINGS } from './channel-settings.js';
import { nameFrom } from './describe.js';
import { evidence as createEvidence, type Evidence } from './evidence.js';
import { createExpect, type Expect, type ExpectOptions } from './expect.js';
import { mintChannel } from './minting/channel/chain.js';
import { createOrderer } from './ordering.js';
import { orgOf } from './organisations.js';
import { type Connection, createProbe, type ListeningProbe } from './probe.js';
import { refused } from './refused.js';
import type { ChannelOptions, Member, ProbeSetting, Scene, TargetNode } from './scene.js';
import { type NodeSurroundings, type StartedNode, startNode } from './start-node.js';
import { isMet, type Statistic, statisticOf } from './statistics.js';
import { type AllTimings, deadlineMs, quietMs, WIRE_TIMINGS } from './timings.js';
import { ExpectationFailed, HarnessError, Inconclusive } from './verdict.js';
import { type Wait, watchWaits } from './waits.js';
import type { Credentials } from './wire/credentials.js';
import { hex } from './wire/sign.js';

export interface SceneOptions extends NodeSurroundings {
  readonly caseId: string;
  /** Whether the case names the twin that gives its silence a meaning. */
  readonly hasTwin: boolean;
  readonly target: Target;
  /** The node that several cases share; undefined = every start is a new node. */
  readonly shared?: (() => Promise<StartedNode>) | undefined;
}

/** A scene, and what the runner needs to finish and report it. */
export interface StagedScene extends Scene {
  readonly started: readonly StartedNode[];
  /** Names of PKI-IDs in hex. */
  readonly names: ReadonlyMap<string, string>;
  readonly cast: Cast;
  readonly statistics: readonly Statistic[];
  /** The wait that came nearest to its deadline. */
  tightestWait(): Wait | undefined;
  close(): Promise<void>;
}

/** An endpoint at which nobody answers. */
const NOBODY = '127.0.0.1:9';

export function createScene(options: SceneOptions): StagedScene {
  const { bench, target, organisations } = options;
  const { clock } = bench;
  const scale = target.timeScale;
  const evidence: Evidence = createEvidence(clock.now, clock.poke);
  const waits = watchWaits(clock);
  const cast = createCast();
  const statistics: Statistic[] = [];
  const known = new Map<string, Uint8Array>();
  const names = new Map<string, string>();
  const probes: ListeningProbe[] = [];
  const started: StartedNode[] = [];
  const silencers: (() => void)[] = [];
  let timings: AllTimings = WIRE_TIMINGS;
  let settings: ChannelSettings = CHANNEL_SETTINGS;
  let inChannel = options.knowsOthers;
  let nonces = 0;
  let net: OpenFaults | undefined;

  const introduce = (name: string, { pkiId, identity }: Credentials): void => {
    known.set(hex(pkiId), identity);
    names.set(hex(pkiId), name);
  };
  const connections = (): Connection[] => probes.flatMap((p) => [...p.connections]);
  const isLive = (pkiId: string): boolean =>
    started.some(({ node }) => hex(node.credentials.pkiId) === pkiId) ||
    probes.some((p) => p.isKeptAlive && hex(p.credentials.pkiId) === pkiId);
  const current = (): TargetNode => {
    const last = started.at(-1);
    if (!last) throw new HarnessError('the case uses the target before it has started it');
    return last.node;
  };
  const verbs = (miss: ExpectOptions['miss']): Expect =>
    createExpect({
      clock: waits.clock,
      evidence,
      connections,
      isBackground: (entry) => isBackground(entry, isLive, inChannel),
      nameOf: nameFrom(names),
      deadlineMs: (window) => deadlineMs(window, timings, scale),
      quietMs: quietMs(timings, scale),
      miss,
      nonce,
      hasTwin: options.hasTwin,
    });
  const nonce = (): bigint => {
    nonces += 1;
    const hash = createHash('sha256').update(`${options.seed}/${options.caseId}/${nonces}`);
    return hash.digest().readBigUInt64BE() | 1n;
  };

  const scene: StagedScene = {
    clock,
    get timings() {
      return timings;
    },
    get settings() {
      return settings;
    },
    evidence,
    organisations,
    faults() {
      net ??= openFaults({
        clock,
        evidence,
        seed: `${options.seed}/${options.caseId}`,
        wire: bench.faults,
        isLate: options.shared !== undefined || started.length > 0 || probes.length > 0,
      });
      return net.faults;
    },
    channel(id, channel: ChannelOptions = {}) {
      const { organisations: members = ['O', 'F'], ordering = ['R'], anchors = {} } = channel;
      const { ordererEndpoints = [NOBODY], readers, signedByTwo = false } = channel;
      const minted = mintChannel({
        id,
        organisations: members.map((letter) => ({
          mspId: organisations[letter].mspId,
          msp: organisations.msps[letter],
          anchors: anchors[letter] ?? [],
        })),
        ordering: ordering.map((letter) => ({
          mspId: organisations[letter].mspId,
          msp: organisations.msps[letter],
        })),
        ordererEndpoints,
        orderers: signedByTwo
          ? [organisations.orderers.R, organisations.R.admin]
          : ordering.map((letter) => organisations.orderers[letter]),
        admins: [
          organisations.O.admin,
          ...members.map((letter) => organisations[letter].admin),
          ...ordering.map((letter) => organisations[letter].admin),
        ],
        allSign: ordering.length > 1,
        ...(signedByTwo && { signersMin: 2 }),
        ...(readers && { readers }),
      });
      return cast.channel(minted);
    },
    async orderer(name = 'r1') {
      if (!bench.deliver) throw new HarnessError('no ordering service on this bench');
      const orderer = createOrderer({ name, clock, evidence });
      const { tls } = organisations.orderers.R;
      const { endpoint } = await clock.settled(bench.deliver(tls, orderer.accept));
      orderer.at(net ? await clock.settled(net.wiring.front(name, endpoint)) : endpoint);
      return orderer;
    },
    expect: verbs((...missed) => new ExpectationFailed(...missed)),
    assume: verbs(
      (expected, observed) =>
        new Inconclusive('PRECONDITION_UNMET', `assumed ${expected}; observed ${observed}`),
    ),
    started,
    names,
    cast,
    statistics,
    tightestWait: waits.tightest,
    sampled(sample) {
      const statistic = statisticOf(sample);
      statistics.push(statistic);
      const { what, size, threshold, observed } = statistic;
      scene.expect.that(
        isMet(statistic),
        `${what} in at least ${threshold} of ${size} draws`,
        `in ${observed}`,
      );
    },
    mark: () => evidence.entries.length,
    nonce,
    deadlineMs: (window) => deadlineMs(window, timings, scale),
    quiet: async () => void (await clock.until(() => false, quietMs(timings, scale))),
    pass: async (ms) => void (await clock.until(() => false, ms)),

    async start(start = {}) {
      const fresh = options.shared === undefined;
      if (!fresh && Object.keys(start).length > 0) {
        throw new HarnessError('a case that shares its node cannot choose its configuration');
      }
      timings = { ...WIRE_TIMINGS, ...start.timings };
      settings = { ...CHANNEL_SETTINGS, ...start.settings };
      inChannel ||= start.channels !== undefined;
      const nodeName = start.name ?? `t${started.length + 1}`;
      const node = fresh
        ? await startNode(options, start, timings, nodeName, {
            minted(credentials) {
              introduce(start.name ?? 'target', credentials);
              cast.introduce(nodeName, start.reference ? 'reference' : 'target', credentials);
            },
            evidence,
            wiring: net?.wiring,
          })
        : await options.shared!();
      started.push(node);
      if (!fresh) {
        introduce('target', node.node.credentials);
        cast.introduce(nodeName, 'target', node.node.credentials);
      }
      return node.node;
    },

    refuses: (start, what) => refused(() => scene.start(start), scene.expect, what),

    async probe(name, setting = {}) {
      const probe = await createListening(name, setting);
      probes.push(probe);
      introduce(name, probe.credentials);
      cast.introduce(name, 'probe', probe.credentials);
      return probe;
    },

    async member(who, setting) {
      const probe = typeof who === 'string' ? await scene.probe(who, setting) : who;
      const connection = await probe.connect();
      const view = await scene.assume.membership({ probe, connection });
      scene.assume.that(
        view.lists(probe.name) === 'alive',
        `a membership view in which ${probe.name} is alive`,
        view.told,
      );
      const silence = probe.keepAlive(connection, timings.aliveTimeIntervalMs);
      silencers.push(silence);
      return { probe, connection, fallSilent: silence } satisfies Member;
    },

    async witness() {
      const probe = await scene.probe(`o${90 + probes.length}`);
      return { probe, connection: await probe.connect() };
    },

    reserve: () => bench.reserve(),

    async close() {
      for (const silence of silencers) silence();
      for (const connection of connections()) connection.close();
      if (options.shared === undefined) {
        await Promise.all(started.map(({ running }) => running.stop()));
      }
      await net?.wiring.close();
      await bench.close();
    },
  };

  async function createListening(name: string, setting: ProbeSetting): Promise<ListeningProbe> {
    const organisation = orgOf(organisations, name);
    const credentials = setting.credentials ?? (await organisation.mintPeer(name));
    const transport = bench.transport(
      setting.anonymous ? undefined : credentials.tls,
      organisations.tlsRootsPem,
      name,
    );
    let probe: ListeningProbe | undefined;
    transport.pinged = () => {
      evidence.add({ probe: name, stream: '', type: 'pinged' });
    };
    transport.answers = () => probe?.answersPings !== false;
    transport.admits = (leaf) =>
      started.length === 0 ||
      started.some(({ node }) => leaf && Buffer.compare(leaf, node.credentials.tls.certDer) === 0);
    const listens = setting.listens !== false && !setting.anonymous && setting.at === undefined;
    const wiring = setting.faulty ? net?.wiring : undefined;
    const fronted = async (served: string): Promise<string> =>
      wiring ? clock.settled(wiring.front(name, served)) : served;
    const endpoint = listens
      ? await fronted(
          await clock.settled(transport.serve(bench.anyEndpoint, (stream) => probe!.adopt(stream))),
        )
      : (setting.at ?? (await bench.reserve()));
    const wayTo = async (to: string): Promise<string> =>
      net?.wiring.wayTo(wiring && name, to) ?? to;
    probe = createProbe({
      name,
      credentials,
      transport: {
        dial: async (to) => transport.dial(await wayTo(to)),
        ping: async (to) => transport.ping(await wayTo(to)),
      },
      clock,
      evidence,
      known,
      endpoint,
      external: setting.external === false ? '' : endpoint,
      target: current,
      nodeOf: (pkiId) => cast.nodeOf(pkiId),
      handshakeMs: deadlineMs('reaction', timings, scale),
    });
    return probe;
  }
  return scene;
}

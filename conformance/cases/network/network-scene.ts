/**
 * Several nodes as one network, with the suite as ordering service. Of each organisation the first
 * node is the bootstrap peer of the others, and the anchor peer in its channels. The suite looks on
 * through a probe of the node's organisation at each of them.
 */
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Orderer } from '../../harness/ordering.js';
import type { OrgLetter } from '../../harness/organisations.js';
import type { Connection, Probe } from '../../harness/probe.js';
import type { Member, Scene, StartOptions, TargetNode } from '../../harness/scene.js';
import { hex } from '../../harness/wire/sign.js';

/**
 * Who elects waits until its view stays the same for one sample interval, an empty one too (ELEC-R2):
 * long enough to meet those who run already, or a node that starts beside a leader would lead as well.
 */
const ELECTING = { membershipSampleIntervalMs: 2_000, startupGracePeriodMs: 8_000 } as const;

/** One node of a network, before it starts. */
export interface Seat
  extends Pick<StartOptions, 'reference' | 'settings' | 'timings' | 'external'> {
  readonly name: string;
  /** Default O. */
  readonly organisation?: OrgLetter;
  /** Default all that its organisation is in. */
  readonly channels?: readonly string[];
}

export interface NetworkOptions {
  readonly seats: readonly Seat[];
  /** Organisations of each channel. Default one, `shared`, of O and F. */
  readonly channels?: Readonly<Record<string, readonly OrgLetter[]>>;
  /** For all seats that do not say otherwise. Default: leaders are elected, state transfer is on. */
  readonly settings?: StartOptions['settings'];
  readonly timings?: StartOptions['timings'];
}

/** A node in its place. */
export interface Seated {
  readonly node: TargetNode;
  readonly organisation: OrgLetter;
  readonly channels: readonly string[];
}

export interface Network {
  readonly r1: Orderer;
  readonly seats: readonly Seated[];
  /** The node of this name. */
  node(name: string): TargetNode;
  channel(id: string): InChannel;
  readonly channels: readonly InChannel[];
  /** Who looks on at this node: linked to it now, again if need be. */
  witness(node: TargetNode): Promise<Member>;
  /** Who fetches the blocks of a channel just now, among these nodes. */
  leaders(channel: string, among: readonly TargetNode[]): readonly TargetNode[];
}

/**
 * A membership request is a sign of life to the node that gets it, and nobody else hears of it
 * (MEMB-46): so who looks on is no further member of the network.
 */
function staysKnown(scene: Scene, probe: Probe, connection: Connection): () => void {
  let cancel = (): void => {};
  const beat = (): void => {
    if (!connection.isOpen) return;
    connection.send(probe.membershipRequest(), 'routine');
    cancel = scene.clock.after(scene.timings.aliveTimeIntervalMs, beat);
  };
  beat();
  return () => cancel();
}

export async function network(scene: Scene, options: NetworkOptions): Promise<Network> {
  const { seats, channels: plan = { shared: ['O', 'F'] } } = options;
  const ofOrg = (letter: OrgLetter) =>
    seats.filter((seat) => (seat.organisation ?? 'O') === letter);
  const r1 = await scene.orderer();
  const places = new Map<string, string>();
  for (const { name } of seats) places.set(name, await scene.reserve());
  const firstOf = (letter: OrgLetter): string[] => {
    const [first] = ofOrg(letter);
    return first ? [places.get(first.name)!] : [];
  };
  const channels = new Map(
    Object.entries(plan).map(([id, organisations]) => {
      const anchors = Object.fromEntries(organisations.map((letter) => [letter, firstOf(letter)]));
      const minted = scene.channel(id, { organisations, anchors, ordererEndpoints: [r1.endpoint] });
      return [id, inChannel(scene, minted)];
    }),
  );
  const seated: Seated[] = [];
  for (const seat of seats) {
    const { name, organisation = 'O', reference, external } = seat;
    const all = Object.keys(plan).filter((id) => plan[id]!.includes(organisation));
    const joined = seat.channels ?? all;
    const listen = places.get(name)!;
    const node = await scene.start({
      name,
      organisation,
      listen,
      bootstrap: firstOf(organisation).filter((place) => place !== listen),
      channels: joined.map((id) => channels.get(id)!.channel),
      settings: {
        leadership: 'elected',
        stateEnabled: true,
        ...ELECTING,
        ...options.settings,
        ...seat.settings,
      },
      ...(options.timings && { timings: options.timings }),
      ...(seat.timings && { timings: seat.timings }),
      ...(reference && { reference }),
      ...(external !== undefined && { external }),
    });
    seated.push({ node, organisation, channels: joined });
  }
  const probes = new Map<TargetNode, Probe>();
  const linked = new Map<TargetNode, Member>();
  return {
    r1,
    seats: seated,
    channels: [...channels.values()],
    node: (name) => seated.find(({ node }) => node.name === name)!.node,
    channel: (id) => channels.get(id)!,
    async witness(node) {
      const known = linked.get(node);
      if (known?.connection.isOpen) return known;
      const { organisation } = seated.find((seat) => seat.node === node)!;
      const name = `${organisation.toLowerCase()}-${node.name}`;
      const probe = probes.get(node) ?? (await scene.probe(name));
      probes.set(node, probe);
      const connection = await probe.connect(node);
      const member = { probe, connection, fallSilent: staysKnown(scene, probe, connection) };
      linked.set(node, member);
      return member;
    },
    leaders: (channel, among) =>
      among.filter(({ credentials }) =>
        r1.deliveries.some(
          ({ isOpen, seek }) =>
            isOpen &&
            seek.channelHeader.channelId === channel &&
            hex(seek.creator) === hex(credentials.identity),
        ),
      ),
  };
}

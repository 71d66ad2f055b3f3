/**
 * One target among peers of three organisations, in two channels: ch1 of O and F, ch2 of O and G. The
 * suite plays all peers but one, and orders.
 */
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Orderer } from '../../harness/ordering.js';
import type { Member, Scene, StartOptions, TargetNode } from '../../harness/scene.js';
import { channelMac, channelName } from '../../harness/wire/channel-messages.js';
import { contentOf } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';

export interface World {
  readonly target: TargetNode;
  readonly r1: Orderer;
  readonly ch1: InChannel;
  readonly ch2: InChannel;
  /** Of O, in both channels. */
  readonly o1: Member;
  /** Of O, in ch1. */
  readonly o2: Member;
  /** Of F, in ch1. */
  readonly f1: Member;
  /** Of G, in ch2. */
  readonly g1: Member;
}

export async function world(
  scene: Scene,
  settings: StartOptions['settings'] = { leadership: 'static' },
): Promise<World> {
  const r1 = await scene.orderer();
  const ordererEndpoints = [r1.endpoint];
  const ch1 = inChannel(scene, scene.channel('first', { ordererEndpoints }));
  const inCh2 = { ordererEndpoints, organisations: ['O', 'G'] } as const;
  const ch2 = inChannel(scene, scene.channel('second', inCh2));
  const channels = [ch1.channel, ch2.channel];
  const target = await scene.start({ channels, settings: { ...settings } });
  const o1 = await ch1.joined('o1');
  o1.connection.send(ch2.stateInfo(o1.probe));
  await ch2.snapshotHas(o1, o1.probe, true);
  const o2 = await ch1.joined('o2');
  const f1 = await ch1.joined('f1');
  const g1 = await ch2.joined('g1');
  return { target, r1, ch1, ch2, o1, o2, f1, g1 };
}

/** What a probe was told of a channel: its name, or a MAC that somebody has in it. */
export function toldOf(
  scene: Scene,
  { probe }: Member,
  { channel }: InChannel,
  all: World,
): string {
  const who = [all.target, all.o1.probe, all.o2.probe, all.f1.probe, all.g1.probe];
  const marks = [
    hex(channelName(channel.id)),
    ...who.map(({ credentials }) => hex(channelMac(credentials.pkiId, channel.id))),
  ];
  const kinds = scene.evidence.entries
    .filter(
      ({ type, probe: name, bytes }) =>
        type === 'received' &&
        name === probe.name &&
        bytes !== undefined &&
        marks.some((mark) => hex(bytes).includes(mark)),
    )
    .map(({ decoded }) => decoded?.kind ?? 'bytes that do not decode');
  return kinds.join(', ');
}

/** Blocks of a channel that were pushed to a probe, in order of arrival. */
export const pushed = (scene: Scene, { probe }: Member, { channel }: InChannel): number[] =>
  scene.evidence.entries
    .filter(
      ({ type, probe: name, decoded }) =>
        type === 'received' &&
        name === probe.name &&
        Buffer.from(decoded?.message?.channel ?? []).toString() === channel.id,
    )
    .flatMap(({ decoded }) => contentOf(decoded, 'dataMsg')?.payload ?? [])
    .map(({ seqNum }) => Number(seqNum));

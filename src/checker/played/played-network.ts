/** The network of a model, as one that the simulator plays a path of. */
import type { PlayedChannel, PlayedNetwork } from '../../simulator/played/run.js';
import { crypto } from '../models/parts.js';
import { FIRST_MS, instantOf } from '../peers/locals.js';
import type { PeerModel } from '../peers/peer-model.js';
import type { Done } from '../peers/view.js';
import type { Beside } from './beside.js';

export function playedNetworkOf(
  model: PeerModel,
  all: readonly Done[],
  besides: readonly Beside[],
): PlayedNetwork {
  const { network, people } = model.view;
  return {
    name: model.name,
    startMs: FIRST_MS,
    crypto,
    clockOf: (life) => instantOf({ lives: life }),
    channels: channelsOf(model, all),
    peers: network.peers.map(({ name, options, villain }, peer) => ({
      name,
      pkiId: people[peer]!.pkiId,
      options,
      step: besides[peer]!.step,
      isLiar: villain !== undefined,
    })),
  };
}

/** Those that somebody joins. */
function channelsOf({ view: { network } }: PeerModel, all: readonly Done[]): PlayedChannel[] {
  const found = new Map<string, PlayedChannel & { members: string[] }>();
  for (const { peer, input } of all) {
    if (input?.type !== 'channel.join') continue;
    const { channel: name, configBlock } = input;
    const { name: member, options } = network.peers[peer]!;
    const known = found.get(name);
    if (known !== undefined) {
      if (!known.members.includes(member)) known.members.push(member);
      continue;
    }
    const read = options.channelReader?.read(configBlock);
    const organisations =
      read?.verdict === 'accept' ? read.value.organisations.map(({ mspId }) => mspId) : [];
    const blocks = network.ordering?.chains.get(name) ?? [configBlock];
    found.set(name, { name, organisations, members: [member], blocks });
  }
  return [...found.values()];
}

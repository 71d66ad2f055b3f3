/** A static leader on channel ch1, and the ordering service that it talks to, played by hand. */
import type { PeerEffect, PeerInput } from '../../src/peer/io.js';
import type { SymbolicChain } from '../../src/simulator/symbolic-blocks.js';
import { decodeBlock, encodeBlock } from '../../src/wire/block.js';
import type { SymbolicConfig } from '../../src/wire/channel/symbolic.js';
import { createCodec } from '../../src/wire/codec/codec.js';
import type { Status } from '../../src/wire/gen/common/common_pb.js';
import { type DeliverResponse, DeliverResponseSchema } from '../../src/wire/gen/orderer/ab_pb.js';
import type { Block } from '../../src/wire/message-types.js';
import { channelScene, stateInfo } from './channel-scene.js';
import { contentOf } from './gossip-builders.js';
import { type SceneOptions, sentIn, tracesIn } from './scene.js';

const responses = createCodec(DeliverResponseSchema);
const response = (Type: DeliverResponse['Type']): Uint8Array =>
  responses.encode({ $typeName: 'orderer.DeliverResponse', Type });

export const blockOf = (bytes: Uint8Array): Block => {
  const decoded = decodeBlock(bytes);
  if (decoded.verdict !== 'accept') throw new Error(decoded.reason);
  return decoded.value;
};
export const blockResponse = (bytes: Uint8Array): Uint8Array =>
  response({ case: 'block', value: blockOf(bytes) });
export const statusResponse = (status: Status): Uint8Array =>
  response({ case: 'status', value: status });
export const emptyResponse = (): Uint8Array => response({ case: undefined });

/** The block with another header, data or metadata. */
export const altered = (bytes: Uint8Array, alter: (block: Block) => void): Uint8Array => {
  const block = blockOf(bytes);
  alter(block);
  return encodeBlock(block);
};

const PATIENT = { aliveExpirationTimeout: 100_000_000 };
type OrdererEffect = Extract<PeerEffect, { type: `orderer.${string}` }>;

export function deliveryScene(options: SceneOptions = {}, genesis: SymbolicConfig | string = 'AB') {
  const scene = channelScene(
    {},
    { leadership: 'static', ...options, parameters: { ...PATIENT, ...options.parameters } },
  );
  scene.join('ch1', genesis);
  const channel = 'ch1';
  const stream = () => scene.entry().delivery.stream;
  const orderer = (effects: readonly PeerEffect[]) =>
    effects.filter((effect): effect is OrdererEffect => effect.type.startsWith('orderer.'));
  const say = (input: PeerInput) => orderer(scene.feed(input)).map(({ type }) => type);
  return {
    ...scene,
    chain: scene.chainOf(channel) as SymbolicChain,
    stream,
    orderer,
    state: () => scene.entry().delivery.instance,
    /** What the peer then asks of its orderer, by type. */
    opened: () => say({ type: 'orderer.opened', channel, stream: stream() }),
    ended: (of = stream()) => say({ type: 'orderer.ended', channel, stream: of, reason: 'gone' }),
    received: (bytes: Uint8Array, of = stream()) =>
      say({ type: 'orderer.received', channel, stream: of, bytes }),
    block: (bytes: Uint8Array) =>
      say({ type: 'orderer.received', channel, stream: stream(), bytes: blockResponse(bytes) }),
    /** The ledger has committed the block that it was given. */
    committed: (number: bigint) => say({ type: 'block.committed', channel, number }),
    /** A channel peer of our organisation, on a link. */
    peerOf(name: string) {
      const link = scene.member(name);
      scene.receive(link, stateInfo(name));
      return link;
    },
    /** Blocks handed to the ledger since the last call, and everything else taken with them. */
    commits: () =>
      scene.taken().flatMap((effect) => (effect.type === 'block.commit' ? [effect.number] : [])),
    refusals: (effects = scene.taken()) =>
      tracesIn(effects, 'verdict').map(({ verdict, clause, reason }) => ({
        verdict,
        clause,
        reason,
      })),
    /** When the peer opens its next stream, ms from now. */
    nextOpening(): number {
      const began = scene.now();
      scene.taken();
      for (let ms = 0; ms < 5_000; ms += 1) {
        if (orderer(scene.taken()).some(({ type }) => type === 'orderer.open'))
          return scene.now() - began;
        scene.advance(1);
      }
      throw new Error('no stream is opened');
    },
  };
}

export type DeliveryScene = ReturnType<typeof deliveryScene>;

/** A stream that has been sought on. */
export function streaming(...args: Parameters<typeof deliveryScene>): DeliveryScene {
  const scene = deliveryScene(...args);
  scene.opened();
  scene.taken();
  return scene;
}

/** Numbers of the blocks pushed since the last call. */
export const pushedBlocks = (scene: DeliveryScene) =>
  sentIn(scene.taken())
    .filter(({ kind }) => kind === 'dataMsg')
    .map(({ message }) => contentOf(message, 'dataMsg').payload!.seqNum);

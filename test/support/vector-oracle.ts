/** The reference as second oracle of the vectors: one peer, driven by `step`, says what it thinks of an input. */
import { fromBinary } from '@bufbuild/protobuf';
import type { Bundle, BundlePeer } from '../../conformance/vectors/bundle.js';
import {
  bytesOfBase64,
  type Receiver,
  type VectorInput,
} from '../../conformance/vectors/vector.js';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import type { Profile } from '../../src/peer/config.js';
import { canonical } from '../../src/peer/image.js';
import type { PeerEffect, PeerInput } from '../../src/peer/io.js';
import { createPeer, type Peer, step } from '../../src/peer/peer.js';
import type { Trace } from '../../src/peer/trace.js';
import { createSeededChoose } from '../../src/simulator/choose-seeded.js';
import { blockHeaderHash, decodeBlock } from '../../src/wire/block.js';
import { createChannelReader } from '../../src/wire/channel/config.js';
import type { ChannelReader } from '../../src/wire/channel/port.js';
import type { Signer } from '../../src/wire/crypto/port.js';
import { MSPConfigSchema } from '../../src/wire/gen/msp/msp_config_pb.js';
import { fromHex } from '../../src/wire/hex.js';
import { createAuthority } from '../../src/wire/identity/authority.js';
import { createMsp } from '../../src/wire/identity/msp.js';
import { mspConfigOf } from '../../src/wire/identity/msp-config-message.js';
import { blockMessage, connBytes } from './vector-messages.js';

type Report = Extract<Trace, { kind: 'verdict' }>;

/** What came of one input. */
export interface Outcome {
  readonly reports: readonly Report[];
  readonly sent: readonly { readonly to: string; readonly bytes: Uint8Array }[];
  /** Whether what the peer remembers is other than before. */
  readonly hasChanged: boolean;
  readonly traces: readonly Trace[];
}

export interface OraclePeer {
  readonly peer: Peer;
  readonly reader: ChannelReader;
  feed(input: VectorInput): Outcome;
}

export function oraclePeer(
  bundle: Bundle,
  receiver: Receiver,
  profile: Profile,
  nowMs: number,
): OraclePeer {
  const own = known(bundle, receiver.peer);
  const { authority, reader } = local(bundle, own.mspId, profile);
  const peer = createPeer({
    profile,
    identity: bytesOfBase64(own.identity),
    signer: signerOf(own),
    crypto: nodeCrypto,
    authority,
    endpoint: `${receiver.peer}.internal:7051`,
    externalEndpoint: receiver.externalEndpoint,
    channelReader: reader,
    leadership: receiver.leadership,
    ...(receiver.parameters && { parameters: receiver.parameters }),
  });
  const host = createHost(peer, nowMs);
  host.run({ type: 'start' });
  for (const [channel, height] of Object.entries(receiver.channels)) {
    const blocks = bundle.channels[channel]!.blocks.slice(0, height).map(blockOf);
    host.join(channel, blocks);
  }
  host.taken();

  const links = new Map<string, string>();
  const nameOf = (link: string) => [...links].find(([, l]) => l === link)?.[0] ?? link;
  const open = (name: string, remoteTlsHash: Uint8Array | undefined): string => {
    const link = `a${links.size + 1}/${name}`;
    links.set(name, link);
    host.run({ type: 'stream.accepted', link, remoteTlsHash, localTlsHash: fromHex(own.tls.hash) });
    return link;
  };
  const linkOf = (name: string): string => {
    const link = links.get(name);
    if (link !== undefined) return link;
    const other = known(bundle, name);
    const opened = open(name, fromHex(other.tls.hash));
    host.run({ type: 'envelope.received', link: opened, message: connBytes(other) });
    const reports = host.taken().reports;
    if (reports.length > 0) throw new Error(`${name} is refused: ${reports[0]!.reason}`);
    return opened;
  };
  const heightOf = (channel: string) => peer.state.channels.get(channel)!.height;

  return {
    peer,
    reader,
    feed(input) {
      // What has to stand before the input is no part of what comes of it.
      const sender = senderOf(input);
      if (sender !== undefined) linkOf(sender);
      host.taken();
      const before = canonical(peer.state);
      const link =
        input.type === 'handshake'
          ? open(input.link, hashIn(input.tlsHash))
          : links.get(sender ?? '');
      switch (input.type) {
        case 'handshake':
        case 'envelope':
          host.run({
            type: 'envelope.received',
            link: link!,
            message: bytesOfBase64(input.envelope),
          });
          break;
        case 'block':
          host.run(inBlock(link!, input.channel, BigInt(input.number), input.block));
          break;
        case 'config-update':
          host.run(inBlock(link!, input.channel, heightOf(input.channel), input.block));
          break;
        case 'config-block':
          host.join(input.channel, [bytesOfBase64(input.block)]);
          break;
        case 'wait':
          host.wait(input.ms);
          break;
        default:
          throw new Error(`no input of a peer: ${input.type}`);
      }
      const { reports, traces, sent } = host.taken();
      return {
        reports,
        traces,
        sent: sent.map(({ link: to, bytes }) => ({ to: nameOf(to), bytes })),
        hasChanged: canonical(peer.state) !== before,
      };
    },
  };
}

/** Who has to be there with a link; blocks come from a peer of the receiver's organisation. */
function senderOf(input: VectorInput): string | undefined {
  if (input.type === 'envelope') return input.from;
  return input.type === 'block' || input.type === 'config-update' ? 'o1' : undefined;
}

const hashIn = (hex: string): Uint8Array | undefined => (hex === '' ? undefined : fromHex(hex));

const inBlock = (link: string, channel: string, number: bigint, block: string): PeerInput => ({
  type: 'envelope.received',
  link,
  message: blockMessage(channel, number, bytesOfBase64(block)),
});

function known({ identities }: Bundle, name: string): BundlePeer {
  const peer = identities.peers[name];
  if (!peer) throw new Error(`nobody is called ${name}`);
  return peer;
}

const signers = new WeakMap<BundlePeer, Signer>();

function signerOf(peer: BundlePeer): Signer {
  const signer = signers.get(peer) ?? createNodeSigner(peer.keyPem);
  signers.set(peer, signer);
  return signer;
}

interface Local {
  readonly localMsp: ReturnType<typeof createMsp>;
  /** Of a peer without channels; what it has resolved, it knows again. */
  readonly authority: ReturnType<typeof createAuthority>;
  readonly reader: ChannelReader;
}

/** By profile and MSP ID: to read MSPs and configurations takes longest. */
const locals = new WeakMap<Bundle, Map<string, Local>>();

export function local(bundle: Bundle, mspId: string, profile: Profile): Local {
  const of = locals.get(bundle) ?? new Map<string, Local>();
  locals.set(bundle, of);
  const key = `${profile}/${mspId}`;
  const made = of.get(key) ?? makeLocal(bundle, mspId, profile);
  of.set(key, made);
  return made;
}

function makeLocal(bundle: Bundle, mspId: string, profile: Profile): Local {
  const { config } = fromBinary(
    MSPConfigSchema,
    bytesOfBase64(bundle.identities.organisations[mspId]!.msp),
  );
  const read = mspConfigOf(config);
  if (read.verdict !== 'accept') throw new Error(read.reason);
  const allowsEd25519 = profile !== 'fabric-2.5';
  const localMsp = createMsp({ ...read.value, allowsEd25519 }, nodeCrypto);
  return {
    localMsp,
    authority: createAuthority({ localMsp, channelMsps: [] }),
    reader: createChannelReader({ crypto: nodeCrypto, localMsp }),
  };
}

/** By their text: a config block of the same bytes is read once. */
const blocksRead = new Map<string, Uint8Array>();

function blockOf(text: string): Uint8Array {
  const bytes = blocksRead.get(text) ?? bytesOfBase64(text);
  blocksRead.set(text, bytes);
  return bytes;
}

/** Time, timers, and ledgers that take every block at once. Nobody can be dialled. */
function createHost(peer: Peer, startMs: number) {
  const choose = createSeededChoose(1);
  const ledgers = new Map<string, Uint8Array[]>();
  const timers = new Map<string, number>();
  let now = startMs;
  let reports: Report[] = [];
  let traces: Trace[] = [];
  let sent: { link: string; bytes: Uint8Array }[] = [];

  function run(first: PeerInput): void {
    const inputs: PeerInput[] = [first];
    for (let input = inputs.shift(); input !== undefined; input = inputs.shift())
      for (const effect of step(peer, input, now, choose)) inputs.push(...perform(effect));
  }

  function perform(effect: PeerEffect): PeerInput[] {
    switch (effect.type) {
      case 'report':
        traces.push(effect.trace);
        if (effect.trace.kind === 'verdict') reports.push(effect.trace);
        return [];
      case 'envelope.send':
        sent.push({ link: effect.link, bytes: effect.signed.bytes });
        return [];
      case 'timer.arm':
        timers.set(effect.timer, now + effect.ms);
        return [];
      case 'timer.disarm':
        timers.delete(effect.timer);
        return [];
      case 'dial':
        return [{ type: 'dial.failed', link: effect.link, reason: 'nobody there' }];
      case 'ping':
        return [{ type: 'ping.failed', endpoint: effect.endpoint }];
      case 'block.commit': {
        const { channel, number, bytes } = effect;
        ledgers.get(channel)!.push(bytes);
        return [{ type: 'block.committed', channel, number }];
      }
      case 'blocks.read': {
        const { channel, request, from, to } = effect;
        const blocks = ledgers
          .get(channel)!
          .map((bytes, number) => ({ number: BigInt(number), bytes }))
          .filter(({ number }) => number >= from && number <= to);
        return [{ type: 'blocks.found', channel, request, blocks }];
      }
      case 'orderer.open': {
        const { channel, stream } = effect;
        return [{ type: 'orderer.ended', channel, stream, reason: 'nobody there' }];
      }
      default:
        return [];
    }
  }

  return {
    run,
    join(channel: string, blocks: readonly Uint8Array[]): void {
      ledgers.set(channel, [...blocks]);
      const last = decodeBlock(blocks.at(-1)!);
      const header = last.verdict === 'accept' ? last.value.header : undefined;
      run({
        type: 'channel.join',
        channel,
        configBlock: blocks[0]!,
        height: BigInt(blocks.length),
        lastHash: header === undefined ? new Uint8Array(32) : blockHeaderHash(nodeCrypto, header),
      });
    },
    /** Every timer that is due in the meantime fires, in order. */
    wait(ms: number): void {
      const until = now + ms;
      for (;;) {
        const [next] = [...timers].sort(([, a], [, b]) => a - b);
        if (next === undefined || next[1] > until) break;
        const [timer, at] = next;
        timers.delete(timer);
        now = Math.max(now, at);
        run({ type: 'timer.fired', timer });
      }
      now = until;
    },
    taken() {
      const all = { reports, traces, sent };
      [reports, traces, sent] = [[], [], []];
      return all;
    },
  };
}

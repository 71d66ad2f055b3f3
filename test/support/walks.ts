/**
 * Random walks of one peer among remotes that behave, misbehave and fall silent: commands for
 * fast-check, each of which makes sense at any time.
 */

import type { PeerEffect } from '../../src/peer/io.js';
import type { SignedMessage } from '../../src/wire/envelope.js';
import { fc } from './drawing.js';
import {
  type AliveFields,
  aliveMessage,
  emptyMessage,
  externalOf,
  handshake,
  internalOf,
  leadershipMessage,
  membershipRequest,
  membershipResponse,
  UNDECODABLE,
} from './gossip-builders.js';
import { NAMES, type Scene, tracesIn } from './scene.js';

export type Saying =
  | { readonly kind: 'alive'; readonly author: string; readonly fields: AliveFields }
  | { readonly kind: 'request'; readonly fields: AliveFields }
  | {
      readonly kind: 'response';
      readonly nonce: bigint;
      readonly alive: readonly string[];
      readonly dead: readonly string[];
      readonly fields: AliveFields;
    }
  | { readonly kind: 'handshake' | 'empty' | 'channel' | 'rubbish' };

/** `which` picks among the streams, dials or pings that there are at the time. */
export type Command =
  | { readonly do: 'connect'; readonly name: string }
  | { readonly do: 'accept'; readonly name: string }
  | { readonly do: 'say'; readonly which: number; readonly saying: Saying }
  | { readonly do: 'end'; readonly which: number }
  | { readonly do: 'answer'; readonly which: number; readonly name: string }
  | { readonly do: 'open'; readonly which: number; readonly name: string }
  | { readonly do: 'failDial'; readonly which: number }
  | { readonly do: 'answerPing'; readonly which: number }
  | { readonly do: 'failPing'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'request'; readonly endpoint: string };

const name = fc.constantFrom(...NAMES.slice(1), 'zoe.Z');
const seqNum = fc.bigInt({ min: 1n, max: 6n });
const fields: fc.Arbitrary<AliveFields> = fc.record(
  {
    incNum: fc.bigInt({ min: 1n, max: 2n }),
    seqNum,
    endpoint: fc.constantFrom('', 'other:1'),
    internalEndpoint: fc.constantFrom(null, '', 'inner:1'),
    metadata: fc.uint8Array({ maxLength: 3 }),
    introduced: fc.boolean(),
    signer: fc.constantFrom('ann.A', 'eve.B'),
    secretSigner: fc.constantFrom('ann.A', 'eve.B'),
  },
  { requiredKeys: ['seqNum'] },
);
/** Mostly what an honest peer would say. */
const honest: fc.Arbitrary<AliveFields> = fc.record({ seqNum });
const mostly = fc.oneof({ weight: 3, arbitrary: honest }, fields);

const sayings: fc.Arbitrary<Saying> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('alive' as const), author: name, fields: mostly }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('request' as const), fields: mostly }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('response' as const),
      nonce: fc.bigInt({ min: 999n, max: 1_003n }),
      alive: fc.array(name, { maxLength: 3 }),
      dead: fc.array(name, { maxLength: 3 }),
      fields: mostly,
    }),
  },
  fc.constantFrom('handshake', 'empty', 'channel', 'rubbish').map((kind) => ({ kind }) as Saying),
);
const which = fc.nat(5);

export const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('connect' as const), name }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('say' as const), which, saying: sayings }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('answer' as const), which, name }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(5, 20, 500, 5_000, 26_000),
    }),
  },
  fc.record({ do: fc.constant('accept' as const), name }),
  fc.record({ do: fc.constant('open' as const), which, name }),
  fc
    .record({ do: fc.constantFrom('end', 'failDial', 'answerPing', 'failPing'), which })
    .map((command) => command as Command),
  fc.record({
    do: fc.constant('request' as const),
    endpoint: name.chain((to) => fc.constantFrom(internalOf(to), externalOf(to))),
  }),
);

/** Carries out commands on a scene; knows which streams, dials and pings there are. */
export function createWalker(scene: Scene) {
  const speakers = new Map<string, string>();
  const dials = new Set<string>();
  const pings = new Set<string>();
  const effects: PeerEffect[] = [];

  const notice = (asked: readonly PeerEffect[]) => {
    for (const effect of asked)
      if (effect.type === 'dial') dials.add(effect.link);
      else if (effect.type === 'ping') pings.add(effect.endpoint);
      else if (effect.type === 'stream.end') {
        dials.delete(effect.link);
        speakers.delete(effect.link);
      }
    effects.push(...asked);
  };
  const pick = <T>(from: Iterable<T>, index: number): T | undefined => {
    const all = [...from];
    return all[index % Math.max(1, all.length)];
  };
  const message = (speaker: string, saying: Saying): SignedMessage | Uint8Array => {
    switch (saying.kind) {
      case 'alive':
        return aliveMessage(saying.author, saying.fields);
      case 'request':
        return membershipRequest(aliveMessage(speaker, saying.fields));
      case 'response': {
        const of = (names: readonly string[]) => names.map((n) => aliveMessage(n, saying.fields));
        return membershipResponse(
          { alive: of(saying.alive), dead: of(saying.dead) },
          { nonce: saying.nonce },
        );
      }
      case 'handshake':
        return handshake(speaker);
      case 'empty':
        return emptyMessage();
      case 'channel':
        return leadershipMessage(speaker);
      case 'rubbish':
        return UNDECODABLE;
    }
  };

  function perform(command: Command): void {
    if (command.do === 'wait') return scene.advance(command.ms);
    if (command.do === 'request') {
      scene.feed({ type: 'link.requested', endpoint: command.endpoint });
      return;
    }
    if (command.do === 'connect' || command.do === 'accept') {
      const link = scene.accept(command.name);
      if (command.do === 'connect') scene.receive(link, handshake(command.name));
      if (scene.peer.state.links.has(link)) speakers.set(link, command.name);
      return;
    }
    if (command.do === 'answerPing' || command.do === 'failPing') {
      const endpoint = pick(pings, command.which);
      if (endpoint === undefined) return;
      pings.delete(endpoint);
      const type = command.do === 'answerPing' ? 'ping.answered' : 'ping.failed';
      scene.feed({ type, endpoint });
      return;
    }
    if (command.do === 'say' || command.do === 'end') {
      const stream = pick(speakers, command.which);
      if (stream === undefined) return;
      const [link, speaker] = stream;
      if (command.do === 'say') scene.receive(link, message(speaker, command.saying));
      else {
        speakers.delete(link);
        scene.feed({ type: 'stream.ended', link, status: 'UNKNOWN' });
      }
      return;
    }
    const link = pick(dials, command.which);
    if (link === undefined) return;
    dials.delete(link);
    if (command.do === 'failDial') {
      scene.feed({ type: 'dial.failed', link, reason: 'refused' });
      return;
    }
    scene.open(link, command.name);
    if (command.do === 'answer') scene.receive(link, handshake(command.name));
    if (scene.peer.state.links.has(link)) speakers.set(link, command.name);
  }

  return {
    perform(command: Command): void {
      perform(command);
      notice(scene.taken());
    },
    /** Everything that was asked for on the way. */
    effects: effects as readonly PeerEffect[],
    /** Rows that were taken on the way. */
    rows: () => new Set(tracesIn(effects, 'step').map(({ row }) => row)),
  };
}

/** Plays a script to one node, asks at the end what it holds, and tells what came of it. */
import { createHash } from 'node:crypto';
import type { Entry } from '../../../../conformance/harness/evidence.js';
import type { Connection } from '../../../../conformance/harness/probe.js';
import { contentOf } from '../../../../conformance/harness/wire/decode.js';
import { hex } from '../../../../conformance/harness/wire/sign.js';
import type { Envelope } from '../../../../src/wire/gen/gossip/message_pb.js';
import { factsOf } from '../facts/facts.js';
import { SERVICES } from '../say/answers.js';
import type { Saying } from '../say/author.js';
import { HANDSHAKES } from '../say/handshakes.js';
import { aliveOf, kept } from '../say/membership.js';
import { VOCABULARY } from '../say/vocabulary.js';
import type { Name, Say, Script, Serve, Shape, Step } from '../script/script.js';
import { isLively, makesAsk, mayEndLink, mayMakeMember } from './aftermath.js';
import { interrogate } from './interrogate.js';
import { bytesOf, createSent, type Sent } from './sent.js';
import { createServing, type Serving } from './serving.js';
import { type Player, type Stage, setStage, type Venue } from './stage.js';

/** What a step has after it, for its effects. Milliseconds. */
const SETTLE_MS = 250;
/** Until somebody leads, or leads again, at the settings of the stage. Milliseconds. */
const ELECTION_MS = 5_500;
/** For what is delivered: to be committed and pushed. Milliseconds. */
const ORDERED_MS = 500;
/** Between two alive messages of a peer, where members die. Milliseconds. */
const BEAT_MS = 300;
/**
 * A round of pull, an interval of state transfer, or a member dialled anew, whichever is the longest.
 * Milliseconds.
 */
const ROUND_MS = 2_000;
/** For the node's handshake message, or the end of the stream. Milliseconds. */
const HANDSHAKE_MS = 3_000;
/** Longer than an alive message lasts, and than the sweep after it takes. */
const SILENCE_MS = 3_600;
/** What stays the same is watched for so long at the end: every interval that a node is given passes. */
const WATCH_MS = 1_700;

/** How it went. */
export type Played =
  | {
      readonly outcome: 'played';
      readonly facts: readonly string[];
      /** Steps that were really done, as "kind / variant". */
      readonly done: readonly string[];
    }
  /** The node ended, or no longer answers. */
  | { readonly outcome: 'gone'; readonly how: string; readonly log: readonly string[] };

/** What a stage and the script's steps share while it is played. */
export interface Playing {
  readonly stage: Stage;
  readonly sent: Sent;
  readonly serving: Serving;
  /** Begin of each step, as positions in the evidence. */
  readonly marks: { readonly label: string; readonly from: number }[];
  /** Streams that probes opened, by name, with the step that did. */
  readonly opened: Map<string, string>;
  /** Lets time pass, answering meanwhile. */
  pass(ms: number): Promise<void>;
  /** The same until something holds, which is told. */
  until(holds: () => boolean, ms: number): Promise<boolean>;
  connect(label: string, player: Player, variant: string): Promise<Connection | undefined>;
  /** Sends on the newest open stream; false if there is none. */
  send(label: string, player: Player, message: Envelope | Uint8Array): boolean;
  nonceOf(label: string): bigint;
  /** Says again and again that somebody lives; no matter if it does already. */
  beat(player: Player): void;
  isBeating(who: Name): boolean;
  silence(who: Name): void;
}

export async function play(script: Script, venue: Venue): Promise<Played> {
  const stage = await setStage(script, venue);
  const { scene } = stage;
  const playing = createPlaying(script, stage);
  try {
    const isElecting = script.shape.leadership === 'elected';
    const done: string[] = [];
    if (isElecting) await playing.pass(ELECTION_MS);
    for (const step of script.steps) {
      playing.marks.push({ label: `s${step.n}`, from: scene.mark() });
      const ended = endedStreams(stage);
      if (await perform(step, playing, script.shape)) done.push(kindOf(step));
      await playing.pass(Math.round(SETTLE_MS * venue.pace));
      // A member whose link has ended is dialled by the node, and speaks on that stream then.
      if (mayEndLink(step) || endedStreams(stage) > ended) await playing.pass(ROUND_MS);
    }
    if (isElecting) await playing.pass(ELECTION_MS);
    playing.marks.push({ label: 'watch', from: scene.mark() });
    await playing.pass(WATCH_MS);
    playing.marks.push({ label: 'asking', from: scene.mark() });
    const isServed = await interrogate(playing, script.shape, venue.pace);
    const [running] = scene.started;
    const exit = running!.running.exit;
    if (exit || !isServed) {
      const how = exit ? `ended, code ${exit.code}, signal ${exit.signal}` : 'answers nobody new';
      return { outcome: 'gone', how, log: running!.running.logTail(60) };
    }
    return { outcome: 'played', facts: factsOf(playing, script.shape), done };
  } finally {
    for (const who of script.cast) playing.silence(who);
    await scene.close();
  }
}

/** What a step is counted as. */
export const kindOf = (step: Step): string =>
  step.do === 'connect'
    ? `handshake / ${step.variant}`
    : step.do === 'say'
      ? `${step.kind} / ${step.variant}`
      : step.do === 'serve'
        ? `serves ${step.kind} / ${step.variant}`
        : step.do;

function createPlaying(script: Script, stage: Stage): Playing {
  const { scene } = stage;
  const sent = createSent();
  const opened = new Map<string, string>();
  const open = (player: Player): Connection | undefined =>
    player.probe.connections.findLast((connection) => connection.isOpen);
  const serving = createServing(scene, sent, stage);
  const beating = new Map<Name, () => void>();
  const playing: Playing = {
    stage,
    sent,
    serving,
    opened,
    marks: [],
    pass: async (ms) => void (await playing.until(() => false, ms)),
    async until(holds, ms) {
      const held = await scene.clock.until(() => {
        serving.look();
        return holds();
      }, ms);
      serving.look();
      return held;
    },
    async connect(label, player, variant) {
      const stream = await player.probe.open().catch(() => undefined);
      if (!stream) return undefined;
      opened.set(stream.name, label);
      const message = HANDSHAKES[variant]!({
        credentials: player.author.credentials,
        stranger: player.stranger,
        ownTlsHash: stream.ownTlsHash,
      });
      if (message) stream.sendIllegal(message, label);
      await playing.until(() => stream.isAnswered || stream.end !== undefined, HANDSHAKE_MS);
      return stream;
    },
    send(label, player, message) {
      const stream = open(player);
      if (!stream) return false;
      sent.note(label, message);
      stream.sendIllegal(bytesOf(message), label);
      return true;
    },
    beat(player) {
      const { name } = player.author;
      const again = (): void => {
        playing.send('beat', player, aliveOf(player.author));
        beating.set(name, scene.clock.after(BEAT_MS, again));
      };
      if (!beating.has(name)) beating.set(name, scene.clock.after(BEAT_MS, again));
    },
    isBeating: (who) => beating.has(who),
    silence(who) {
      beating.get(who)?.();
      beating.delete(who);
    },
    nonceOf(label) {
      const hash = createHash('sha256').update(`${script.id}/${label}`).digest();
      const nonce = hash.readBigUInt64BE() | 1n;
      sent.noteNonce(label, nonce);
      return nonce;
    },
  };
  return playing;
}

/** Whether there was anything to do. */
async function perform(step: Step, playing: Playing, shape: Shape): Promise<boolean> {
  const { stage } = playing;
  const { mortal: isMortal } = shape;
  const label = `s${step.n}`;
  switch (step.do) {
    case 'wait':
      await playing.pass(step.ms);
      return true;
    case 'silence':
      playing.silence(step.who);
      await playing.pass(SILENCE_MS);
      return true;
    case 'order': {
      const channel = stage.channels.get(step.channel);
      if (!channel || !stage.orderer) return false;
      stage.orderer.serve(channel, step.number);
      await playing.pass(ORDERED_MS);
      return true;
    }
    case 'connect': {
      const player = playerOf(stage, step.who);
      const isAgain = player.probe.connections.some((c) => c.isOpen);
      const stream = await playing.connect(label, player, step.variant);
      // Two streams of one peer may both end, and the node dials it.
      if (isAgain || playing.serving.isServing(step.who)) await playing.pass(ROUND_MS);
      return stream !== undefined;
    }
    case 'close': {
      const stream = playerOf(stage, step.who).probe.connections.findLast((c) => c.isOpen);
      stream?.close();
      await playing.pass(isMortal ? SILENCE_MS : ROUND_MS);
      return stream !== undefined;
    }
    case 'say': {
      const saying = sayingOf(step, playing);
      const message = VOCABULARY[step.kind]!.variants[step.variant]!(saying);
      if (!message) return false;
      const isSent = playing.send(label, playerOf(stage, step.who), message);
      if (isSent && isMortal && mayMakeMember(step)) await lives(step, playing);
      if (isSent && makesAsk(step, playing.serving, shape)) await playing.pass(ROUND_MS);
      return isSent;
    }
    case 'serve': {
      const saying = sayingOf(step, playing);
      const service = SERVICES[step.kind]!;
      if (service.inChannel && !saying.channel) return false;
      playing.serving.serve(step.who, step.kind, label, service.prepare(saying, step.variant));
      await playing.pass(ROUND_MS);
      return true;
    }
  }
}

/** Whoever says rightly that it lives goes on to; whoever does not dies before the next step, and not beside it. */
async function lives(step: Say, playing: Playing): Promise<void> {
  const { who, of = who } = step;
  if (isLively(step)) playing.beat(playerOf(playing.stage, who));
  // Longer than two beats, so that each hears of each before anybody falls silent.
  await playing.pass(playing.isBeating(of) ? 2 * BEAT_MS : SILENCE_MS);
}

/** How many streams the node has ended so far. */
const endedStreams = ({ players }: Stage): number =>
  [...players.values()]
    .flatMap(({ probe }) => probe.connections)
    .filter(({ end }) => end !== undefined).length;

const playerOf = ({ players }: Stage, name: Name): Player => players.get(name)!;

function sayingOf(step: Say | Serve, playing: Playing): Saying {
  const { stage } = playing;
  const by = playerOf(stage, step.who);
  const of = playerOf(stage, step.of ?? step.who);
  return {
    by: by.author,
    of: of.author,
    stranger: of.stranger,
    channel: step.channel && stage.channels.get(step.channel),
    number: step.number ?? 1,
    nonce: playing.nonceOf(`s${step.n}`),
    nodesAlive: nodesAlive(stage),
  };
}

function nodesAlive({ scene, node }: Stage): Envelope | undefined {
  const own = hex(node.credentials.pkiId);
  const isIts = ({ type, decoded }: Entry): boolean => {
    const author = contentOf(decoded, 'aliveMsg')?.membership?.pkiId;
    return type === 'received' && author !== undefined && hex(author) === own;
  };
  return scene.evidence.entries.findLast(isIts)?.decoded?.envelope;
}

/** The question for members that a player asks in its own name. */
export const selfOf = (player: Player): Envelope => kept(player.author);

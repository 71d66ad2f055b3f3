/**
 * Draws a script. Most begin with peers that connect and become members, so that what follows reaches
 * states worth comparing; then come messages of every kind, right and wrong.
 */
import { SERVICES } from '../say/answers.js';
import { HANDSHAKES } from '../say/handshakes.js';
import { VOCABULARY, type Word } from '../say/vocabulary.js';
import { type Chance, chanceFrom } from './chance.js';
import type { Channel, Name, Say, Script, Shape, Step } from './script.js';
import { channelsOf, drawCast, drawShape, isRefused } from './shapes.js';

type Unnumbered = Step extends infer S ? (S extends Step ? Omit<S, 'n'> : never) : never;

const STEPS = { least: 6, most: 16 } as const;
/** A peer that becomes a member says so by a message of its own. */
const USUALLY = 0.85;

export function drawScript(seed: string, number: number): Script {
  const id = `${seed}/${number}`;
  const chance = chanceFrom(id);
  const shape = drawShape(chance);
  const cast = drawCast(chance, shape);
  const drawing: Drawing = { chance, shape, cast, connected: new Set(), next: new Map() };
  const opening = cast.flatMap((who) => opened(drawing, who));
  const count = chance.between(STEPS.least, STEPS.most);
  const steps = [...opening, ...Array.from({ length: count }, () => drawStep(drawing))];
  return { id, shape, cast, steps: steps.map((step, i) => ({ n: i + 1, ...step }) as Step) };
}

interface Drawing {
  readonly chance: Chance;
  readonly shape: Shape;
  readonly cast: readonly Name[];
  /** Who has a stream, as far as the script knows. */
  readonly connected: Set<Name>;
  /** The next block of each channel, as far as the script knows. */
  readonly next: Map<Channel, number>;
}

/** How most of the cast come in. */
function opened(drawing: Drawing, who: Name): Unnumbered[] {
  const { chance, shape, connected } = drawing;
  if (who.charAt(1) === 'd' || (isRefused(who) && chance.one(0.6))) return [];
  if (!chance.one(0.95)) return [];
  connected.add(who);
  const steps: Unnumbered[] = [{ do: 'connect', who, variant: 'valid' }];
  if (isRefused(who)) return steps;
  if (!chance.one(USUALLY)) return steps;
  const kind = chance.one(0.7) ? 'alive' : 'memReq';
  steps.push({ do: 'say', who, kind, variant: 'valid' });
  for (const channel of channelsOf(who, shape)) {
    if (!chance.one(USUALLY)) continue;
    steps.push({ do: 'say', who, kind: 'stateInfo', variant: 'valid', channel, number: 1 });
  }
  return steps;
}

function drawStep(drawing: Drawing): Unnumbered {
  const { chance, shape, cast, connected } = drawing;
  const isAgain = !shape.mortal && chance.one(0.07);
  if (connected.size === 0 || isAgain) return connecting(drawing);
  const draw = chance.weighted<'say' | 'serve' | 'close' | 'order' | 'silence' | 'wait'>([
    ['say', 80],
    ['silence', shape.mortal ? 12 : 0],
    ['serve', 12],
    ['close', 3],
    ['order', shape.leadership === 'none' ? 0 : 8],
    ['wait', 2],
  ]);
  const who = chance.of([...connected]);
  if (shape.mortal) return drawMortal(drawing, draw, who);
  switch (draw) {
    case 'close':
      connected.delete(who);
      return { do: 'close', who };
    case 'wait':
      return { do: 'wait', ms: chance.of([300, 700, 1_500]) };
    case 'silence':
      return { do: 'silence', who };
    case 'order':
      return ordering(drawing);
    case 'serve':
      return serving(drawing, chance.of(cast.filter((name) => !isRefused(name))));
    case 'say':
      return saying(drawing, who);
  }
}

/** Where members die, nobody speaks of others, and who dies does so because it fell silent. */
function drawMortal(drawing: Drawing, draw: string, who: Name): Unnumbered {
  if (draw !== 'say') return { do: 'silence', who };
  for (;;) {
    const { of: _, ...step } = saying(drawing, who) as Omit<Say, 'n'>;
    if (step.kind !== 'memRes' && !step.kind.endsWith('update')) return step;
  }
}

function connecting({ chance, cast, connected }: Drawing): Unnumbered {
  const who = chance.of(cast);
  const names = Object.keys(HANDSHAKES);
  const variant = chance.one(0.3) ? 'valid' : chance.of(names);
  connected.add(who);
  return { do: 'connect', who, variant };
}

function ordering({ chance, shape, next }: Drawing): Unnumbered {
  const channel = chance.of((['ch1', 'ch2'] as const).slice(0, shape.channels));
  const number = (next.get(channel) ?? 1) + chance.between(0, 3);
  next.set(channel, number + 1);
  return { do: 'order', channel, number };
}

function serving(drawing: Drawing, who: Name): Unnumbered {
  const { chance, shape, cast } = drawing;
  const channels = channelsOf(who, shape);
  const kinds = Object.entries(SERVICES).filter(([, s]) => !s.inChannel || channels.length > 0);
  const [kind, service] = chance.of(kinds);
  const variant = chance.one(0.6) ? service.variants[0]! : chance.of(service.variants);
  const step = { do: 'serve', who, kind, variant, of: chance.of(cast) } as const;
  if (!service.inChannel) return step;
  const channel = chance.of(channels);
  return { ...step, channel, number: numbered(drawing, channel, false) };
}

function saying(drawing: Drawing, who: Name): Unnumbered {
  const { chance, shape, cast } = drawing;
  const words = Object.entries(VOCABULARY).filter(([, w]) => !w.inChannel || shape.channels > 0);
  const [kind, word] = chance.weighted(words.map((entry) => [entry, entry[1].weight] as const));
  const variant = variantOf(chance, word);
  const of = chance.one(0.6) ? who : chance.of(cast);
  const step = { do: 'say', who, kind, variant, of } as const;
  if (!word.inChannel) return step;
  const known = channelsOf(who, shape);
  const all = (['ch1', 'ch2'] as const).slice(0, shape.channels);
  const channel = known.length > 0 && chance.one(0.9) ? chance.of(known) : chance.of(all);
  return { ...step, channel, number: numbered(drawing, channel, kind === 'block') };
}

function variantOf(chance: Chance, { variants, usual }: Word): string {
  const names = Object.keys(variants);
  return chance.one(usual) ? names[0]! : chance.of(names);
}

/** Mostly the next block; sometimes one that came before, soon or far ahead. */
function numbered({ chance, next }: Drawing, channel: Channel, isTaken: boolean): number {
  const following = next.get(channel) ?? 1;
  const number = chance.weighted([
    [following, 70],
    [Math.max(1, following - 1), 10],
    [following + 1, 12],
    [following + 3, 5],
    [following + 14, 3],
  ]);
  if (isTaken && number === following) next.set(channel, following + 1);
  return number;
}

/** A script from a file, as `--script` takes it. */
import { readFileSync } from 'node:fs';
import { UserMistake } from '../../../../src/adapters/user-mistake.js';
import { SERVICES } from '../say/answers.js';
import { HANDSHAKES } from '../say/handshakes.js';
import { VOCABULARY } from '../say/vocabulary.js';
import type { Script, Step } from './script.js';

const NAME = /^[ofgx][a-z0-9]$/;
const LEADERSHIP = ['none', 'static', 'elected'];
const WAIT_MS_MAX = 60_000;
const NUMBER_MAX = 1_000;

/** @throws UserMistake with the place and what is allowed there. */
export function readScript(path: string): Script {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new UserMistake(`--script ${path}: cannot be read; expected the path of a JSON file`);
  }
  return parseScript(text, `--script ${path}`);
}

/** @throws UserMistake */
export function parseScript(text: string, where: string): Script {
  let script: Script;
  try {
    script = JSON.parse(text) as Script;
  } catch (error) {
    throw new UserMistake(`${where}: is no JSON: ${(error as Error).message}`);
  }
  const wrong = faultOf(script);
  if (wrong) throw new UserMistake(`${where}: ${wrong}`);
  return script;
}

function faultOf(script: Script): string | undefined {
  if (typeof script?.id !== 'string') return 'id: expected a string';
  const { shape, cast, steps } = script;
  if (![0, 1, 2].includes(shape?.channels)) return 'shape.channels: expected 0, 1 or 2';
  if (!LEADERSHIP.includes(shape.leadership)) {
    return `shape.leadership: expected one of ${LEADERSHIP.join(', ')}`;
  }
  for (const name of ['state', 'mortal'] as const) {
    if (typeof shape[name] !== 'boolean') return `shape.${name}: expected true or false`;
  }
  if (!Array.isArray(cast) || !cast.every((name) => NAME.test(name))) {
    return 'cast: expected names such as o1, f1, od';
  }
  if (!Array.isArray(steps)) return 'steps: expected a list';
  for (const [i, step] of steps.entries()) {
    const wrong = faultOfStep(step as Step, cast);
    if (wrong) return `steps[${i}].${wrong}`;
  }
  return undefined;
}

function faultOfStep(step: Step, cast: readonly string[]): string | undefined {
  if (!Number.isInteger(step.n)) return 'n: expected a whole number';
  for (const name of ['who', 'of'] as const) {
    const value = (step as unknown as Record<string, unknown>)[name];
    if (value !== undefined && !cast.includes(value as string)) {
      return `${name}: expected one of the cast, ${cast.join(', ')}`;
    }
  }
  if ('channel' in step && !['ch1', 'ch2'].includes(step.channel as string)) {
    return 'channel: expected ch1 or ch2';
  }
  const numbers = 'number' in step ? [step.number] : [];
  if (numbers.some((n) => !Number.isInteger(n) || n! < 0 || n! > NUMBER_MAX)) {
    return `number: expected a whole number from 0 to ${NUMBER_MAX}`;
  }
  switch (step.do) {
    case 'connect':
      return among('variant', step.variant, HANDSHAKES);
    case 'say':
      return (
        among('kind', step.kind, VOCABULARY) ??
        among('variant', step.variant, VOCABULARY[step.kind]!.variants)
      );
    case 'serve': {
      const wrong = among('kind', step.kind, SERVICES);
      if (wrong) return wrong;
      const { variants } = SERVICES[step.kind]!;
      return variants.includes(step.variant)
        ? undefined
        : `variant: expected one of ${variants.join(', ')}`;
    }
    case 'wait':
      return step.ms >= 0 && step.ms <= WAIT_MS_MAX
        ? undefined
        : `ms: expected 0 to ${WAIT_MS_MAX}`;
    case 'close':
    case 'silence':
    case 'order':
      return undefined;
    default:
      return 'do: expected connect, close, say, serve, order, silence or wait';
  }
}

const among = (field: string, value: string, known: object): string | undefined =>
  Object.hasOwn(known, value)
    ? undefined
    : `${field}: expected one of ${Object.keys(known).join(', ')}`;

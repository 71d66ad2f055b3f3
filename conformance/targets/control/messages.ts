/**
 * The messages of the control protocol, as spec/schema/control.schema.json defines them. Both directions
 * are validated: what the suite sends, and what it is told.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { readPackageFile } from '../../../src/adapters/package-files.js';
import type { Feature, Implementation } from '../target.js';

export const PROTOCOL = 1;

/** What an adapter says of itself. */
export interface Hello {
  readonly protocol: number;
  readonly implementation: Implementation;
  readonly features: readonly Feature[];
  readonly limits?: {
    readonly nodes?: number;
    readonly startTimeoutMs?: number;
    readonly minTimingsMs?: Readonly<Record<string, number>>;
  };
}

export interface Ready {
  readonly listen: string;
  readonly pid?: number;
  readonly pkiId?: string;
  readonly timings?: Readonly<Record<string, number>>;
  readonly notes?: readonly string[];
}

/** What may stand beside `re`, by name. */
export interface Answers {
  readonly hello: Hello;
  readonly ready: Ready;
  readonly ok: true;
  readonly value: unknown;
  readonly stopped: { readonly exitCode?: number | null };
  readonly unsupported: { readonly feature?: string; readonly reason: string };
  readonly error: { readonly code: string; readonly message: string };
}
export type AnswerKind = keyof Answers;
export type Answer = { readonly re: number } & Partial<Answers>;

export type AdapterEvent =
  | { readonly event: 'log'; readonly node?: string; readonly text: string }
  | {
      readonly event: 'exited';
      readonly node: string;
      readonly code: number | null;
      readonly signal: string | null;
    }
  | { readonly event: 'height' | 'leader'; readonly node: string };

/** A request without its id; its form is the schema's. */
export interface Request {
  readonly request: string;
  readonly node?: string;
  readonly [field: string]: unknown;
}

/** What a good answer to each request is; unsupported and error are always possible. */
const EXPECTED: Readonly<Record<string, AnswerKind>> = {
  hello: 'hello',
  start: 'ready',
  restart: 'ready',
  stop: 'stopped',
  query: 'value',
};
export const expectedAnswer = (request: string): AnswerKind => EXPECTED[request] ?? 'ok';

/** What a line is, or what is wrong with it. */
export type Read =
  | { readonly answer: Answer }
  | { readonly event: AdapterEvent }
  | { readonly flaw: string };

export function readLine(line: string): Read {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return { flaw: 'is no message' };
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said))
    return { flaw: 'is no message' };
  if ('event' in said) {
    const flaw = flawOf('event', said);
    return flaw === undefined ? { event: said as AdapterEvent } : { flaw: `is no event: ${flaw}` };
  }
  if (!('re' in said)) return { flaw: 'has neither re nor event' };
  const kinds = Object.keys(said).filter((key) => key !== 're');
  const [kind] = kinds;
  const known = ['hello', 'ready', 'ok', 'value', 'stopped', 'unsupported', 'error'];
  if (kinds.length !== 1 || !known.includes(kind!))
    return { flaw: `is no answer: expected exactly one of ${known.join(', ')} beside re` };
  const flaw = flawOf(`${kind}Answer`, said);
  return flaw === undefined ? { answer: said as Answer } : { flaw: `is no answer: ${flaw}` };
}

let validators: ((definition: string) => ValidateFunction) | undefined;

/** What is wrong with a value by a definition of the schema, with its place; undefined if nothing is. */
export function flawOf(definition: string, value: unknown): string | undefined {
  validators ??= compile();
  const isValid = validators(definition);
  return isValid(value) ? undefined : worded(isValid.errors ?? []);
}

function compile(): (definition: string) => ValidateFunction {
  const schema = JSON.parse(readPackageFile('spec/schema/control.schema.json')) as object;
  const ajv = new Ajv2020({ allowUnionTypes: true, verbose: true }).addSchema(schema);
  return (definition) => ajv.getSchema(`control.schema.json#/$defs/${definition}`)!;
}

/** The first thing that is wrong, and where. */
export function worded(errors: readonly ErrorObject[]): string {
  const [first] = errors;
  const place = first?.instancePath.slice(1).replaceAll('/', '.');
  const params = first?.params as {
    readonly allowedValues?: readonly unknown[];
    readonly additionalProperty?: string;
  };
  const unknown = params?.additionalProperty;
  if (unknown !== undefined)
    return `${place ? `${place} ` : ''}must not have "${unknown}"${allowedBy(first!)}`;
  const which = params?.allowedValues?.join(', ');
  return `${place ? `${place} ` : ''}${first?.message}${which === undefined ? '' : `: ${which}`}`;
}

/** The names that the schema knows in that place. */
function allowedBy({ parentSchema }: ErrorObject): string {
  const names = Object.keys(
    (parentSchema as { properties?: object } | undefined)?.properties ?? {},
  );
  return names.length === 0 ? '' : `; allowed are ${names.join(', ')}`;
}

/** States as TLC prints them, read back. */
import type { TlaState, TlaValue } from './values.js';

/** @throws SyntaxError where the text is no conjunction of `variable = value` */
export function parseState(text: string): TlaState {
  const reader = createReader(text);
  const state: Record<string, TlaValue> = {};
  while (!reader.isAtEnd()) {
    reader.skip('/\\');
    const variable = reader.name();
    reader.expect('=');
    state[variable] = valueFrom(reader);
  }
  return state;
}

type Reader = ReturnType<typeof createReader>;

const TOKEN = /\s*(\/\\|<<|>>|\|->|:>|@@|\.\.|[{}[\](),=]|"(?:[^"\\]|\\.)*"|-?\d+|\w+)/y;

function createReader(text: string) {
  let place = 0;
  const peek = (): string | undefined => {
    TOKEN.lastIndex = place;
    return TOKEN.exec(text)?.[1];
  };
  const next = (): string => {
    const token = peek();
    if (token === undefined)
      throw new SyntaxError(`state: cannot read "${text.slice(place, place + 40)}"`);
    place = TOKEN.lastIndex;
    return token;
  };
  const skip = (token: string): boolean => {
    if (peek() !== token) return false;
    next();
    return true;
  };
  return {
    peek,
    next,
    skip,
    isAtEnd: () => text.slice(place).trim() === '',
    name: () => next(),
    expect(token: string) {
      const found = next();
      if (found !== token) throw new SyntaxError(`state: expected ${token}, found ${found}`);
    },
  };
}

function valueFrom(reader: Reader): TlaValue {
  const token = reader.next();
  switch (token) {
    case '<<':
      return listUntil(reader, '>>', valueFrom);
    case '{':
      return { '#set': listUntil(reader, '}', valueFrom) };
    case '[':
      return Object.fromEntries(listUntil(reader, ']', fieldFrom));
    case '(':
      return mapFrom(reader);
    case 'TRUE':
    case 'FALSE':
      return token === 'TRUE';
    default:
      if (token.startsWith('"')) return JSON.parse(token) as string;
      if (!/^-?\d+$/.test(token)) return token;
      return reader.skip('..') ? rangeOf(Number(token), Number(reader.next())) : Number(token);
  }
}

/** TLC writes some sets of numbers by their ends. */
const rangeOf = (first: number, last: number): TlaValue => ({
  '#set': Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index),
});

function listUntil<T>(reader: Reader, end: string, item: (reader: Reader) => T): T[] {
  const items: T[] = [];
  while (!reader.skip(end)) {
    items.push(item(reader));
    reader.skip(',');
  }
  return items;
}

function fieldFrom(reader: Reader): [string, TlaValue] {
  const name = reader.name();
  reader.expect('|->');
  return [name, valueFrom(reader)];
}

function mapFrom(reader: Reader): TlaValue {
  const pairs: [TlaValue, TlaValue][] = [];
  do {
    const key = valueFrom(reader);
    reader.expect(':>');
    pairs.push([key, valueFrom(reader)]);
  } while (reader.skip('@@'));
  reader.expect(')');
  return { '#map': pairs };
}

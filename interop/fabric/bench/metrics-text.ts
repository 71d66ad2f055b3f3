/** The text that Prometheus scrapes, as far as a measurement reads it. */

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const LABEL = /([a-zA-Z_]\w*)="((?:\\.|[^"\\])*)"/g;

/** @throws Error naming a line that is none of the format */
export function parseMetrics(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, name, labels = '', value] = LINE.exec(line) ?? [];
    if (name === undefined) throw new Error(`metrics: expected a sample, got ${line}`);
    const pairs = [...labels.matchAll(LABEL)].map(([, key, text]) => [key!, unescaped(text!)]);
    samples.push({ name, labels: Object.fromEntries(pairs), value: numberOf(value!) });
  }
  return samples;
}

/** The value of the sample with this name and at least these labels; undefined if there is none. */
export function sampleOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const wanted = Object.entries(labels);
  return samples.find(
    (sample) =>
      sample.name === name && wanted.every(([key, value]) => sample.labels[key] === value),
  )?.value;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n' };
const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char);

const INFINITE: Readonly<Record<string, number>> = {
  '+Inf': Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
};
const numberOf = (text: string): number => INFINITE[text] ?? Number(text);

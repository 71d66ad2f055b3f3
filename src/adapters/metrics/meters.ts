/** The metrics of one peer in a registry of their own, by name. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type MetricName, metricTable } from './metric-table.js';

export type Labels = Readonly<Record<string, string>>;

export interface Meters {
  /** Adds to a counter. */
  count(name: MetricName, labels?: Labels, by?: number): void;
  /** Sets a gauge. */
  set(name: MetricName, value: number, labels?: Labels): void;
  /** Forgets every value of a gauge. */
  clear(name: MetricName): void;
  /** Observes a value of a histogram. */
  observe(name: MetricName, seconds: number, labels?: Labels): void;
  readonly contentType: string;
  /** In Prometheus's text format. */
  text(): Promise<string>;
}

export function createMeters(): Meters {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const { name, kind, labels, help, buckets } of metricTable) {
    const options = { name, help, labelNames: [...labels], registers: [registry] };
    if (kind === 'counter') counters.set(name, new Counter(options));
    else if (kind === 'gauge') gauges.set(name, new Gauge(options));
    else histograms.set(name, new Histogram({ ...options, buckets: [...buckets] }));
  }
  const found = <T>(metrics: ReadonlyMap<string, T>, name: string): T => {
    const metric = metrics.get(name);
    if (metric === undefined) throw new TypeError(`metric: ${name} is of another kind`);
    return metric;
  };
  return {
    count: (name, labels = {}, by = 1) => found(counters, name).inc(labels, by),
    set: (name, value, labels = {}) => found(gauges, name).set(labels, value),
    clear: (name) => found(gauges, name).reset(),
    observe: (name, seconds, labels = {}) => found(histograms, name).observe(labels, seconds),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

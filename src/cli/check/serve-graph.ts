/** `fabric-gossip check --serve`: the page on the state graph of a model, served on loopback until Ctrl-C. */
import type { StaticSite } from '../../adapters/static-site.js';
import { modelOf } from './model-of.js';
import { untilInterrupted } from './until-interrupted.js';

export interface ServeOptions {
  readonly size?: number;
  readonly port?: number;
  readonly site?: string;
  readonly json?: boolean;
}

/** The model explores in the page. @throws UserMistake if there is no such model, or the page is not built. */
export async function openGraph(
  name: string | undefined,
  { size, port = 0, site }: ServeOptions,
): Promise<{ readonly address: string; readonly served: StaticSite }> {
  // What the page would refuse is refused here.
  if (name !== undefined) modelOf({ name, size });
  const { serveStudio } = await import('../studio/serve.js');
  const served = await serveStudio({}, port, site);
  const place = new URLSearchParams();
  if (name !== undefined) place.set('model', name);
  if (size !== undefined) place.set('size', String(size));
  return { address: `${served.address}graph.html#${place}`, served };
}

export async function serveGraph(name: string | undefined, options: ServeOptions): Promise<void> {
  const { address, served } = await openGraph(name, options);
  console.log(options.json ? JSON.stringify({ address }) : `${address} (Ctrl-C ends it)`);
  await untilInterrupted();
  await served.close();
}

/** The site of the studio with what the user named: files, and peers that run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../adapters/package-files.js';
import {
  type SiteFile,
  type StaticSite,
  serveSite,
  siteFiles,
} from '../../adapters/static-site.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import { givenBy } from './given.js';

/** Relative to the package; written by `npm run studio:build`. */
const SITE = 'dist/studio';

export interface StudioGiven {
  /** Scenario, trace, capture, or conformance run, also with a case. */
  readonly path?: string | undefined;
  /** Addresses of peers that run with `--inspect`. */
  readonly connect?: readonly string[];
}

/** The folder of the page. @throws UserMistake if it is not built */
export function builtSite(folder = join(packageFolder(), SITE)): string {
  if (existsSync(join(folder, 'index.html'))) return folder;
  throw new UserMistake(
    `${folder}: the page is not there; "npm run studio:build" writes it to ${SITE}`,
  );
}

/** @throws UserMistake if the site is not built, or what is named cannot be shown. */
export async function serveStudio(
  { path, connect = [] }: StudioGiven,
  port: number,
  site?: string,
): Promise<StaticSite> {
  const files = siteFiles(builtSite(site));
  const { files: given = [], wanted } = path === undefined ? {} : givenBy(path);
  for (const [i, { bytes }] of given.entries())
    files.set(`/given-${i}`, { type: 'application/octet-stream', bytes });
  tell(files, [
    ...given.map(({ name }) => ['served', name] as const),
    ...(wanted === undefined ? [] : [['wanted', wanted] as const]),
    ...connect.map((address) => ['connect', address] as const),
  ]);
  return serveSite(files, port);
}

/** The first page says what there is beside it. */
function tell(files: Map<string, SiteFile>, facts: readonly (readonly [string, string])[]): void {
  if (facts.length === 0) return;
  const { type, bytes } = files.get('/')!;
  const metas = facts.map(
    ([name, content]) => `<meta name="${name}" content="${quoted(content)}" />`,
  );
  const page = Buffer.from(bytes)
    .toString()
    .replace('</head>', `${metas.join('')}</head>`);
  files.set('/', { type, bytes: Buffer.from(page) });
}

const quoted = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

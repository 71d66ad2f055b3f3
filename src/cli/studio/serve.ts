/** The site of the studio with the file that the user named. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../adapters/package-files.js';
import {
  type SiteFile,
  type StaticSite,
  serveSite,
  siteFiles,
} from '../../adapters/static-site.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import { parseScenario } from '../simulate/scenario-file.js';

/** Relative to the package; written by `npm run studio:build`. */
const SITE = 'dist/studio';

/** @throws UserMistake if the site is not built, or the file is neither scenario nor trace. */
export async function serveStudio(
  path: string | undefined,
  port: number,
  folder = join(packageFolder(), SITE),
): Promise<StaticSite> {
  if (!existsSync(join(folder, 'index.html')))
    throw new UserMistake(
      `${folder}: the page is not there; "npm run studio:build" writes it to ${SITE}`,
    );
  const files = siteFiles(folder);
  if (path !== undefined) addGiven(files, path);
  return serveSite(files, port);
}

/** The page asks for `/given` if its first page says that there is one. */
function addGiven(files: Map<string, SiteFile>, path: string): void {
  const text = readText(path);
  const first = text.slice(0, text.indexOf('\n') >>> 0);
  const given = /^\{.*"trace":/.test(first) ? text : JSON.stringify(parseScenario(path, text));
  files.set('/given', { type: 'application/json', bytes: Buffer.from(given) });
  const page = Buffer.from(files.get('/')!.bytes).toString();
  const marked = page.replace('</head>', '<meta name="served" content="given" /></head>');
  files.set('/', { type: files.get('/')!.type, bytes: Buffer.from(marked) });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UserMistake(`${path}: cannot be read (${(cause as Error).message})`, { cause });
  }
}

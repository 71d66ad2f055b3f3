/** A Chromium that the machine has, for tests that look at a page as a reader does. */
import { accessSync, constants } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const WELL_KNOWN = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Its path: CHROMIUM_BIN, or where it usually lies. Undefined: there is none. */
export const chromiumPath: string | undefined = (
  process.env.CHROMIUM_BIN ? [process.env.CHROMIUM_BIN] : WELL_KNOWN
).find(isExecutable);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why tests are skipped, for people; empty where they are not. */
export const withoutBrowser: string = chromiumPath
  ? ''
  : 'no Chromium: set CHROMIUM_BIN, or install it (apt-get install chromium)';

/** Close it in `afterAll`. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath!,
    // Root in a container has no sandbox; the pages are our own.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FabricRelease, fabricReleases, releasesOf } from '../../interop/fabric/binaries.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-releases-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Executables of a release: shell scripts that answer `version` as Fabric does. */
function release(name: string, version: string, ...others: readonly string[]): string {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  for (const command of ['peer', ...others]) {
    const path = join(own, command);
    writeFileSync(path, `#!/bin/sh\nprintf '${command}:\\n Version: ${version}\\n'\n`);
    chmodSync(path, 0o755);
  }
  return join(own, 'peer');
}
const built = (name: string, version: string): void => {
  release(name, version, 'orderer');
  writeFileSync(join(folder, name, 'release.json'), JSON.stringify({ version }));
};
const versionsOf = (releases: readonly FabricRelease[]) => releases.map(({ version }) => version);

describe('the releases of FABRIC_BIN', () => {
  it('come in its order, each with its profile and the orderer beside it', async () => {
    const [two, three] = [release('a', 'v2.5.16'), release('b', 'v3.1.5', 'orderer')];
    expect(await fabricReleases({ FABRIC_BIN: `${two}:${three}` }, folder)).toEqual([
      { version: '2.5.16', line: '2.x', profile: 'fabric-2.5', peer: two, orderer: undefined },
      {
        version: '3.1.5',
        line: '3.x',
        profile: 'fabric-3.1',
        peer: three,
        orderer: join(folder, 'b', 'orderer'),
      },
    ]);
  });

  it('go before those that were built here', async () => {
    built('v3.1.5', 'v3.1.5');
    const named = release('a', 'v2.5.16');
    expect(versionsOf(await fabricReleases({ FABRIC_BIN: named }, folder))).toEqual(['2.5.16']);
  });

  it('are refused if one of them is no peer', async () => {
    const orderer = join(release('a', 'v3.1.5', 'orderer'), '..', 'orderer');
    await expect(fabricReleases({ FABRIC_BIN: orderer }, folder)).rejects.toMatchObject({
      name: 'UserMistake',
      message: expect.stringMatching(/^FABRIC_BIN: .* is not a Fabric peer/) as string,
    });
  });
});

describe('the releases that were built here', () => {
  it('come with the newest first', async () => {
    for (const version of ['v2.5.9', 'v3.1.5', 'v2.5.16']) built(version, version);
    expect(versionsOf(await fabricReleases({}, folder))).toEqual(['3.1.5', '2.5.16', '2.5.9']);
  });

  it('leave out a build that was broken off', async () => {
    release('v3.1.5', 'v3.1.5', 'orderer');
    expect(await fabricReleases({}, folder)).toEqual([]);
  });

  it('are none where nothing was built', async () => {
    expect(await fabricReleases({}, join(folder, 'nothing'))).toEqual([]);
  });
});

describe('releases asked for by version', () => {
  const releases = ['3.1.5', '2.5.16'].map((version) => ({ version }) as FabricRelease);

  it('are found with and without v; none asked for means all', () => {
    expect(versionsOf(releasesOf(releases, ['v2.5.16']))).toEqual(['2.5.16']);
    expect(versionsOf(releasesOf(releases, ['2.5.16', '3.1.5']))).toEqual(['2.5.16', '3.1.5']);
    expect(releasesOf(releases, [])).toBe(releases);
  });

  it('are refused, with those that are there, if one is missing', () => {
    expect(() => releasesOf(releases, ['3.0.0'])).toThrow(
      '--version 3.0.0: expected one of the releases here: 3.1.5, 2.5.16',
    );
  });

  it('are none where there is none: that is no mistake', () => {
    expect(releasesOf([], ['3.1.5'])).toEqual([]);
  });
});

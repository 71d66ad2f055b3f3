import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifyPeer, peerPaths } from '../../../conformance/targets/fabric-peer/binary.js';
import { fabricPeer } from '../../../conformance/targets/fabric-peer/target.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-binary-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A stand-in for the executable: a shell script. */
function executable(name: string, script: string, mode = 0o755): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, mode);
  return path;
}

const saying = (version: string, chaincodeCommands: string): string =>
  `if [ "$1" = version ]; then printf 'peer:\\n Version: ${version}\\n'; else printf '${chaincodeCommands}'; fi`;
const with2x = '  instantiate Deploy it.\\n  invoke      Invoke it.\\n';
const with3x = '  invoke      Invoke it.\\n';

describe('FABRIC_BIN', () => {
  it('names nothing if it is not set', () => {
    expect(peerPaths({})).toEqual([]);
    expect(peerPaths({ FABRIC_BIN: '' })).toEqual([]);
  });

  it('names several executables, in their order', () => {
    const [a, b] = [executable('a', ''), executable('b', '')];
    expect(peerPaths({ FABRIC_BIN: `${b}:${a}` })).toEqual([b, a]);
  });

  it.each([
    ['does not exist', () => join(folder, 'nothing')],
    ['is not a file', () => folder],
    ['is not executable', () => executable('plain', '', 0o644)],
  ])('is refused, with what is allowed, if the path %s', (fault, path) => {
    const named = path();
    const read = () => peerPaths({ FABRIC_BIN: named });
    expect(read).toThrow(`FABRIC_BIN: ${named} ${fault}`);
    expect(read).toThrow('`peer` executable of a Fabric release');
  });
});

describe('the version of a peer', () => {
  it.each([
    ['a release of 2.5', 'v2.5.16', with2x, 'v2.5.16', 'fabric-2.5'],
    ['a release of 3.1', 'v3.1.5', with3x, 'v3.1.5', 'fabric-3.1'],
    ['a development build of 2.x', 'latest', with2x, 'latest (2.x)', 'fabric-2.5'],
    ['a development build of 3.x', 'latest', with3x, 'latest (3.x)', 'fabric-3.1'],
  ])('of %s decides the profile', async (name, version, commands, told, profile) => {
    const path = executable(name.replaceAll(' ', '-'), saying(version, commands));
    expect(await fabricPeer(path).identify()).toEqual({
      name: 'hyperledger-fabric-peer',
      version: told,
      language: 'go',
      profile,
    });
  });

  it.each([
    ['the name of its folder', 'v3.1.5/peer', undefined, 'v3.1.5'],
    ['the file of its build', 'built/peer', '{"version":"v3.0.0"}', 'v3.0.0'],
    ['neither, for it speaks of another line', 'v2.5.16/peer', undefined, 'latest (3.x)'],
    ['neither, for the file says nothing', 'mute/peer', '{}', 'latest (3.x)'],
  ])('of a development build is told by %s', async (_, name, release, told) => {
    const path = executable(name, saying('latest', with3x));
    if (release !== undefined) writeFileSync(join(dirname(path), 'release.json'), release);
    expect((await fabricPeer(path).identify()).version).toBe(told);
  });

  it('is refused from an executable that is no peer', async () => {
    const path = executable('orderer', "printf 'orderer:\\n Version: v3.1.5\\n'");
    await expect(identifyPeer(path)).rejects.toThrow(/is not a Fabric peer: .*orderer:/);
  });

  it('is refused from an executable that fails', async () => {
    const path = executable('broken', 'exit 7');
    await expect(identifyPeer(path)).rejects.toThrow(/FABRIC_BIN: `.*broken version` failed/);
  });
});

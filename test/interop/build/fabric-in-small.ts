/** A git repository that looks like Fabric to whoever builds it: two commands of a few lines. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FILES: Readonly<Record<string, string>> = {
  Makefile: 'FABRIC_VER ?= 9.1.0\n',
  'go.mod': 'module example.org/small\n\ngo 1.20\n\nrequire example.org/dep v1.0.0\n',
  'vendor/modules.txt': '# example.org/dep v1.0.0\n## explicit; go 1.20\nexample.org/dep\n',
  'vendor/example.org/dep/dep.go': 'package dep\n\nconst Label = " Version: "\n',
  'common/metadata/metadata.go':
    'package metadata\n\nvar Version = "latest"\nvar CommitSHA = "none"\n',
  'cmd/peer/main.go': main('peer'),
  'cmd/orderer/main.go': main('orderer'),
};

function main(name: string): string {
  return [
    'package main',
    'import (',
    '\t"os"',
    '\t"example.org/dep"',
    '\t"example.org/small/common/metadata"',
    ')',
    'func main() {',
    `\tos.Stdout.WriteString("${name}:\\n" + dep.Label + metadata.Version + "\\n")`,
    '\tos.Stdout.WriteString(" Commit SHA: " + metadata.CommitSHA + "\\n")',
    '}',
    '',
  ].join('\n');
}

/** Lays its files into `folder`; those given stand instead of its own, or beside them. */
export function layFiles(folder: string, changed: Readonly<Record<string, string>> = {}): string {
  for (const [path, text] of Object.entries({ ...FILES, ...changed })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The same as a git repository with these tags. */
export function layRepository(
  folder: string,
  tags: readonly string[],
  changed?: Readonly<Record<string, string>>,
): string {
  layFiles(folder, changed);
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@a', ...words], {
      stdio: 'pipe',
    });
  git('init', '-q');
  git('add', '-A', '-f');
  git('commit', '-q', '-m', 'all of it');
  for (const tag of tags) git('tag', tag);
  return folder;
}

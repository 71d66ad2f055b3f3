/** The reference as a process of its own: `fabric-gossip peer`, judged over mutual TLS like any other. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../src/adapters/package-files.js';
import { membershipIn } from './answers.js';
import { coreYaml, layout } from './fabric-peer/core-yaml.js';
import { processTarget } from './process-target.js';
import { REFERENCE_FEATURES } from './reference-features.js';
import type { Implementation, Target } from './target.js';

export function reference(options: {
  readonly version: string;
  readonly profile: NonNullable<Implementation['profile']>;
  readonly timeScale: number;
  /** Script and first words of the command line; default that of this package. */
  readonly launcher?: readonly string[];
}): Target {
  const launcher = options.launcher ?? [join(packageFolder(), 'bin', 'fabric-gossip.js')];
  return processTarget({
    name: 'reference',
    features: REFERENCE_FEATURES,
    timeScale: options.timeScale,
    identify: async () => ({
      name: 'fabric-gossip',
      version: options.version,
      language: 'typescript',
      profile: options.profile,
    }),
    prepare(node) {
      const config = join(node.workdir, layout.config);
      writeFileSync(config, coreYaml(node));
      const foreign = Object.entries(node.otherOrgMsps).flatMap(([mspId, folder]) => [
        '--msp',
        `${mspId}=${folder}`,
      ]);
      const joined =
        node.channels.length === 0
          ? []
          : [
              ...node.channels.flatMap(({ genesisBlock }) => ['--join', genesisBlock]),
              '--ledger',
              join(node.workdir, 'ledger'),
            ];
      return {
        command: process.execPath,
        args: [
          ...launcher,
          'peer',
          '--config',
          config,
          '--profile',
          options.profile,
          ...foreign,
          ...joined,
          '--control',
          '--json',
        ],
        cwd: node.workdir,
        env: { PATH: process.env.PATH ?? '', HOME: node.workdir },
        log: join(node.workdir, 'peer.log'),
        answers: true,
      };
    },
    told: (question, value) => (question === 'membership' ? membershipIn(value) : value),
  });
}

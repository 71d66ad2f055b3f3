/** Targets that are none: no case may pass on them, or it judges nothing. */

import type { InProcessTarget } from '../../conformance/harness/bench.js';
import { inProcessTarget } from '../../conformance/targets/inproc.js';
import type { Stream } from '../../src/ports.js';

const acceptingWith = (name: string, accepted: (stream: Stream) => void): InProcessTarget =>
  inProcessTarget({
    implementation: { name, version: '0', language: 'none', profile: 'hardened' },
    async start(node, { transport }) {
      const create = async () => {
        const own = transport();
        await own.serve(node.listen, accepted);
        return own;
      };
      let current = await create();
      return {
        endpoint: node.listen,
        exit: undefined,
        stop: () => current.close(),
        kill: () => current.close(),
        async restart() {
          current = await create();
        },
        logTail: () => [`${name} serves ${node.listen}`],
      };
    },
  });

const ignored = { received: () => {}, ended: () => {} };

export const degenerateTargets: readonly InProcessTarget[] = [
  acceptingWith('silent', (stream) => stream.listen(ignored)),
  acceptingWith('echo', (stream) =>
    stream.listen({ ...ignored, received: (bytes) => stream.send(bytes) }),
  ),
  acceptingWith('closes at once', (stream) => {
    stream.listen(ignored);
    stream.end('UNKNOWN');
  }),
  acceptingWith('closes at the first message', (stream) =>
    stream.listen({ ...ignored, received: () => stream.end('UNKNOWN') }),
  ),
];

/** What the contract of all transports is tried on, for a transport that has a form with TLS and one without. */
import type { GrpcTransportOptions } from '../../src/adapters/grpc/options.js';
import type { Transport } from '../../src/ports.js';
import { createAuthority } from './certificates.js';
import { freePort, listenSilently } from './ports.js';
import type { Arrangement } from './transport-contract.js';

type Options = Pick<GrpcTransportOptions, 'tls' | 'dialTimeoutMs' | 'connTimeoutMs'>;
type Create = (options?: Options) => Transport;

const SHORT = { dialTimeoutMs: 150, connTimeoutMs: 150 };

export async function arrangeTls(create: Create): Promise<Arrangement> {
  const authority = await createAuthority('one');
  const tls = await authority.issue('client');
  const stranger = await createAuthority('two');
  const silent = await listenSilently();
  const server = create({ tls: await authority.issue('server') });
  const client = create({ tls });
  const misnamed = create({ tls: await authority.issue('misnamed', ['elsewhere.test']) });
  const unnamed = create({ tls: await authority.issue('localhost', []) });
  const short = create({ ...SHORT, tls });
  const distrusting = create({ ...SHORT, tls: await stranger.issue('stranger') });
  const plain = create(SHORT);
  return {
    server,
    client,
    listen: '127.0.0.1:0',
    isTls: true,
    failing: {
      'nobody listens': { by: short, at: `127.0.0.1:${await freePort()}` },
      'root unknown': { by: distrusting },
      'no TLS': { by: plain },
      'host not in certificate': { by: short, at: await misnamed.serve('127.0.0.1:0', () => {}) },
      'host only as common name': {
        by: short,
        at: (await unnamed.serve('127.0.0.1:0', () => {})).replace('127.0.0.1', 'localhost'),
      },
      'silent server': { by: short, at: silent.endpoint },
    },
    pass: (work) => work,
    async close() {
      await Promise.all(
        [client, server, misnamed, unnamed, short, distrusting, plain].map((one) => one.close()),
      );
      await silent.close();
    },
  };
}

export async function arrangePlain(create: Create): Promise<Arrangement> {
  const server = create();
  const client = create();
  const silent = await listenSilently();
  const short = create(SHORT);
  return {
    server,
    client,
    listen: '127.0.0.1:0',
    isTls: false,
    failing: {
      'nobody listens': { by: short, at: `127.0.0.1:${await freePort()}` },
      'silent server': { by: short, at: silent.endpoint },
    },
    pass: (work) => work,
    async close() {
      await Promise.all([client, server, short].map((one) => one.close()));
      await silent.close();
    },
  };
}

/** Fabric's wire by the contract of all transports, over mutual TLS and in plaintext. */
import { createGrpcTransport } from '../../src/adapters/grpc/transport.js';
import { createAuthority } from '../support/certificates.js';
import { freePort, listenSilently } from '../support/ports.js';
import { describeTransport } from '../support/transport-contract.js';

const SHORT = { dialTimeoutMs: 150, connTimeoutMs: 150 };

describeTransport('gRPC over mutual TLS', async () => {
  const authority = await createAuthority('one');
  const server = createGrpcTransport({ tls: await authority.issue('server') });
  const tls = await authority.issue('client');
  const client = createGrpcTransport({ tls });
  const stranger = await createAuthority('two');
  const silent = await listenSilently();
  const misnamed = createGrpcTransport({
    tls: await authority.issue('misnamed', ['elsewhere.test']),
  });
  const unnamed = createGrpcTransport({ tls: await authority.issue('localhost', []) });
  const short = createGrpcTransport({ ...SHORT, tls });
  const distrusting = createGrpcTransport({ ...SHORT, tls: await stranger.issue('stranger') });
  const plain = createGrpcTransport(SHORT);
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
});

describeTransport('gRPC in plaintext', async () => {
  const server = createGrpcTransport();
  const client = createGrpcTransport();
  const silent = await listenSilently();
  const short = createGrpcTransport(SHORT);
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
});

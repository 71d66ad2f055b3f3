/** After close() nothing keeps a process alive: a child process serves, dials, closes and must exit by itself. */
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createAuthority } from '../support/certificates.js';

const script = (create: string, from: string) => `
const tls = process.env.TLS_MATERIAL ? JSON.parse(process.env.TLS_MATERIAL) : undefined;
import { ${create} } from './src/adapters/${from}/transport.ts';
const server = ${create}({ tls });
const client = ${create}({ tls });
const silent = ${create}({ tls, dialTimeoutMs: 50 });
const accepted = [];
const endpoint = await server.serve('127.0.0.1:0', (stream) => {
  accepted.push(stream);
  stream.listen({ received: (bytes) => stream.send(bytes), ended: () => {} });
});
const streams = await Promise.all([1, 2, 3].map(() => client.dial(endpoint)));
await new Promise((resolve) => {
  for (const stream of streams) stream.listen({ received: resolve, ended: () => {} });
  streams[0].send(Uint8Array.of(1));
});
await silent.dial('127.0.0.1:1').catch(() => {});
streams[1].end('OK');
accepted[2].end('UNKNOWN');
await client.close();
await server.close();
await silent.close();
console.log('closed');
`;

describe('close', () => {
  it.each([
    ['createGrpcTransport', 'grpc', false],
    ['createGrpcTransport', 'grpc', true],
    ['createFramedTransport', 'framed', true],
  ])(
    'of %s (%s, TLS: %s) leaves nothing behind and warns of nothing',
    async (create, from, isTls) => {
      const tls = isTls ? JSON.stringify(await (await createAuthority('one')).issue('peer')) : '';
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '--eval', script(create, from)],
        { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, TLS_MATERIAL: tls } },
      );
      let out = '';
      let errors = '';
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      child.stderr.on('data', (chunk) => {
        errors += chunk;
      });
      const code = await new Promise((resolve) => child.once('close', resolve));
      expect({ code, out, errors }).toEqual({ code: 0, out: 'closed\n', errors: '' });
    },
  );
});

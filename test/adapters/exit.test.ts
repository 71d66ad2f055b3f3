/** After close() nothing keeps a process alive: a child process serves, dials, closes and must exit by itself. */
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const script = (create: string, from: string) => `
import { ${create} } from './src/adapters/${from}/transport.ts';
const server = ${create}();
const client = ${create}();
const silent = ${create}({ dialTimeoutMs: 50 });
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
    ['createGrpcTransport', 'grpc'],
    ['createFramedTransport', 'framed'],
  ])('of %s leaves nothing that keeps a process alive', async (create, from) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script(create, from)],
      { stdio: ['ignore', 'pipe', 'pipe'] },
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
  });
});

/**
 * Adapters with one fault each, and what the suite has to say of them. Each is the sound one below with one
 * change; its node answers Ping and nothing else.
 */
import type { Verdict } from '../harness/verdict.js';

export interface BrokenAdapter {
  readonly name: string;
  /** An ES module for Node, whole. */
  readonly script: string;
  /** Of the first of two rounds of a case that starts one node and pings it. */
  readonly verdict: Verdict;
  /** In what the report says of that case. */
  readonly message: RegExp;
  /** Exit status of the run. */
  readonly exit: 0 | 1 | 2 | 3;
}

const SOUND = `
import { createInterface } from 'node:readline';
import { createServer } from 'node:net';
import { createSecureServer } from 'node:http2';
import { spawn } from 'node:child_process';

const say = (message) => console.log(JSON.stringify(message));
const nodes = new Map();
let pings = 0;
const hooks = { pinged() {} };
const place = (endpoint) => ({ host: endpoint.split(':')[0], port: Number(endpoint.split(':')[1]) });
const listening = (server, endpoint) =>
  new Promise((resolve) => server.listen(place(endpoint), () => resolve(server)));

/** Answers Ping over TLS. */
const pingOnly = ({ tls, listen }) => {
  const server = createSecureServer({ cert: tls.certPem, key: tls.keyPem });
  server.on('stream', (stream, headers) => {
    if (headers[':path'] !== '/gossip.Gossip/Ping') return stream.close();
    pings += 1;
    if (hooks.pinged() === 'no answer') return stream.close(2);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.alloc(5));
  });
  return listening(server, listen);
};
const hello = {
  protocol: 1,
  implementation: { name: 'broken', version: '1', language: 'javascript' },
  features: ['timings'],
};
const on = {
  hello: ({ id }) => say({ re: id, hello }),
  async start(request) {
    nodes.set(request.node, await pingOnly(request));
    say({ re: request.id, ready: { listen: request.listen } });
  },
  stop({ id, node }) {
    nodes.get(node)?.close();
    say({ re: id, stopped: {} });
  },
  unknown: ({ id, request }) => say({ re: id, unsupported: { reason: 'unknown request ' + request } }),
};
const serve = () =>
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const request = JSON.parse(line);
      (on[request.request] ?? on.unknown)(request);
    })
    .on('close', () => process.exit(0));
`;

const broken = (
  name: string,
  change: string,
  expected: readonly [Verdict, RegExp, BrokenAdapter['exit']],
): BrokenAdapter => ({
  name,
  script: `${SOUND}\n${change}\nserve();\n`,
  verdict: expected[0],
  message: expected[1],
  exit: expected[2],
});

/** Nothing is wrong with it: whatever the suite says of the others, it says because of their faults. */
export const soundAdapter: BrokenAdapter = broken('sound', '', ['pass', /^$/, 0]);

export const brokenAdapters: readonly BrokenAdapter[] = [
  broken('ends at once', `console.error('no licence'); process.exit(3);`, [
    'target-error',
    /ended, code 3, signal null, before it had answered "hello"[\s\S]*no licence/,
    3,
  ]),
  broken('is killed at once', `process.kill(process.pid, 'SIGKILL');`, [
    'target-error',
    /ended, code null, signal SIGKILL, before it had answered "hello"/,
    3,
  ]),
  broken('speaks another version', `hello.protocol = 2;`, [
    'target-error',
    /speaks version 2 of the control protocol, the suite speaks 1/,
    3,
  ]),
  broken('declares what nobody knows', `hello.features = ['magic'];`, [
    'target-error',
    /is no answer: hello\.features\.0 must be equal to one of the allowed values: multi-org, timings/,
    3,
  ]),
  broken('says yes to everything', `on.unknown = ({ id }) => say({ re: id, ok: true });`, [
    'target-error',
    /answered ok to the request "nonsense-[^"]*", which nobody can know/,
    3,
  ]),
  broken('crashes at start', `on.start = () => { console.error('no room'); process.exit(5); };`, [
    'target-error',
    /ended, code 5, signal null, before it had answered "start"[\s\S]*no room/,
    3,
  ]),
  broken(
    'prints to stdout',
    `const start = on.start; on.start = (request) => { console.log('starting…'); start(request); };`,
    [
      'target-error',
      /wrote a line to its stdout that is no message: "starting…"\. .*was it meant for stderr\?/,
      3,
    ],
  ),
  broken('answers what nobody asked', `on.start = () => say({ re: 999, ok: true });`, [
    'target-error',
    /answered request 999, which is not open: .* Open requests: 3 \(start\)/,
    3,
  ]),
  broken(
    'answers twice',
    `const start = on.start; on.start = async (request) => { await start(request); say({ re: request.id, ready: { listen: request.listen } }); };`,
    ['target-error', /answered request 3, which is not open/, 3],
  ),
  broken('answers start with ok', `on.start = ({ id }) => say({ re: id, ok: true });`, [
    'target-error',
    /answered "start" with \{"ok":true\}; expected ready, unsupported or error/,
    3,
  ]),
  broken('never gets ready', `hello.limits = { startTimeoutMs: 1000 }; on.start = () => {};`, [
    'target-error',
    /has not answered "start" within 1000 ms/,
    3,
  ]),
  broken(
    'is ready and does not listen',
    `hello.limits = { startTimeoutMs: 1500 }; on.start = ({ id, listen }) => say({ re: id, ready: { listen } });`,
    [
      'target-error',
      /says that \S+ is ready; the suite finds that nothing listens on 127\.0\.0\.1:\d+/,
      3,
    ],
  ),
  broken(
    'listens without TLS',
    `hello.limits = { startTimeoutMs: 1500 }; on.start = async ({ id, listen }) => { await listening(createServer((s) => s.end('hello')), listen); say({ re: id, ready: { listen } }); };`,
    ['target-error', /it listens, but does not speak TLS with tls\/server\.crt/, 3],
  ),
  broken(
    'speaks TLS and no gossip',
    `on.start = async ({ id, tls, listen }) => { const server = createSecureServer({ cert: tls.certPem, key: tls.keyPem }); server.on('stream', (s) => { s.respond({ ':status': 404 }); s.end(); }); await listening(server, listen); say({ re: id, ready: { listen } }); };`,
    ['target-error', /it speaks TLS but does not answer gossip\.Gossip\/Ping/, 3],
  ),
  broken(
    'listens elsewhere',
    `on.start = ({ id }) => say({ re: id, ready: { listen: '127.0.0.1:1' } });`,
    ['target-error', /listens on 127\.0\.0\.1:1; it was told 127\.0\.0\.1:\d+/, 3],
  ),
  broken(
    'finds every port taken',
    `on.start = ({ id }) => say({ re: id, error: { code: 'port-in-use', message: 'taken' } });`,
    ['target-error', /127\.0\.0\.1:\d+ is in use/, 3],
  ),
  broken(
    'breaks its word',
    `on.start = ({ id }) => say({ re: id, unsupported: { feature: 'timings', reason: 'no clock' } });`,
    ['target-error', /declares timings, but answered "start" with unsupported: no clock/, 3],
  ),
  broken(
    'cannot do what it has not declared',
    `on.start = ({ id }) => say({ re: id, unsupported: { feature: 'channels', reason: 'later' } });`,
    ['unsupported', /the target does not support channels: later/, 2],
  ),
  broken(
    'crashes in the middle of a case',
    `hooks.pinged = () => { if (pings === 2) process.exit(7); };`,
    ['fail', /it ended \(code 7, signal null\) while/, 1],
  ),
  broken(
    'tells of a node that ended',
    `hooks.pinged = () => { if (pings !== 2) return; say({ event: 'exited', node: [...nodes.keys()][0], code: 9, signal: null }); return 'no answer'; };`,
    ['fail', /it ended \(code 9, signal null\) while/, 1],
  ),
  broken(
    'prints to stdout in the middle of a case',
    `hooks.pinged = () => { if (pings !== 2) return; console.log('debug: pinged'); return 'no answer'; };`,
    ['target-error', /is no message: "debug: pinged"/, 3],
  ),
  broken(
    'ignores stop and SIGTERM',
    `process.on('SIGTERM', () => {}); on.stop = () => {}; setInterval(() => {}, 1000); process.stdin.removeAllListeners('close');`,
    ['target-error', /has not answered "stop" within \d+ ms/, 3],
  ),
  broken(
    'says stopped and goes on listening',
    `on.stop = ({ id }) => say({ re: id, stopped: {} });`,
    ['pass', /^$/, 0],
  ),
  broken(
    'leaves an orphan',
    `spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }).unref();`,
    ['pass', /^$/, 0],
  ),
  broken(
    'floods stderr',
    `const noise = 'x'.repeat(1023) + '\\n'; for (let i = 0; i < 40 * 1024; i += 1) process.stderr.write(noise);`,
    ['pass', /^$/, 0],
  ),
];

/**
 * Adapter of {{name}} for the conformance suite of Fabric gossip.
 *
 * The suite writes requests on stdin and reads answers from stdout, one JSON object a line; what you
 * want to say to people goes to stderr (console.error). The protocol: docs/targets.md and
 * spec/schema/control.schema.json of the package fabric-gossip. What is yours to write is marked TODO.
 */
import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';

interface Request {
  id: number;
  request: string;
  node?: string;
  [field: string]: unknown;
}
type Answer = Record<string, unknown>;

// TODO: who is judged, and what it can do. What is not declared is not judged (docs/targets.md lists
// the features); begin with none, and add one when your node has it.
const HELLO = {
  protocol: 1,
  implementation: { name: '{{name}}', version: '0.0.1', language: 'typescript' },
  features: [],
  // How long a start may take, and how many nodes this process hosts at the same time.
  limits: { startTimeoutMs: 5_000, nodes: 1 },
};

/** One gossip peer. */
interface Node {
  stop(): Promise<void>;
}

/**
 * TODO: put your own here; this one listens and does nothing useful. `start` has everything: listen,
 * advertise, bootstrap, identity and tls (as files and as PEM), organisations, channels, timings, workdir.
 */
async function startNode(start: Request): Promise<Node> {
  const [host, port] = String(start.listen).split(':');
  // TODO: serve gRPC over TLS with start.tls.certPem and keyPem, and answer /gossip.Gossip/Ping with
  // an empty message: that is how the suite sees that a node is up.
  const server: Server = createServer((socket) => socket.on('error', () => {}).destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), host, resolve);
  });
  return { stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

const nodes = new Map<string, Node>();

async function start(request: Request): Promise<Answer> {
  try {
    nodes.set(String(request.node), await startNode(request));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { error: { code: code === 'EADDRINUSE' ? 'port-in-use' : 'start-failed', message } };
  }
  // If the node is a process of its own, tell its `pid`: the suite can then kill and pause it.
  return { ready: { listen: request.listen } };
}

/** Without a node: all of them, and then this adapter. */
async function stop({ node }: { node?: string }): Promise<Answer> {
  for (const name of node === undefined ? [...nodes.keys()] : [node]) {
    await nodes.get(name)?.stop();
    nodes.delete(name);
  }
  return { stopped: { exitCode: 0 } };
}

// TODO: pause, resume, restart, join, leave, query, when your node can do them.
const answers: Record<string, (request: Request) => Promise<Answer>> = {
  hello: async () => ({ hello: HELLO }),
  start,
  async kill(request) {
    await stop(request);
    return { ok: true };
  },
  stop,
};

const unknown = async ({ request }: Request): Promise<Answer> => ({
  unsupported: { reason: `unknown request ${request}` },
});

process.once('SIGTERM', () => process.exit(0));
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  const answer = await (answers[request.request] ?? unknown)(request);
  process.stdout.write(`${JSON.stringify({ re: request.id, ...answer })}\n`);
  if (request.request === 'stop' && request.node === undefined) break;
}
// The end of stdin means that the suite is gone.
await stop({});
process.exit(0);

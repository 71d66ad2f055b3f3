/** Faults between sockets: who dials is known by his process, and bytes pass as they are. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createFaultPlane,
  type FaultPlane,
  type Wiring,
} from '../../../conformance/faults/plane.js';
import { cannotTell, sourceOf } from '../../../conformance/faults/sources.js';
import { wireFaults } from '../../../conformance/faults/wire.js';
import { realClock } from '../../../conformance/harness/clock.js';
import { evidence as createEvidence } from '../../../conformance/harness/evidence.js';

/** Dials the port that it is told, says `hello`, and prints what it hears and when it is over. */
const DIALLER = `
  const socket = require('node:net').connect(Number(process.argv[1]), '127.0.0.1');
  socket.on('connect', () => socket.write('hello'));
  socket.on('data', (bytes) => process.stdout.write(bytes));
  socket.on('error', () => {});
  socket.on('close', () => process.stdout.write('closed'));
  setInterval(() => {}, 1000);`;

/** However it comes about. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => void socket.once('close', () => resolve()));

const portOf = (endpoint: string): number => Number(endpoint.split(':')[1]);

let server: Server;
let served: string;
let accepted: Socket[];
let plane: FaultPlane;
let wiring: Wiring;
let children: ChildProcess[];

beforeEach(async () => {
  accepted = [];
  children = [];
  server = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => socket.write(`you said ${bytes}`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  served = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = realClock();
  const evidence = createEvidence(clock.now, clock.poke);
  plane = createFaultPlane({ clock, evidence, draw: () => 0.5, requireSources: () => {} });
  wiring = wireFaults(
    () => plane,
    async () => '127.0.0.1:0',
  );
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await wiring.close();
  for (const socket of accepted) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

function dialler(endpoint: string): { readonly pid: number; heard(part: string): Promise<void> } {
  const child = spawn(process.execPath, ['-e', DIALLER, `${portOf(endpoint)}`], { detached: true });
  children.push(child);
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => {
    text += bytes.toString();
  });
  return {
    pid: child.pid!,
    async heard(part) {
      while (!text.includes(part)) await once(child.stdout, 'data');
    },
  };
}

describe.skipIf(cannotTell() !== undefined)('a process that dials', () => {
  it('is found by its connection, and is a child where it is none of those asked for', async () => {
    const { pid, heard } = dialler(served);
    await heard('you said hello');
    const port = accepted[0]!.remotePort!;
    expect(await sourceOf(port, portOf(served), [pid])).toEqual({ pid });
    expect(await sourceOf(port, portOf(served), [])).toBe('child');
    expect(await sourceOf(1, portOf(served), [pid])).toBe('gone');
  });

  it('passes through the front of a party under its own name, one that is unknown does not', async () => {
    const endpoint = await wiring.front('t1', served);
    const started = wiring.starts('t2');
    const known = dialler(endpoint);
    started(known.pid);
    await known.heard('you said hello');
    const stranger = dialler(endpoint);
    await stranger.heard('closed');
    expect(accepted).toHaveLength(1);
  });

  it('reaches nobody over a cut, and is heard when it heals', async () => {
    const endpoint = await wiring.front('t1', served);
    plane.cut({ name: 't1' }, { name: 't2' });
    const started = wiring.starts('t2');
    const { pid, heard } = dialler(endpoint);
    started(pid);
    const other = connect(portOf(await wiring.wayTo('o1', endpoint)), '127.0.0.1');
    other.write('hi');
    const [answer] = (await once(other, 'data')) as [Buffer];
    expect(answer.toString()).toBe('you said hi');
    expect(accepted).toHaveLength(1);
    plane.heal();
    await heard('you said hello');
    other.destroy();
  });
});

describe('a probe', () => {
  it('has a door of its own, and past all faults none', async () => {
    const endpoint = await wiring.front('t1', served);
    expect(await wiring.wayTo(undefined, endpoint)).toBe(served);
    expect(await wiring.wayTo('o1', '127.0.0.1:9')).toBe('127.0.0.1:9');
    const door = await wiring.wayTo('o1', endpoint);
    expect([served, endpoint]).not.toContain(door);
    expect(await wiring.wayTo('o1', endpoint)).toBe(door);
  });

  it('on a half-open link hears nothing until healing breaks it', async () => {
    const door = await wiring.wayTo('o1', await wiring.front('t1', served));
    const socket = connect(portOf(door), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('one');
    await once(socket, 'data');
    plane.halfOpen({ name: 'o1' }, { name: 't1' });
    let heard = 0;
    socket.on('data', () => {
      heard += 1;
    });
    socket.write('two');
    const second = connect(portOf(door), '127.0.0.1');
    second.write('new');
    await once(second, 'data');
    plane.heal();
    await closed(socket);
    expect(heard).toBe(0);
    second.destroy();
  });

  it('that is dialled where nobody serves finds the connection closed', async () => {
    const door = await wiring.wayTo('o1', await wiring.front('t1', '127.0.0.1:1'));
    const socket = connect(portOf(door), '127.0.0.1');
    socket.on('error', () => {});
    await closed(socket);
    expect(accepted).toHaveLength(0);
  });

  it('passes on what one end closes, and what is in front of it arrives before', async () => {
    const door = await wiring.wayTo('o1', await wiring.front('t1', served));
    const socket = connect(portOf(door), '127.0.0.1');
    const ended = once(server, 'connection').then(([end]) => once(end as Socket, 'end'));
    socket.end('last words');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toBe('you said last words');
    await ended;
    socket.destroy();
  });
});

/** An adapter that somebody else has started: its control socket on this machine is the link. */
import { connect } from 'node:net';
import { type Exit, TargetError } from '../target.js';
import { lineSplitter } from './lines.js';
import type { Link } from './link.js';

const CONNECT_MS_MAX = 5_000;
const TAIL_LINES_MAX = 400;

/** @throws TargetError if nobody listens at host:port. */
export async function socketLink(address: string, tag: string): Promise<Link> {
  const colon = address.lastIndexOf(':');
  const name = `${tag} at ${address}`;
  const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => {
    const fail = (reason: string): void => {
      socket.destroy();
      reject(
        new TargetError(
          `${name}: ${reason}; start the adapter so that it listens there, one connection for each session`,
        ),
      );
    };
    socket.setTimeout(CONNECT_MS_MAX, () => fail(`no connection within ${CONNECT_MS_MAX} ms`));
    socket.once('error', (error) => fail(error.message));
    socket.once('connect', () => {
      socket.setTimeout(0);
      resolve();
    });
  });
  const notes: string[] = [];
  let exit: Exit | undefined;
  const ended = new Promise<string>((resolve) => {
    socket.once('close', () => {
      exit = { code: null, signal: null };
      resolve('closed its control socket');
    });
  });
  socket.on('error', (error) => notes.push(error.message));

  async function kill(): Promise<void> {
    socket.destroy();
    await ended;
  }

  return {
    name,
    send: (line) => void (exit === undefined && socket.write(`${line}\n`)),
    listen: (received) => void socket.on('data', lineSplitter(received)),
    get exit() {
      return exit;
    },
    ended,
    async close(graceMs) {
      const patience = setTimeout(() => socket.destroy(), graceMs);
      socket.end();
      await ended;
      clearTimeout(patience);
    },
    kill,
    note(line) {
      notes.push(`${tag} | ${line}`);
      if (notes.length > TAIL_LINES_MAX) notes.shift();
    },
    logPath: undefined,
    logTail: (lines) => notes.slice(-lines),
  };
}

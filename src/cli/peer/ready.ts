/** A peer that is up: the line that says so, signals, and requests on stdin. */
import { createInterface } from 'node:readline';
import type { Assembled } from './assemble.js';
import { answerTo, type Controlled } from './control.js';

export interface Addresses {
  /** host:port */
  readonly listen: string;
  /** ws://127.0.0.1:PORT, if it is inspected. */
  readonly inspect: string | undefined;
}

/** The peer is up: tells so, and listens to signals and requests. */
export function serve(
  { listen, inspect }: Addresses,
  { peer, name }: Assembled,
  options: { readonly control?: boolean; readonly json?: boolean },
  control: Omit<Controlled, 'stop'>,
  stop: (why: string) => void,
): void {
  let isStopping = false;
  const stopOnce = (why: string) => {
    // Whoever asks twice does not want to wait.
    if (isStopping) process.exit(130);
    isStopping = true;
    stop(why);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopOnce(signal));
  const { pkiHex: pkiId, mspId } = peer.config;
  const ready = {
    type: 'ready',
    listen,
    pkiId,
    mspId,
    pid: process.pid,
    ...(inspect && { inspect }),
  };
  console.log(
    options.json
      ? JSON.stringify(ready)
      : `ready: ${name} of ${mspId} listens on ${listen}, PKI-ID ${pkiId}, pid ${process.pid}${inspect ? `, inspect at ${inspect}` : ''}`,
  );
  if (!options.control) return;
  const requests = createInterface({ input: process.stdin });
  const controlled: Controlled = { ...control, stop: () => requests.close() };
  // One after the other, so that answers come in the order of requests.
  let answered = Promise.resolve();
  requests.on('line', (line) => {
    answered = answered.then(async () =>
      console.log(JSON.stringify(await answerTo(line, controlled))),
    );
  });
  requests.once('close', () => {
    void answered.then(() => {
      process.stdin.destroy();
      stopOnce('end of requests');
    });
  });
}

/**
 * Performs what a peer wants done for its channels: commits and reads in ledgers, streams to orderers.
 * Feeds the outcome of each. Decides nothing.
 */
import type { PeerEffect, PeerInput } from '../peer/io.js';
import type { DeliverStream, Ledger, OrdererClient, RunOutcome } from '../ports.js';

export interface ChannelPorts {
  /** Ledgers by channel. Looked up at each effect: the host's owner opens and closes them. */
  readonly ledgers: ReadonlyMap<string, Ledger>;
  /** Left out: no orderer can be reached. */
  readonly orderer?: OrdererClient | undefined;
}

export type ChannelEffect = Extract<
  PeerEffect,
  { readonly type: `block.${string}` | `blocks.${string}` | `orderer.${string}` }
>;

type Commit = Extract<PeerEffect, { readonly type: 'block.commit' }>;

export interface ChannelEffects {
  perform(effect: ChannelEffect): void;
  /** Ends every stream, and resolves when nothing more is done in a ledger. Feeds nothing from now on. */
  close(): Promise<void>;
}

export function createChannelEffects(
  { ledgers, orderer }: ChannelPorts,
  feed: (input: PeerInput) => void,
): ChannelEffects {
  const streams = new Map<string, DeliverStream>();
  /** Streams whose opening is under way. */
  const opening = new Set<string>();
  const underWay = new Set<Promise<void>>();
  /** By channel: what is handed to its ledger next. */
  const waiting = new Map<string, Commit[]>();
  let isClosed = false;
  const tell = (input: PeerInput): void => {
    if (!isClosed) feed(input);
  };
  const ledgerOf = (channel: string): Ledger => {
    const ledger = ledgers.get(channel);
    if (ledger === undefined) throw new Error(`no ledger of ${channel} is open`);
    return ledger;
  };
  const track = (work: Promise<void>): void => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };

  /** What the peer hands over in one step is one commit. */
  const commitWaiting = async (channel: string): Promise<void> => {
    await Promise.resolve();
    const commits = waiting.get(channel)!;
    waiting.delete(channel);
    const { count, reason } = await Promise.resolve()
      .then(() => commitAll(ledgerOf(channel), commits))
      .catch((error: Error) => ({ count: 0, reason: error.message }));
    for (const { number } of commits.slice(0, count))
      tell({ type: 'block.committed', channel, number });
    const failed = commits[count];
    if (failed !== undefined)
      tell({ type: 'commit.failed', channel, number: failed.number, reason });
  };

  /** What cannot be read is not there: the asker is answered with less. */
  const read = async ({
    channel,
    request,
    from,
    to,
  }: Extract<ChannelEffect, { type: 'blocks.read' }>): Promise<void> => {
    const blocks = await Promise.resolve()
      .then(() => ledgerOf(channel).read(from, to))
      .catch(() => []);
    tell({ type: 'blocks.found', channel, request, blocks });
  };

  const open = async ({
    channel,
    stream,
    endpoint,
    tlsRootCerts,
  }: Extract<ChannelEffect, { type: 'orderer.open' }>): Promise<void> => {
    const key = keyOf(channel, stream);
    const ended = (reason: string) => tell({ type: 'orderer.ended', channel, stream, reason });
    opening.add(key);
    try {
      if (orderer === undefined) throw new Error('this host reaches no orderer');
      const opened = await orderer.open(endpoint, tlsRootCerts);
      // The peer may have given the stream up, or have been stopped, in the meantime.
      if (!opening.delete(key) || isClosed) return opened.close();
      streams.set(key, opened);
      tell({ type: 'orderer.opened', channel, stream });
      opened.listen({
        received: (bytes) => tell({ type: 'orderer.received', channel, stream, bytes }),
        ended(reason) {
          if (streams.delete(key)) ended(reason);
        },
      });
    } catch (error) {
      if (opening.delete(key)) ended((error as Error).message);
    }
  };

  return {
    perform(effect) {
      switch (effect.type) {
        case 'block.commit': {
          const { channel } = effect;
          const others = waiting.get(channel);
          if (others === undefined) {
            waiting.set(channel, [effect]);
            track(commitWaiting(channel));
          } else others.push(effect);
          break;
        }
        case 'blocks.read':
          track(read(effect));
          break;
        case 'orderer.open':
          void open(effect);
          break;
        case 'orderer.send':
          streams.get(keyOf(effect.channel, effect.stream))?.send(effect.bytes);
          break;
        case 'orderer.pause':
          streams.get(keyOf(effect.channel, effect.stream))?.pause();
          break;
        case 'orderer.resume':
          streams.get(keyOf(effect.channel, effect.stream))?.resume();
          break;
        case 'orderer.close': {
          const key = keyOf(effect.channel, effect.stream);
          opening.delete(key);
          const stream = streams.get(key);
          streams.delete(key);
          stream?.close();
          break;
        }
      }
    },
    async close() {
      isClosed = true;
      opening.clear();
      for (const stream of streams.values()) stream.close();
      streams.clear();
      await Promise.all(underWay);
    },
  };
}

async function commitAll(ledger: Ledger, commits: readonly Commit[]): Promise<RunOutcome> {
  if (commits.length > 1 && ledger.commitRun !== undefined) {
    const blocks = commits.map(({ bytes }) => bytes);
    return ledger.commitRun(commits[0]!.number, blocks);
  }
  let count = 0;
  try {
    for (const { number, bytes } of commits) {
      await ledger.commit(number, bytes);
      count += 1;
    }
    return { count, reason: '' };
  } catch (error) {
    return { count, reason: (error as Error).message };
  }
}

const keyOf = (channel: string, stream: number): string => `${stream} ${channel}`;

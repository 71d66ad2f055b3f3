/**
 * What `Transport` promises, as a suite that every adapter runs. An arrangement brings a transport
 * that serves, others that dial, and a way to let time pass: real time passes by itself.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Stream, Transport } from '../../src/ports.js';
import { type Recorder, record, recordAll } from './streams.js';

export interface Arrangement {
  /** Both with the same TLS authority, each with a certificate of its own. */
  readonly server: Transport;
  readonly client: Transport;
  /** What to serve on, so that the system chooses the port. */
  readonly listen: string;
  readonly isTls: boolean;
  /** Dials that must fail, by what is wrong: who dials, short of time, and whom if not the server. */
  readonly failing: Readonly<Record<string, { readonly by: Transport; readonly at?: string }>>;
  /** Resolves with `work`, letting virtual time pass meanwhile. */
  pass<T>(work: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export function describeTransport(name: string, arrange: () => Promise<Arrangement>): void {
  describe(`${name}: transport`, () => {
    let at: Arrangement;
    let accepted: Recorder[];
    let endpoint: string;
    const pass = <T>(work: Promise<T>): Promise<T> => at.pass(work);

    beforeEach(async () => {
      at = await arrange();
      ({ accepted, endpoint } = await serve(at.server));
    });
    afterEach(() => pass(at.close()));

    const short = (): Transport => at.failing['nobody listens']!.by;
    const serve = async (server: Transport) => {
      const streams: Recorder[] = [];
      const bound = await server.serve(at.listen, recordAll(streams));
      return { accepted: streams, endpoint: bound };
    };
    const open = async (): Promise<{ dialled: Recorder; acceptor: Recorder }> => {
      const before = accepted.length;
      const dialled = record(await pass(at.client.dial(endpoint)));
      await pass(recordAll.grown(accepted, before + 1));
      return { dialled, acceptor: accepted[before]! };
    };

    it('carries messages both ways, in order', async () => {
      const { dialled, acceptor } = await open();
      const sent = Array.from({ length: 100 }, (_, i) => bytesOf(`message ${i}`));
      for (const bytes of sent) {
        dialled.stream.send(bytes);
        acceptor.stream.send(bytes);
      }
      await pass(Promise.all([dialled.holds(100), acceptor.holds(100)]));
      expect(acceptor.received).toEqual(sent);
      expect(dialled.received).toEqual(sent);
    });

    it('lets the acceptor speak first', async () => {
      const greeting = at.server.serve(at.listen, (stream: Stream) => {
        stream.listen({ received: () => {}, ended: () => {} });
        stream.send(bytesOf('welcome'));
      });
      const dialled = record(await pass(at.client.dial(await pass(greeting))));
      await pass(dialled.holds(1));
      expect(dialled.received).toEqual([bytesOf('welcome')]);
    });

    it('carries an empty message', async () => {
      const { dialled, acceptor } = await open();
      dialled.stream.send(new Uint8Array(0));
      await pass(acceptor.holds(1));
      expect(acceptor.received).toEqual([new Uint8Array(0)]);
    });

    it('carries a message of 5 MB', async () => {
      const { dialled, acceptor } = await open();
      const large = new Uint8Array(5_000_000).map((_, i) => i % 251);
      acceptor.stream.send(large);
      dialled.stream.send(large);
      await pass(Promise.all([dialled.holds(1), acceptor.holds(1)]));
      expect(Buffer.compare(dialled.received[0]!, large)).toBe(0);
      expect(Buffer.compare(acceptor.received[0]!, large)).toBe(0);
    });

    it.each(['OK', 'UNKNOWN'] as const)(
      'tells the dialler that the acceptor ended with %s',
      async (status) => {
        const { dialled, acceptor } = await open();
        acceptor.stream.send(bytesOf('last'));
        acceptor.stream.end(status);
        await pass(dialled.ended);
        expect(dialled.received).toEqual([bytesOf('last')]);
        expect(dialled.ends.map((end) => end.status)).toEqual([status]);
        expect(acceptor.ends).toEqual([]);
      },
    );

    it('tells the acceptor once that the dialler ended, after what was sent', async () => {
      const { dialled, acceptor } = await open();
      dialled.stream.send(bytesOf('last'));
      dialled.stream.end('OK');
      await pass(acceptor.ended);
      acceptor.stream.end('OK');
      expect(acceptor.received).toEqual([bytesOf('last')]);
      expect(acceptor.ends.map((end) => end.status)).toEqual(['OK']);
      expect(dialled.ends).toEqual([]);
    });

    it('keeps what arrives before somebody listens, the end included', async () => {
      const stream = await pass(at.client.dial(endpoint));
      await pass(recordAll.grown(accepted, 1));
      for (const text of ['one', 'two']) accepted[0]!.stream.send(bytesOf(text));
      accepted[0]!.stream.end('UNKNOWN');
      // Long enough for the end to arrive; if it were not, the outcome would be the same.
      for (let i = 0; i < 3; i += 1) await pass(at.client.ping(endpoint));
      const dialled = record(stream);
      await pass(dialled.ended);
      expect(dialled.received).toEqual([bytesOf('one'), bytesOf('two')]);
      expect(dialled.ends.map((end) => end.status)).toEqual(['UNKNOWN']);
    });

    it.each(['dialled', 'acceptor'] as const)(
      'delivers nothing to a %s stream that was ended',
      async (end) => {
        const both = await open();
        const other = end === 'dialled' ? both.acceptor : both.dialled;
        both[end].stream.end('OK');
        other.stream.send(bytesOf('too late'));
        await pass(other.ended);
        await pass(at.client.ping(endpoint));
        expect(both[end].received).toEqual([]);
        expect(both[end].ends).toEqual([]);
      },
    );

    it('delivers nothing to whoever listens after the end', async () => {
      const kept: Stream[] = [];
      const bound = await at.server.serve(at.listen, (stream) => kept.push(stream));
      const dialled = record(await pass(at.client.dial(bound)));
      dialled.stream.send(bytesOf('unheard'));
      for (let i = 0; i < 3; i += 1) await pass(at.client.ping(endpoint));
      kept[0]!.end('OK');
      const late = record(kept[0]!);
      await pass(dialled.ended);
      expect([late.received, late.ends]).toEqual([[], []]);
    });

    it('takes sends and ends after the end without complaint', async () => {
      const { dialled, acceptor } = await open();
      acceptor.stream.end('OK');
      await pass(dialled.ended);
      for (const { stream } of [dialled, acceptor]) {
        stream.send(bytesOf('late'));
        stream.end('UNKNOWN');
        stream.end('OK');
      }
      expect(dialled.received).toEqual([]);
    });

    it('shows both ends the same certificates', async () => {
      const { dialled, acceptor } = await open();
      expect(dialled.stream.localTlsHash).toEqual(acceptor.stream.remoteTlsHash);
      expect(dialled.stream.remoteTlsHash).toEqual(acceptor.stream.localTlsHash);
      expect(dialled.stream.localTlsHash?.length).toBe(at.isTls ? 32 : undefined);
      expect(dialled.stream.remoteTlsHash?.length).toBe(at.isTls ? 32 : undefined);
      if (at.isTls) expect(dialled.stream.localTlsHash).not.toEqual(dialled.stream.remoteTlsHash);
    });

    it('answers Ping, without a stream and beside one', async () => {
      await pass(at.client.ping(endpoint));
      expect(accepted).toEqual([]);
      await open();
      await pass(at.client.ping(endpoint));
      expect(accepted.length).toBe(1);
    });

    it('keeps many streams apart', async () => {
      const count = 50;
      const dialled = await pass(
        Promise.all(Array.from({ length: count }, () => at.client.dial(endpoint))),
      );
      const recorders = dialled.map(record);
      await pass(recordAll.grown(accepted, count));
      for (const acceptor of accepted) acceptor.react = (bytes) => acceptor.stream.send(bytes);
      recorders.forEach(({ stream }, i) => {
        stream.send(bytesOf(`stream ${i}`));
      });
      await pass(Promise.all(recorders.map((recorder) => recorder.holds(1))));
      expect(recorders.map((recorder) => recorder.received)).toEqual(
        recorders.map((_, i) => [bytesOf(`stream ${i}`)]),
      );
    });

    it('fails every dial and Ping that must fail, names the endpoint, accepts no stream', async () => {
      const names = Object.keys(at.failing);
      expect(names).toContain('nobody listens');
      for (const name of names) {
        const { by, at: elsewhere = endpoint } = at.failing[name]!;
        await expect(pass(by.dial(elsewhere)), name).rejects.toThrow(`dial ${elsewhere}: `);
        await expect(pass(by.ping(elsewhere)), name).rejects.toThrow(`dial ${elsewhere}: `);
      }
      expect(accepted).toEqual([]);
    });

    it('refuses to serve an endpoint that is in use, and names it', async () => {
      await expect(pass(at.server.serve(endpoint, () => {}))).rejects.toThrow(endpoint);
    });

    it('ends every stream with OK when the acceptor closes', async () => {
      const first = await open();
      const second = await open();
      await pass(Promise.all([at.server.close(), first.dialled.ended, second.dialled.ended]));
      expect([...first.dialled.ends, ...second.dialled.ends].map((end) => end.status)).toEqual([
        'OK',
        'OK',
      ]);
      await expect(pass(short().dial(endpoint))).rejects.toThrow(Error);
    });

    it('ends every stream when the dialler closes', async () => {
      const { acceptor } = await open();
      await pass(Promise.all([at.client.close(), acceptor.ended]));
      expect(acceptor.ends.length).toBe(1);
      await expect(pass(at.client.dial(endpoint))).rejects.toThrow(Error);
    });

    it('gives up a dial when it closes', async () => {
      const { by, at: nowhere } = at.failing['nobody listens']!;
      const outcome = expect(by.dial(nowhere!)).rejects.toThrow('closed');
      await pass(by.close());
      await pass(outcome);
    });
  });
}

/** The adapters of a run: as many as the nodes that run at the same time need, each used again. */
import type { Link } from './link.js';
import { type Greeting, openSession, type Session } from './session.js';

/** A place for one node. */
export interface Seat {
  readonly session: Session;
  /** Whether no other node lives on the same adapter. */
  readonly isAlone: boolean;
  free(): void;
}

export interface AdapterPool {
  /** @throws TargetError if another adapter is needed and does not get ready */
  take(): Promise<Seat>;
  close(graceMs: number): Promise<void>;
}

export interface AdapterPoolOptions {
  /** A way to one more adapter; `tag` names it in messages and logs. */
  open(tag: string): Promise<Link>;
  readonly greeting: Greeting;
  /** Told what the first adapter of a run, and every later one, says of itself. */
  greeted(session: Session): void;
}

interface Place {
  readonly session: Session;
  hosted: number;
}

export function adapterPool({ open, greeting, greeted }: AdapterPoolOptions): AdapterPool {
  const places: Place[] = [];
  let opened = 0;
  let turn: Promise<unknown> = Promise.resolve();

  async function find(): Promise<Seat> {
    const place = places.find(hasRoom) ?? (await another());
    place.hosted += 1;
    let isFree = false;
    return {
      session: place.session,
      get isAlone() {
        return place.hosted === 1;
      },
      free() {
        if (isFree) return;
        isFree = true;
        place.hosted -= 1;
      },
    };
  }

  async function another(): Promise<Place> {
    opened += 1;
    const session = await openSession(await open(`adapter ${opened}`), greeting);
    try {
      greeted(session);
    } catch (error) {
      await session.kill();
      throw error;
    }
    const place = { session, hosted: 0 };
    places.push(place);
    return place;
  }

  return {
    // One at a time: whoever comes second may find room on the adapter that the first has opened.
    take() {
      const seat = turn.then(find);
      turn = seat.catch(() => {});
      return seat;
    },
    async close(graceMs) {
      await turn;
      await Promise.all(places.map(({ session }) => session.close(graceMs)));
      places.length = 0;
    },
  };
}

const hasRoom = ({ session, hosted }: Place): boolean =>
  session.broken === undefined &&
  session.exit === undefined &&
  hosted < (session.hello.limits?.nodes ?? 1);

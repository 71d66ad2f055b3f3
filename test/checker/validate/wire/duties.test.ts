/**
 * What is left out of recorded traffic of Fabric is found, at the line at which it has been waited for long enough; and
 * where silence can be right, nothing is said.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CaptureRow } from '../../../../src/adapters/capture/rows.js';
import { ANSWER_MS } from '../../../../src/checker/validate/wire/answered.js';
import {
  PullMsgType,
  GossipMessage_Tag as Tag,
} from '../../../../src/wire/gen/gossip/message_pb.js';
import {
  brokenIn,
  isKind,
  judged,
  type Kind,
  opened,
  rewritten,
  rowsOf,
} from '../../../support/captures.js';

const paths = {
  '2.4.9': 'fabric-2.4.9/traffic.jsonl',
  '2.4.9, with pull': 'fabric-2.4.9/pull.jsonl',
  '2.5.16': 'live/fabric-2.5.16/traffic.jsonl.gz',
  '3.1.5': 'live/fabric-3.1.5/traffic.jsonl.gz',
} as const;
type Session = keyof typeof paths;
const sessions = Object.keys(paths) as Session[];
const rowsBy = new Map<Session, CaptureRow[]>();
for (const session of sessions) rowsBy.set(session, await rowsOf(paths[session]));
const rowsIn = (session: Session): CaptureRow[] => rowsBy.get(session)!;
const pull = rowsIn('2.4.9, with pull');
const live = rowsIn('3.1.5');
const INTERVAL: Record<Session, number> = {
  '2.4.9': 5_000,
  '2.4.9, with pull': 5_000,
  '2.5.16': 2_000,
  '3.1.5': 2_000,
};

type Fits = (row: CaptureRow) => boolean;
const is = (dir: 'in' | 'out', kind: Kind): Fits => {
  return (row) => row.dir === dir && isKind(row, kind);
};
const ofPull = (dir: 'in' | 'out', kind: Kind, msgType: PullMsgType): Fits => {
  return (row) =>
    is(dir, kind)(row) && (opened(row).message.content.value as any).msgType === msgType;
};
const { BLOCK_MSG, IDENTITY_MSG } = PullMsgType;

/** Rule, questions, answers, and the sessions in which some question has to be answered. */
const duties: [string, Fits, Fits, Session[]][] = [
  ['membership-answered', is('out', 'memReq'), is('in', 'memRes'), sessions],
  [
    'identity-hello-answered',
    ofPull('out', 'hello', IDENTITY_MSG),
    ofPull('in', 'dataDig', IDENTITY_MSG),
    sessions,
  ],
  [
    'block-hello-answered',
    ofPull('out', 'hello', BLOCK_MSG),
    ofPull('in', 'dataDig', BLOCK_MSG),
    ['2.4.9, with pull'],
  ],
  ['snapshot-answered', is('out', 'stateInfoPullReq'), is('in', 'stateSnapshot'), sessions],
  [
    'state-answered',
    is('out', 'stateRequest'),
    is('in', 'stateResponse'),
    ['2.4.9', '2.4.9, with pull'],
  ],
];
const every = duties.flatMap(([id, question, answer, its]) =>
  its.map((session) => [id, session, question, answer] as const),
);

/** One-based line of the first message that comes on the connection once the wait is over. */
const dueAt = (rows: readonly CaptureRow[], question: CaptureRow): number =>
  rows.findIndex(
    ({ dir, conn, ms }) => dir === 'in' && conn === question.conn && ms >= question.ms + ANSWER_MS,
  ) + 1;

const idsIn = (rows: readonly CaptureRow[], aliveTimeInterval?: number) =>
  Object.keys(brokenIn(rows, { aliveTimeInterval }));

describe('answers', () => {
  it.each(every)(
    'CHEK-107: %s: none in %s is found at its line, and nothing else',
    (id, session, question, answer) => {
      const whole = rowsIn(session);
      const { looked, breaches } = judged(whole, {}).find((rule) => rule.id === id)!;
      expect(looked).toBeGreaterThan(0);
      expect(breaches).toEqual([]);
      const rows = whole.filter((row) => !answer(row));
      const found = brokenIn(rows, {});
      expect(Object.keys(found)).toEqual([id]);
      const lines = rows.filter(question).map((row) => dueAt(rows, row));
      expect(lines).toContain(found[id]);
      const told = judged(rows, {}).flatMap(({ breaches: its }) => its)[0]!;
      const asked = /of line (\d+)/.exec(told.observed)![1];
      expect(question(rows[Number(asked) - 1]!)).toBe(true);
      expect(dueAt(rows, rows[Number(asked) - 1]!)).toBe(told.line);
    },
  );

  it('CHEK-107, PULL-20: one digest that is missing is found by its nonce', () => {
    const missing = pull.find(ofPull('in', 'dataDig', BLOCK_MSG))!;
    const isIts = (row: CaptureRow) =>
      row.conn === missing.conn && nonceOf(row) === nonceOf(missing);
    const rows = pull.filter(
      (row) => !(isIts(row) && (is('in', 'dataDig')(row) || is('in', 'dataUpdate')(row))),
    );
    const question = rows.find((row) => is('out', 'hello')(row) && isIts(row))!;
    expect(brokenIn(rows, {})).toEqual({ 'block-hello-answered': dueAt(rows, question) });
  });

  const silent = pull.filter((row) => !is('in', 'dataDig')(row));
  const first = silent.find(ofPull('out', 'hello', IDENTITY_MSG))!;
  /** The session with one hello, which nobody answers. */
  const alone = silent.filter((row) => row === first || !is('out', 'hello')(row));
  const here = ({ dir, conn }: CaptureRow) => dir === 'in' && conn === first.conn;
  const cases: [string, readonly CaptureRow[]][] = [
    [
      'the connection is silent from then on',
      alone.filter((row) => !(row.conn === first.conn && row.ms >= first.ms + ANSWER_MS)),
    ],
    [
      'the sender has not shaken hands',
      alone.filter((row) => !(row.conn === first.conn && is('out', 'conn')(row))),
    ],
    [
      'the question has another tag',
      alone.map((row) =>
        row === first
          ? rewritten(row, (message) => {
              message.tag = Tag.ORG_ONLY;
            })
          : row,
      ),
    ],
    [
      'everything else stood still as well, and then came at once',
      alone.map((row) =>
        here(row) && row.ms > first.ms ? { ...row, ms: Math.max(row.ms, first.ms + 60_000) } : row,
      ),
    ],
    [
      'as many messages came as have room in a queue',
      alone.flatMap((row) => {
        const fills = here(row) && row.ms > first.ms && isKind(row, 'hello');
        return fills ? Array.from({ length: 200 }, () => row) : [row];
      }),
    ],
  ];
  it.each(cases)('CHEK-107: nothing is said where %s', (_, rows) => {
    expect(idsIn(alone)).toEqual(['identity-hello-answered']);
    expect(idsIn(rows)).not.toContain('identity-hello-answered');
  });

  it('CHEK-107: nothing is said where the same peer is heard on another connection alone', () => {
    const shake = alone.find((row) => here(row) && isKind(row, 'conn'))!;
    const rows = alone.map((row) =>
      here(row) && row.ms > first.ms ? { ...row, conn: 'other' } : row,
    );
    expect(idsIn([{ ...shake, conn: 'other' }, ...rows])).not.toContain('identity-hello-answered');
  });

  it('CHEK-107, PULL-23: nor in a flood of questions', () => {
    const flood = Array.from({ length: 60 }, (_, index) =>
      rewritten(first, ({ content: { value } }) => {
        value.nonce += BigInt(index);
      }),
    );
    expect(idsIn(alone.flatMap((row) => (row === first ? flood : [row])))).toEqual([]);
  });

  it('CHEK-107: a late answer is one', () => {
    const answer = pull.find(ofPull('in', 'dataDig', IDENTITY_MSG))!;
    const rows = alone.flatMap((row) => {
      const isNext = here(row) && row === alone[dueAt(alone, first) - 1];
      return isNext ? [{ ...answer, conn: row.conn, ms: row.ms }, row] : [row];
    });
    expect(idsIn(rows)).toEqual([]);
  });

  it('CHEK-107, MEMB-D21: a membership request that is forged need not be answered', () => {
    const rows = live.filter((row) => !is('in', 'memRes')(row));
    expect(idsIn(rows)).toEqual(['membership-answered']);
    const forged = rows.map((row) =>
      is('out', 'memReq')(row)
        ? rewritten(row, ({ content: { value } }) => {
            value.selfInformation.signature[9] ^= 1;
          })
        : row,
    );
    expect(idsIn(forged)).toEqual([]);
  });

  it('CHEK-107, PULL-21, XFER-D14: nor a hello of who may hold nothing, nor too wide a range', () => {
    const unheld = pull.filter((row) => !is('in', 'dataMsg')(row) && !is('in', 'dataDig')(row));
    expect(idsIn(unheld)).not.toContain('block-hello-answered');
    const unserved = pull.filter((row) => !is('in', 'stateResponse')(row));
    const wide = unserved.map((row) =>
      is('out', 'stateRequest')(row)
        ? rewritten(row, ({ content: { value } }) => {
            value.endSeqNum = value.startSeqNum + 11n;
          })
        : row,
    );
    expect(idsIn(unserved)).toEqual(['state-answered']);
    expect(idsIn(wide)).toEqual([]);
  });

  it('CHEK-107, CHAN-D25: nor a hello for blocks of who has left the channel', () => {
    const rows = pull.filter((row) => !ofPull('in', 'dataDig', BLOCK_MSG)(row));
    expect(idsIn(rows)).toContain('block-hello-answered');
    const left = rows.map((row) =>
      is('in', 'stateInfo')(row)
        ? rewritten(row, ({ content: { value } }) => {
            value.properties.leftChannel = true;
          })
        : row,
    );
    expect(idsIn(left)).not.toContain('block-hello-answered');
  });

  it('CHEK-107, XFER-D15: nor a state request where more peers are known than may wait', () => {
    const rows = pull.filter((row) => !is('in', 'stateResponse')(row));
    expect(idsIn([...strangersTo(rows, 25), ...rows])).not.toContain('state-answered');
  });

  it('CHEK-107, MEMB-D31: nor a membership request abroad of who has no external endpoint', () => {
    const foreign = live.find((row) => is('in', 'memRes')(row) && row.conn !== 'cli2')!.conn;
    const rows = live.filter((row) => !(row.conn === foreign && is('in', 'memRes')(row)));
    expect(idsIn(rows)).toEqual(['membership-answered']);
    // Its alive messages, and no others, tell of an endpoint.
    const told = rows.filter(
      (row) => !is('in', 'memReq')(row) && !isKind(row, 'memRes') && !isFromUs(row, foreign),
    );
    expect(idsIn(told)).toContain('membership-answered');
    const inner = told.map((row) => (is('in', 'aliveMsg')(row) ? withoutEndpoint(row) : row));
    expect(idsIn(inner)).not.toContain('membership-answered');
  });

  it('CHEK-107, CHAN-D21: nor a request for a snapshot of who has not asked for the same', () => {
    const rows = live.filter((row) => !is('in', 'stateSnapshot')(row));
    const foreign = rows.filter((row) => !is('in', 'stateInfoPullReq')(row));
    expect(idsIn(rows)).toEqual(['snapshot-answered']);
    expect(idsIn(foreign)).toEqual([]);
    // CHAN-D23: it asked once, and has had another configuration since.
    const asked = rows.findIndex(is('out', 'stateInfoPullReq'));
    const before = rows.filter((row, index) => index < asked || !is('in', 'stateInfoPullReq')(row));
    expect(idsIn(before)).toEqual([]);
  });
});

/** Questions to others, and what of others is passed on. */
const isFromUs = (row: CaptureRow, except: string): boolean =>
  (is('out', 'memReq')(row) && row.conn !== except) || is('out', 'aliveMsg')(row);

const withoutEndpoint = (row: CaptureRow): CaptureRow =>
  rewritten(row, ({ content: { value } }) => {
    value.membership.endpoint = '';
  });

/** Alive messages of peers of whom nobody else tells, to stand before the first row. */
function strangersTo(rows: readonly CaptureRow[], count: number): CaptureRow[] {
  const sample = rows.find(is('in', 'aliveMsg'))!;
  return Array.from({ length: count }, (_, index) => ({
    ...rewritten(sample, ({ content: { value } }) => {
      value.membership.pkiId = new Uint8Array(32).fill(index + 1);
    }),
    ms: 0,
  }));
}

const nonceOf = (row: CaptureRow): bigint | undefined =>
  (opened(row).message.content.value as any)?.nonce;

describe('heartbeats', () => {
  const isOwn = (row: CaptureRow, rows: readonly CaptureRow[]): boolean => {
    const shake = rows.find((one) => one.conn === row.conn && is('in', 'conn')(one))!;
    const its = opened(shake).message.content.value as any;
    const { membership } = opened(row).message.content.value as any;
    return Buffer.compare(membership.pkiId, its.pkiId) === 0;
  };
  const quiet = (rows: readonly CaptureRow[], fromMs: number) =>
    rows.filter((row) => !(is('in', 'aliveMsg')(row) && row.ms > fromMs && isOwn(row, rows)));

  it.each(sessions)('CHEK-108, MEMB-5: none after 3 s in %s is found at its line', (session) => {
    const aliveTimeInterval = INTERVAL[session];
    const whole = rowsIn(session);
    const kept = judged(whole, { aliveTimeInterval }).find(({ id }) => id === 'heartbeat-missing')!;
    expect(kept.looked).toBeGreaterThan(5);
    expect(idsIn(whole, aliveTimeInterval)).toEqual([]);
    const rows = quiet(whole, 3_000);
    const found = brokenIn(rows, { aliveTimeInterval });
    expect(Object.keys(found)).toEqual(['heartbeat-missing']);
    const at = rows[found['heartbeat-missing']! - 1]!;
    const last = rows.filter((row) => is('in', 'aliveMsg')(row) && isOwn(row, rows));
    const heardMs = last.findLast(({ conn }) => conn === at.conn)!.ms;
    const toLiving: Kind[] = [
      'hello',
      'stateInfoPullReq',
      'aliveMsg',
      'stateInfo',
      'dataMsg',
      'leadershipMsg',
    ];
    const expected = rows.find(
      (row) =>
        row.conn === at.conn &&
        row.ms > heardMs + 5 * aliveTimeInterval &&
        toLiving.some((kind) => is('in', kind)(row)),
    );
    expect(at).toBe(expected);
    expect(idsIn(rows)).toEqual([]);
  });

  it('CHEK-108: the same heartbeat again is none', () => {
    const heard = live.find((row) => is('in', 'aliveMsg')(row) && isOwn(row, live))!;
    const rows = live.map((row) =>
      is('in', 'aliveMsg')(row) && row.conn === heard.conn && isOwn(row, live)
        ? { ...row, bytes: heard.bytes }
        : row,
    );
    expect(idsIn(rows, 2_000)).toContain('heartbeat-missing');
  });

  it('CHEK-108, PUSH-4: nothing is said where more peers are known than are drawn, or to who may hear of few', () => {
    const rows = quiet(live, 3_000);
    expect(idsIn(rows, 2_000)).toEqual(['heartbeat-missing']);
    expect(idsIn([...strangersTo(rows, 3), ...rows], 2_000)).not.toContain('heartbeat-missing');
    const inner = rows.map((row) =>
      is('out', 'aliveMsg')(row) || is('out', 'memReq')(row) || is('out', 'memRes')(row)
        ? rewritten(row, ({ content }) => {
            if (content.case === 'aliveMsg') content.value.membership.endpoint = '';
            else Object.assign(content.value, { selfInformation: undefined, alive: [], dead: [] });
          })
        : row,
    );
    const inside = inner.filter((row) => !is('in', 'memRes')(row));
    expect(idsIn(inside, 2_000)).not.toContain('heartbeat-missing');
  });
});

describe('heartbeats that may be missing', () => {
  const isFromFabric = (row: CaptureRow) => row.dir === 'in' && row.conn === 'cli2';
  const fabric = live.find((row) => isFromFabric(row) && isKind(row, 'conn'))!;
  const { pkiId } = opened(fabric).message.content.value as any;
  const isBeat = (row: CaptureRow) =>
    isFromFabric(row) &&
    isKind(row, 'aliveMsg') &&
    Buffer.compare((opened(row).message.content.value as any).membership.pkiId, pkiId) === 0;
  const rows = live.filter((row) => !(isBeat(row) && row.ms > 3_000));

  it('CHEK-108: nothing is said of who gave no sign of taking the receiver for alive meanwhile', () => {
    expect(idsIn(rows, 2_000)).toEqual(['heartbeat-missing']);
    const paused = rows.filter((row) => !(isFromFabric(row) && row.ms > 4_000 && row.ms < 12_000));
    expect(idsIn(paused, 2_000)).not.toContain('heartbeat-missing');
  });

  it('CHEK-108, LINK-20: nor where the queue may have been full', () => {
    const at = rows.findIndex((row) => isFromFabric(row) && row.ms > 8_000 && isKind(row, 'hello'));
    const full = rows.flatMap((row, index) =>
      index === at ? Array.from({ length: 200 }, () => row) : [row],
    );
    expect(idsIn(full, 2_000)).not.toContain('heartbeat-missing');
  });

  it('CHEK-108, PUSH-D4: nor of another organisation, which may know peers that it does not tell', () => {
    const abroad = live.filter(
      (row) => !(row.dir === 'in' && row.conn === 'cli5' && isKind(row, 'aliveMsg')),
    );
    expect(abroad.length).toBeLessThan(live.length - 5);
    expect(idsIn(abroad, 2_000)).toEqual([]);
  });
});

describe('pushed blocks', () => {
  const copied = (rows: readonly CaptureRow[], ...delaysMs: readonly number[]): CaptureRow[] =>
    rows
      .flatMap((row) =>
        is('in', 'dataMsg')(row)
          ? [row, ...delaysMs.map((delay) => ({ ...row, ms: row.ms + delay }))]
          : [row],
      )
      .sort((a, b) => a.ms - b.ms);

  it.each(sessions)('CHEK-97, PUSH-D24: three copies in %s are found at the third', (session) => {
    const rows = copied(rowsIn(session), 0, 0);
    const found = brokenIn(rows, {});
    expect(Object.keys(found)).toEqual(['block-repeated']);
    const { conn, bytes } = rows[found['block-repeated']! - 1]!;
    const same = rows.flatMap((row, index) =>
      row.conn === conn && Buffer.compare(row.bytes, bytes) === 0 ? [index + 1] : [],
    );
    expect(same[2]).toBe(found['block-repeated']);
    expect(idsIn(copied(rowsIn(session), 0))).toEqual([]);
  });

  it('CHEK-97, DELV-4: a third can be of another stream, until its sender has committed the block', () => {
    expect(idsIn(copied(live, 0, 150))).toEqual([]);
    expect(idsIn(copied(live, 8_000, 12_000))).toEqual(['block-repeated']);
  });

  it('CHEK-97, DELV-10: and after a config block, of a stream that is opened at once', () => {
    const data = readFileSync('spec/vectors/fabric-2.4.9/blocks/ch1-0.block');
    const config = live.map((row) =>
      is('in', 'dataMsg')(row)
        ? rewritten(row, ({ content: { value } }) => {
            value.payload = { ...value.payload, data };
          })
        : row,
    );
    expect(idsIn(copied(config, 0, 0))).not.toContain('block-repeated');
  });
});

/** Answers come to questions, with what was asked for; nothing goes back to where it came from. */
import { toHex } from '../../../wire/hex.js';
import { authorOf } from '../../../wire/inside.js';
import { contentOf, KEPT, type Seen, type WireRule } from './seen.js';

/** A question as the kind and nonce of its answer. */
export function questionOf({ signed, kind }: Seen): string | undefined {
  const { nonce } = signed.message;
  const hello = contentOf(signed, 'hello');
  if (hello !== undefined) return `dataDig ${hello.nonce}`;
  const request = contentOf(signed, 'dataReq');
  if (request !== undefined) return `dataUpdate ${request.nonce}`;
  if (kind === 'memReq') return `memRes ${nonce}`;
  if (kind === 'stateInfoPullReq') return 'stateSnapshot';
  return kind === 'stateRequest' ? `stateResponse ${nonce}` : undefined;
}

export function answerOf({ signed, kind }: Seen): string | undefined {
  const pulled = contentOf(signed, 'dataDig') ?? contentOf(signed, 'dataUpdate');
  if (pulled !== undefined) return `${kind} ${pulled.nonce}`;
  if (kind === 'memRes' || kind === 'stateResponse') return `${kind} ${signed.message.nonce}`;
  return kind === 'stateSnapshot' ? kind : undefined;
}

const answers: WireRule = {
  id: 'answers',
  clauses: ['WIRE-55', 'MEMB-17', 'PULL-20', 'PULL-25', 'CHAN-52', 'XFER-25'],
  expected: 'an answer to a question that was asked, with its nonce, and no second one',
  watch() {
    const open = new Map<string, number>();
    return (seen) => {
      const asked = seen.dir === 'out' ? questionOf(seen) : undefined;
      if (asked !== undefined) {
        const key = `${seen.remote} ${asked}`;
        open.set(key, (open.get(key) ?? 0) + 1);
      }
      const given = seen.dir === 'in' ? answerOf(seen) : undefined;
      if (given === undefined) return undefined;
      const key = `${seen.remote} ${given}`;
      const left = open.get(key) ?? 0;
      if (left === 0) return `${given} answers nothing that was asked`;
      open.set(key, left - 1);
      return KEPT;
    };
  },
};

const utf8 = new TextEncoder();
const digestsOf = (digests: readonly Uint8Array[]): string[] => digests.map(toHex);

/** Digests of the items of an update. */
function itemsOf(seen: Seen): string[] {
  return seen.inside.flatMap((item) => {
    const number = contentOf(item, 'dataMsg')?.payload?.seqNum;
    if (number !== undefined) return [toHex(utf8.encode(String(number)))];
    const pkiId = contentOf(item, 'peerIdentity')?.pkiId;
    return pkiId === undefined ? [] : [toHex(pkiId)];
  });
}

const pulled: WireRule = {
  id: 'pull-items',
  clauses: ['PULL-7', 'PULL-18', 'PULL-19', 'PULL-25'],
  expected: 'requests for what a digest has offered, updates with what was requested',
  watch() {
    const offered = new Map<string, Set<string>>();
    const requested = new Map<string, Set<string>>();
    const add = (to: Map<string, Set<string>>, key: string, its: readonly string[]) =>
      to.set(key, new Set([...(to.get(key) ?? []), ...its]));
    const beyond = (among: Set<string> | undefined, its: readonly string[], what: string) => {
      const wrong = its.find((one) => among?.has(one) !== true);
      return wrong === undefined ? KEPT : `${what} ${wrong}`;
    };
    return (seen) => {
      const { signed, dir, remote } = seen;
      const digest = contentOf(signed, 'dataDig');
      const request = contentOf(signed, 'dataReq');
      const update = contentOf(signed, 'dataUpdate');
      if (dir === 'out') {
        if (digest) add(offered, `${remote} ${digest.nonce}`, digestsOf(digest.digests));
        if (request) add(requested, `${remote} ${request.nonce}`, digestsOf(request.digests));
        return undefined;
      }
      if (request) {
        if (request.digests.length === 0) return 'a request for no item';
        const its = offered.get(`${remote} ${request.nonce}`);
        return beyond(its, digestsOf(request.digests), 'asks for what was not offered, digest');
      }
      if (!update) return undefined;
      const its = requested.get(`${remote} ${update.nonce}`);
      return beyond(its, itemsOf(seen), 'has what was not requested, digest');
    };
  },
};

const ranges: WireRule = {
  id: 'state-range',
  clauses: ['XFER-24', 'XFER-25'],
  expected: 'blocks of the range that was requested, in order',
  watch() {
    const requested = new Map<string, readonly [bigint, bigint]>();
    return ({ signed, dir, remote }) => {
      const key = `${remote} ${signed.message.nonce}`;
      const request = contentOf(signed, 'stateRequest');
      if (request !== undefined && dir === 'out')
        requested.set(key, [request.startSeqNum, request.endSeqNum]);
      const response = contentOf(signed, 'stateResponse');
      if (response === undefined || dir === 'out') return undefined;
      const [start, end] = requested.get(key) ?? [1n, 0n];
      let before = -1n;
      for (const { seqNum } of response.payloads) {
        if (seqNum < start || seqNum > end) return `block ${seqNum}, and not of ${start} to ${end}`;
        if (seqNum <= before) return `block ${seqNum} after block ${before}`;
        before = seqNum;
      }
      return KEPT;
    };
  },
};

const PUSHED: ReadonlySet<string> = new Set(['aliveMsg', 'stateInfo', 'leadershipMsg']);

const pushedBack: WireRule = {
  id: 'pushed-back',
  clauses: ['PUSH-I1', 'PUSH-5'],
  expected: 'no message pushed back to its author, from whom alone it can have come',
  watch(cast) {
    /** Payloads that left here, by themselves or in a response, with those to whom they went. */
    const sent = new Map<string, Set<string>>();
    return ({ signed, inside, kind, dir, remote }) => {
      if (dir === 'out')
        for (const { envelope } of [signed, ...inside]) {
          const key = toHex(envelope.payload);
          sent.set(key, (sent.get(key) ?? new Set()).add(remote));
        }
      // What others wrote, they may have pushed to anybody themselves.
      const author = authorOf(signed.message);
      if (dir === 'out' || !PUSHED.has(kind) || author === undefined) return undefined;
      if (toHex(author) !== cast.self) return undefined;
      const receivers = sent.get(toHex(signed.envelope.payload));
      // Of several receivers any may have passed it on.
      const isBack = receivers?.size === 1 && receivers.has(remote);
      return isBack ? `${kind} comes back` : KEPT;
    };
  },
};

export const exchangeRules: readonly WireRule[] = [answers, pulled, ranges, pushedBack];

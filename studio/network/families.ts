/** Families of messages: what a reader tells apart, each with a colour and a shape. */

export type Shape =
  | 'circle'
  | 'square'
  | 'triangle'
  | 'diamond'
  | 'bar'
  | 'ring'
  | 'cross'
  | 'star';

export interface Family {
  readonly name: string;
  readonly shape: Shape;
  /** Custom property of the style sheet. */
  readonly colour: string;
  /** Cases of the gossip message. */
  readonly kinds: readonly string[];
}

export const FAMILIES: readonly Family[] = [
  { name: 'blocks', shape: 'square', colour: '--block', kinds: ['dataMsg'] },
  {
    name: 'membership',
    shape: 'circle',
    colour: '--member',
    kinds: ['aliveMsg', 'memReq', 'memRes'],
  },
  {
    name: 'pull',
    shape: 'diamond',
    colour: '--pull',
    kinds: ['hello', 'dataDig', 'dataReq', 'dataUpdate'],
  },
  { name: 'election', shape: 'star', colour: '--election', kinds: ['leadershipMsg'] },
  {
    name: 'channel state',
    shape: 'triangle',
    colour: '--channel',
    kinds: ['stateInfo', 'stateSnapshot', 'stateInfoPullReq'],
  },
  {
    name: 'state transfer',
    shape: 'bar',
    colour: '--transfer',
    kinds: ['stateRequest', 'stateResponse'],
  },
  { name: 'identity', shape: 'ring', colour: '--identity', kinds: ['conn', 'peerIdentity'] },
  { name: 'other', shape: 'cross', colour: '--other', kinds: [] },
];

const byKind = new Map(
  FAMILIES.flatMap((family, index) => family.kinds.map((kind) => [kind, index])),
);

/** Number of the family of a message kind. */
export const familyOf = (kind: string): number => byKind.get(kind) ?? FAMILIES.length - 1;

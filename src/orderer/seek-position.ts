/** Where a request for blocks starts and ends, for a channel of a height. */
import type { SeekPosition } from '../wire/gen/orderer/ab_pb.js';

/** ORDR-54: undefined if it names no position. */
export function positionOf({ Type }: SeekPosition, height: bigint): bigint | undefined {
  if (Type.case === 'oldest') return 0n;
  if (Type.case === 'newest') return height - 1n;
  if (Type.case === 'nextCommit') return height;
  return Type.case === 'specified' ? Type.value.number : undefined;
}

/** ORDR-55. Both newest: the one block that is newest when the request arrives. */
export function lastOf(
  stop: SeekPosition,
  start: SeekPosition,
  next: bigint,
  height: bigint,
): bigint {
  if (stop.Type.case === 'oldest') return next;
  if (stop.Type.case === 'newest') return start.Type.case === 'newest' ? next : height - 1n;
  return stop.Type.case === 'specified' ? stop.Type.value.number : 0n;
}

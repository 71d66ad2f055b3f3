/** A path through points whose corners are round: through the middles of the segments. */
export function curveOf(points: readonly (readonly [number, number])[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  const turns = rest.slice(0, -1).map(([x, y], i) => {
    const [nextX, nextY] = rest[i + 1]!;
    return `Q${x} ${y} ${(x + nextX) / 2} ${(y + nextY) / 2}`;
  });
  return `M${first[0]} ${first[1]} ${turns.join(' ')} L${last[0]} ${last[1]}`;
}

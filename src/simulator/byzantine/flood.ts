/** More than anybody needs: true messages of its own that are always newer, and bytes without meaning. */
import type { Villain } from './byzantine.js';
import * as messages from './messages.js';

export function flood(villain: Villain, to: string): void {
  const { name, below } = villain;
  if (below(2) === 0) {
    const claim = { author: name, endpoint: `flood.${name}:1`, seqNum: villain.count };
    return villain.send(to, messages.alive(villain, claim).bytes);
  }
  villain.send(
    to,
    Uint8Array.from({ length: 1 + below(200) }, () => below(256)),
  );
}

/** What has happened in a model, as the act that lets it happen to peers of the simulator. */
import type { Act, Happens } from '../../simulator/played/act.js';
import { ageingsOf } from '../peers/ageing.js';
import { answering } from '../peers/choices.js';
import { decoded, nonceOf } from '../peers/locals.js';
import type { PeerNetwork } from '../peers/network.js';
import type { Done } from '../peers/view.js';

export function actOf({ peers, ages, aside = [] }: PeerNetwork, done: Done): Act {
  const { peer, nonces, answers } = done;
  let drawn = nonces;
  const nonce = () => {
    drawn += 1;
    return nonceOf(peer, drawn);
  };
  const common = { peer: peers[peer]!.name, choose: answering(nonce, answers) };
  if (done.what === 'cuts') return { ...common, what: 'cuts', aside };
  return { ...common, ...happens(done, done.what, new Set(peers[peer]!.ages ?? ages)) };
}

function happens(
  done: Done,
  what: Exclude<Done['what'], 'cuts'>,
  kinds: Parameters<typeof ageingsOf>[2]['kinds'],
): Happens {
  const { input, isOverheard, about, said } = done;
  switch (what) {
    case 'starts':
    case 'crashes':
    case 'heals':
      return { what };
    case 'receives':
    case 'duplicates':
      return {
        what: 'arrives',
        link: linkOf(done),
        seenAs: input!.type,
        isCopy: what === 'duplicates',
        isOverheard,
      };
    case 'loses':
      return { what: 'is lost', link: linkOf(done) };
    case 'sees':
      if (input?.type !== 'timer.fired') throw new Error('CHEK-24: expected a timer');
      return { what: 'fires', timer: input.timer };
    case 'is told':
    case 'is answered':
      return { what: 'is given', input: input! };
    case 'lets pass':
      return {
        what: 'ages',
        change({ state, config: { parameters } }, atMs) {
          const found = ageingsOf(state, atMs, { kinds, parameters });
          const ageing = found.find((one) => one.what === about);
          if (ageing === undefined) throw new RangeError(`${about}: there is nothing that ages`);
          ageing.apply(state);
        },
      };
    case 'says': {
      const { link, bytes } = said!;
      const { message } = decoded({ type: 'envelope.received', link, message: bytes }) as {
        message: Uint8Array;
      };
      return { what: 'says', link, message };
    }
  }
}

/** On which it arrives or is lost, as the peer calls it. */
function linkOf({ input }: Done): string {
  if (input === undefined || !('link' in input)) throw new Error('CHEK-26: expected an arrival');
  return input.link;
}

/** Keys that work wherever the focus is, but in a field. */

import { countAt } from '../run/recording.js';
import { RUNS } from '../time/scene.js';
import { SPEEDS } from '../time/speeds.js';
import { isMoment } from '../time/transport.jsx';
import type { Studio } from './studio.js';

export function listenToKeys(studio: Studio): void {
  const { store, play, step } = studio;
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    const isField = /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
    if (event.ctrlKey && event.key === 'z') return studio.undo();
    if (isField || event.ctrlKey || event.metaKey || event.altKey) return;
    const state = store.get();
    switch (event.key) {
      case ' ':
        if (target.tagName === 'BUTTON') return;
        play(!state.isPlaying);
        break;
      case 'ArrowRight':
      case 'ArrowLeft': {
        const direction = event.key === 'ArrowRight' ? 1 : -1;
        if (event.shiftKey) step(direction, isMoment);
        else step(direction);
        break;
      }
      case '+':
      case '-': {
        const at = SPEEDS.indexOf(state.speed as (typeof SPEEDS)[number]);
        const next = SPEEDS[at + (event.key === '+' ? 1 : -1)];
        if (next !== undefined) store.set({ speed: next });
        break;
      }
      case '[':
      case ']': {
        const count = state.shown?.cast.peers.length ?? 0;
        const next = state.peer + (event.key === ']' ? 1 : -1);
        store.set({ peer: next < -1 ? count - 1 : next >= count ? -1 : next });
        break;
      }
      case 'b':
        store.set({ bookmarks: [...state.bookmarks, state.nowMs].sort((a, b) => a - b) });
        break;
      case 'k':
        toggleLife(studio);
        break;
      default:
        return;
    }
    event.preventDefault();
  });
}

/** Kills the selected peer, or starts it again. */
function toggleLife({ store, lay }: Studio): void {
  const { shown, peer, nowMs } = store.get();
  if (shown === undefined || peer < 0) return;
  const scene = shown.timeline.seek(countAt(shown.recording, nowMs));
  const { name } = shown.cast.peers[peer]!;
  lay({ do: scene.life[peer] === RUNS ? 'kill' : 'start', peer: name });
}

/** Keys of the state graph: they work wherever the focus is, but in a field. */
import type { GraphPage } from './graph-page.js';

export function listenToGraphKeys(page: GraphPage): void {
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { place, chosen } = page.get();
    if (place === undefined) return;
    const choose = (by: number) => {
      const { length } = place.steps;
      if (length > 0) page.set({ chosen: (chosen + by + length) % length });
    };
    switch (event.key) {
      case 'j':
        choose(1);
        break;
      case 'k':
        choose(-1);
        break;
      case 'Enter':
        // A button with the focus is pressed by it.
        if (target.closest('button, a, [role=button]') !== null) return;
        page.take(chosen);
        break;
      case 'Backspace':
      case 'u':
        page.back(place.schedule.length - 1);
        break;
      case 'Home':
        page.back(0);
        break;
      default:
        if (!/^[1-9]$/.test(event.key)) return;
        page.take(Number(event.key) - 1);
    }
    event.preventDefault();
  });
}

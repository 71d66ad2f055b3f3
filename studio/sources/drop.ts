/** Files that are dropped on the page are opened. */
import type { Studio } from '../page/studio.js';
import { openFiles } from './open-files.js';

export function listenToDrops(studio: Studio): void {
  const root = document.documentElement;
  addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    root.dataset.drop = '';
  });
  addEventListener('dragleave', (event) => {
    // Left the page, and not one of its parts.
    if (event.relatedTarget === null) delete root.dataset.drop;
  });
  addEventListener('drop', (event) => {
    delete root.dataset.drop;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void openFiles(
      studio,
      files.map((blob) => ({ name: blob.name, blob })),
    );
  });
}

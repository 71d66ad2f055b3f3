import { createMemoryStore } from '../../src/ledger/memory-store.js';
import { storeContract } from '../support/store-contract.js';

storeContract('memory', () => {
  const { contents } = createMemoryStore();
  return { open: async () => createMemoryStore(contents) };
});

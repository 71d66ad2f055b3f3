/** Every store is within its bound: MEMB-I5, IDENT-I3, and the bounds of the stores of a channel. */
import type { Peer } from '../../peer/peer.js';
import type { InvariantContext, InvariantWatch } from './context.js';

/** [invariant, store, how many it holds, bound] */
type Row = readonly [id: string, store: string, size: number, bound: number];

function rowsOf({ state, config: { parameters: p } }: Peer): Row[] {
  return [
    ['MEMB-I5', 'members', state.members.size, p.membersMax],
    ['MEMB-I5', 'alive messages', state.aliveStore.size, p.aliveStoreMax],
    ['MEMB-I5', 'contacts', state.contacts.size, p.contactsMax],
    ['IDENT-I3', 'identities', state.identities.size, p.identitiesMax],
    ['LINK-I5', 'links', state.links.size, p.linksMax],
    ['CHAN-I5', 'channels', state.channels.size, p.channelsMax],
    ['CHAN-I5', 'foreign StateInfo', state.foreignStateInfos.size, p.stateInfosMax],
    ...[...state.channels.values()].flatMap((entry): Row[] => [
      ['CHAN-I5', 'StateInfo', entry.stateInfos.size, p.stateInfosMax],
      ['PUSH-I4', 'held blocks', entry.window.size, p.maxBlockCountToStore + 1],
      ['PULL-I3', 'items', entry.pull.items.size, p.pullItemsMax],
      ['PULL-I3', 'nonces', entry.pull.nonces.size, p.pullNoncesMax],
    ]),
  ];
}

export function watchStores({ breach }: InvariantContext): InvariantWatch {
  return {
    observer: {
      // Often enough: nothing takes an entry out before a sweep.
      trace(node, trace) {
        if (trace.kind !== 'step' || trace.entity !== 'member-sweep') return;
        for (const [id, store, size, bound] of rowsOf(node.peer!))
          if (size > bound) breach(id, node.name, `${size} ${store}, at most ${bound} allowed`);
      },
    },
  };
}

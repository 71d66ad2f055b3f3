/**
 * Every store is within its bound: MEMB-I5, IDENT-I3, PULL-I1, PUSH-I4, XFER-I3; where no invariant says so,
 * the parameter that bounds it is named.
 */
import type { Peer } from '../../peer/peer.js';
import type { InvariantContext, InvariantWatch } from './context.js';

/** [invariant, store, how many it holds, bound] */
type Row = readonly [id: string, store: string, size: number, bound: number];

function rowsOf({ state, config: { parameters: p } }: Peer): Row[] {
  return [
    ['MEMB-I5', 'members', state.members.size, p.membersMax],
    ['MEMB-I5', 'alive messages', state.aliveStore.size, p.aliveStoreMax],
    ['MEMB-P12', 'contacts', state.contacts.size, p.contactsMax],
    ['IDENT-I3', 'identities', state.identities.size, p.identitiesMax],
    ['PULL-I1', 'items of identities', state.identityPull.items.size, p.pullItemsMax],
    ['CHAN-P4', 'channels', state.channels.size, p.channelsMax],
    ['CHAN-P5', 'foreign StateInfo', state.foreignStateInfos.size, p.stateInfosMax],
    ...[...state.channels.values()].flatMap((entry): Row[] => [
      ['CHAN-P5', 'StateInfo', entry.stateInfos.size, p.stateInfosMax],
      ['PUSH-I4', 'held blocks', entry.window.size, p.maxBlockCountToStore + 1],
      ['PULL-I1', 'items of blocks', entry.pull.items.size, p.pullItemsMax],
      ['PULL-I1', 'nonces of others', entry.pull.nonces.size, p.pullNoncesMax],
      ['PULL-I1', 'own nonces', entry.pull.outstanding.size, p.pullNoncesMax],
      ['XFER-I3', 'waiting blocks', entry.buffer.blocks.size, 3 * p.blockBufferSize + 1],
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

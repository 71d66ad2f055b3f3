/** The page: network and space-time to the left, the chosen peer to the right, time below. */
import type { ComponentType } from 'preact';
import { BlockTab } from '../block/block-tab.jsx';
import { CompareTab } from '../compare/compare-tab.jsx';
import { FiguresTab } from '../figures/figures-tab.jsx';
import { ChangeTab } from '../hands/change-tab.jsx';
import { MessagesTab } from '../hands/messages-tab.jsx';
import { NetworkHands } from '../hands/network-hands.jsx';
import { PeerBox } from '../hands/peer-box.jsx';
import { LessonTab } from '../lesson/lesson-tab.jsx';
import { NetworkView } from '../network/network-view.jsx';
import { PromisesTab } from '../promises/promises-tab.jsx';
import { SpaceTime } from '../sequence/space-time.jsx';
import { SourceTab } from '../sources/source-tab.jsx';
import { MachinesTab } from '../statechart/machines-tab.jsx';
import { Transport } from '../time/transport.jsx';
import { Announcer } from './announcer.jsx';
import { Header } from './header.jsx';
import { LogTab } from './log-tab.jsx';
import { TABS, type Tab } from './store.js';
import { useActions, useStudio } from './use-studio.js';

const VIEWS: Readonly<Record<Tab, ComponentType>> = {
  machines: MachinesTab,
  block: BlockTab,
  messages: MessagesTab,
  log: LogTab,
  promises: PromisesTab,
  figures: FiguresTab,
  change: ChangeTab,
  compare: CompareTab,
  source: SourceTab,
  lesson: LessonTab,
};

export function App() {
  const { store } = useActions();
  const tab = useStudio((state) => state.tab);
  const isEmpty = useStudio(({ shown }) => shown === undefined);
  const View = VIEWS[tab];
  const turn = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.stopPropagation();
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length]!;
    store.set({ tab: next });
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <>
      <Header />
      <main>
        <div class="left">
          <NetworkView />
          <NetworkHands />
          <SpaceTime />
        </div>
        <div class="right">
          <PeerBox />
          <div class="tabs" role="tablist" aria-label="What to see" onKeyDown={turn}>
            {TABS.map((name) => (
              <button
                type="button"
                role="tab"
                key={name}
                id={`tab-${name}`}
                aria-selected={name === tab}
                aria-controls="view"
                tabIndex={name === tab ? 0 : -1}
                onClick={() => store.set({ tab: name })}
              >
                {name}
              </button>
            ))}
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by keyboard */}
          <div class="view" id="view" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
            {isEmpty && tab !== 'lesson' ? <p class="quiet">The run begins …</p> : <View />}
          </div>
        </div>
      </main>
      <Transport />
      <Announcer />
    </>
  );
}

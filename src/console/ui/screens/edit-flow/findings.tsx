import { useState } from 'react';
import type { ProblemView } from '../../../contract.ts';
import { countWords, ProblemList } from '../../editor/problem-list.tsx';
import type { Judged } from '../../editor/use-check.ts';
import { Tabs } from '../../parts/tabs.tsx';
import { offsetOfLine } from './places.ts';
import { Texts } from './texts.tsx';

interface FindingsProps {
  readonly judged: Judged;
  readonly problems: readonly ProblemView[];
  readonly text: string;
  readonly onJump: (place: Pick<ProblemView, 'offset' | 'length'>) => void;
}

/** What the checker says, and what the texts cost. */
export function Findings({ judged, problems, text, onJump }: FindingsProps) {
  const [view, setView] = useState<'problems' | 'texts'>('problems');
  const tabs = [
    { id: 'problems' as const, title: countWords(problems) },
    { id: 'texts' as const, title: 'Length and cost of texts' },
  ];
  return (
    <section className="bench-findings" aria-label="Findings">
      <Tabs label="Findings" tabs={tabs} current={view} onSelect={setView}>
        {view === 'problems' ? (
          <ProblemList judged={judged} onJump={onJump} />
        ) : (
          <Texts texts={judged.checked?.texts ?? []} onJump={(line) => onJump({ offset: offsetOfLine(text, line), length: 0 })} />
        )}
      </Tabs>
    </section>
  );
}

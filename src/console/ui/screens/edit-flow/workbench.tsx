import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import type { FlowDetail, ProblemView } from '../../../contract.ts';
import type { Jump } from '../../editor/json-editor.tsx';
import { useCheck } from '../../editor/use-check.ts';
import { Empty, Loading } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { Link } from '../../routing/link.tsx';
import { usePlace } from '../../routing/location.ts';
import { useLeaveGuard } from '../../routing/use-leave-guard.ts';
import { stepAt } from '../../schema/steps-in-text.ts';
import { Findings } from './findings.tsx';
import { FlowActions, FlowBadges } from './flow-actions.tsx';
import { FlowNotices } from './flow-notices.tsx';
import { jumpToNode, marksOf } from './places.ts';
import { TextViews, type View } from './text-views.tsx';
import { useFlowWork } from './use-flow-work.ts';

const Diagram = lazy(async () => ({ default: (await import('../../diagram/diagram.tsx')).Diagram }));

/** One flow as it is worked on: its text, the diagram beside it, and what the checker says below. */
export function Workbench({ detail, reload }: { readonly detail: FlowDetail; readonly reload: () => void }) {
  const { id, name } = detail;
  const work = useFlowWork(detail, reload);
  const { text } = work;
  const judged = useCheck('flow', id, text);
  const graph = useLast(judged.checked?.graph ?? null) ?? detail.graph;
  const problems = judged.checked?.problems ?? detail.problems;
  const marks = useMemo(() => marksOf(graph, problems), [graph, problems]);
  const wanted = usePlace().query.get('step');
  const [view, setView] = useState<View>('json');
  const [chosen, setChosen] = useState<string | null>(wanted);
  const [jump, setJump] = useState<Jump | null>(() => jumpToNode(text, graph, wanted));
  useLeaveGuard(work.isDirty);

  const choose = useCallback(
    (node: string) => {
      setChosen(node);
      setJump(jumpToNode(text, graph, node));
    },
    [graph, text],
  );
  const goTo = ({ offset, length }: Pick<ProblemView, 'offset' | 'length'>) => {
    setView('json');
    setChosen(stepAt(text, offset));
    setJump({ offset, length, focus: true });
  };
  const chooses = { chosen, onChoose: setChosen, view, onView: setView, jump };
  return (
    <Page
      filling
      title={`Edit Flow: ${name}`}
      trail={<Link to="/flows">Flows</Link>}
      aside={<FlowBadges detail={detail} isDirty={work.isDirty} />}
      actions={<FlowActions detail={detail} work={work} problems={problems} onJump={goTo} />}
    >
      <FlowNotices detail={detail} work={work} />
      <div className="bench">
        <TextViews detail={detail} work={work} problems={problems} {...chooses} />
        <section className="bench-diagram" aria-label="Diagram">
          {graph ? (
            <Suspense fallback={<Loading what="the diagram" />}>
              <Diagram graph={graph} chosen={chosen} onChoose={choose} marks={marks} />
            </Suspense>
          ) : (
            <Empty title="There is nothing to draw">The text holds no flow that can be read. The problems below say where.</Empty>
          )}
        </section>
        <Findings judged={judged} problems={problems} text={text} onJump={goTo} />
      </div>
    </Page>
  );
}

/** While a text cannot be read, as in the middle of typing, what was drawn last stays. */
function useLast<Value>(value: Value | null): Value | null {
  const [last, setLast] = useState(value);
  if (value !== null && value !== last) setLast(value);
  return value ?? last;
}

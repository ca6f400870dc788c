import { useMemo } from 'react';
import type { ApiItem, AttributeItem, FlowDetail, ProblemView } from '../../../contract.ts';
import { useData } from '../../api/use-data.ts';
import type { KnownNames } from '../../editor/complete-json.ts';
import type { Jump } from '../../editor/json-editor.tsx';
import { DiffView, JsonEditor } from '../../editor/lazy.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { rangeOfStep, stepAt } from '../../schema/steps-in-text.ts';
import { useSchema } from '../../schema/use-schema.ts';
import { FormView } from './form-view.tsx';
import { History } from './history.tsx';
import type { FlowWork } from './use-flow-work.ts';

const VIEWS = [
  { id: 'json', title: 'JSON' },
  { id: 'form', title: 'Form' },
  { id: 'differences', title: 'Differences' },
  { id: 'history', title: 'History' },
] as const;
export type View = (typeof VIEWS)[number]['id'];

interface TextViewsProps {
  readonly detail: FlowDetail;
  readonly work: FlowWork;
  readonly problems: readonly ProblemView[];
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly chosen: string | null;
  readonly onChoose: (id: string | null) => void;
  readonly jump: Jump | null;
}

/** The text of a flow in several ways. The editor stays while another one is seen, so that undo keeps working. */
export function TextViews({ detail, work, problems, view, onView, chosen, onChoose, jump }: TextViewsProps) {
  const { text, setText } = work;
  const schema = useSchema('flow');
  const names = useNames();
  const range = useMemo(() => (chosen === null ? null : rangeOfStep(text, chosen)), [text, chosen]);
  const shared = { names, readOnly: !detail.writable, onChange: setText };
  return (
    <section className="bench-text" aria-label="The flow">
      <Tabs label="Ways to see the flow" tabs={VIEWS} current={view} onSelect={onView}>
        <div className="bench-pane" hidden={view !== 'json'}>
          <JsonEditor
            {...shared}
            label={`The JSON of ${detail.name}`}
            value={text}
            schema={schema}
            problems={problems}
            chosen={range}
            jump={jump}
            onCursor={(offset) => onChoose(stepAt(text, offset))}
          />
        </div>
        {view === 'form' && schema ? (
          <FormView {...shared} text={text} root={schema} step={range ? chosen : null} onChoose={onChoose} />
        ) : null}
        {view === 'differences' ? (
          <div className="bench-pane">
            <DiffView label="Differences to the file" before={detail.source} after={text} />
          </div>
        ) : null}
        {view === 'history' ? <History id={detail.id} live={detail.version} work={work} text={text} /> : null}
      </Tabs>
    </section>
  );
}

/** The names of APIs and attributes, for completion and forms. */
function useNames(): KnownNames {
  const apis = useData<{ readonly items: readonly ApiItem[] }>('/apis').data;
  const attributes = useData<{ readonly items: readonly AttributeItem[] }>('/attributes').data;
  return useMemo(
    () => ({ apis: (apis?.items ?? []).map(({ id }) => id), attributes: (attributes?.items ?? []).map(({ name }) => name) }),
    [apis, attributes],
  );
}

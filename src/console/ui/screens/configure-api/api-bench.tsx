import { parse } from 'jsonc-parser';
import { useMemo, useState } from 'react';
import type { ApiDetail, AttributeItem, ProblemView } from '../../../contract.ts';
import { useData } from '../../api/use-data.ts';
import { ConflictDialog } from '../../editor/conflict-dialog.tsx';
import type { Jump } from '../../editor/json-editor.tsx';
import { JsonEditor } from '../../editor/lazy.tsx';
import { countWords, ProblemList } from '../../editor/problem-list.tsx';
import { useCheck } from '../../editor/use-check.ts';
import { Form } from '../../form/form-context.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Loading } from '../../parts/empty.tsx';
import { Notice } from '../../parts/error-box.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useToast } from '../../parts/toast.tsx';
import { Link } from '../../routing/link.tsx';
import { navigate, usePlace } from '../../routing/location.ts';
import { useLeaveGuard } from '../../routing/use-leave-guard.ts';
import { moveUp, setIn } from '../../schema/edit-json.ts';
import { partOf } from '../../schema/json-schema.ts';
import { useSchema } from '../../schema/use-schema.ts';
import { commandKey, useShortcut } from '../../shell/shortcut.ts';
import { ApiLog } from './api-log.tsx';
import { RequestForm } from './request-form.tsx';
import { ResponseForm } from './response-form.tsx';
import { UsedIn } from './used-in.tsx';
import { type ApiWork, useApiWork } from './use-api-work.ts';

const VIEWS = [
  { id: 'request', title: 'Request' },
  { id: 'response', title: 'Manage API Response' },
  { id: 'log', title: 'Log' },
  { id: 'used', title: 'Used in' },
  { id: 'json', title: 'JSON' },
] as const;
type View = (typeof VIEWS)[number]['id'];

/** One API as it is worked on. All forms edit the one JSON text, which the last tab shows. */
export function ApiBench({ detail, reload }: { readonly detail: ApiDetail; readonly reload: () => void }) {
  const { id, writable } = detail;
  const work = useApiWork(detail, reload);
  const { text, setText } = work;
  const value: unknown = useMemo(() => parse(text), [text]);
  const judged = useCheck('api', id, text);
  const schema = useSchema('api');
  const attributes = useData<{ readonly items: readonly AttributeItem[] }>('/attributes').data;
  const names = useMemo(() => ({ apis: [], attributes: (attributes?.items ?? []).map(({ name }) => name) }), [attributes]);
  const [view, setView] = useView(`/apis/${encodeURIComponent(id)}`);
  const [jump, setJump] = useState<Jump | null>(null);
  useLeaveGuard(work.isDirty);

  const problems = judged.checked?.problems ?? detail.problems;
  const set = (path: readonly (string | number)[], next: unknown) => setText(setIn(text, path, next));
  const goTo = ({ offset, length }: ProblemView) => {
    setView('json');
    setJump({ offset, length, focus: true });
  };
  const name = partOf(value, 'name');
  return (
    <Page
      title={`Configure API: ${typeof name === 'string' ? name : id}`}
      trail={<Link to="/apis">Developer</Link>}
      aside={work.isDirty ? <Badge tone="warn">Not saved</Badge> : null}
      actions={<SaveButton work={work} writable={writable} />}
    >
      {writable ? null : (
        <Notice tone="info">
          The folder of flows cannot be written to from here. Look around; change the files where they are kept.
        </Notice>
      )}
      {schema ? (
        <Form.Provider
          value={{
            root: schema,
            names,
            steps: [],
            set,
            moveUp: (path, index) => setText(moveUp(text, path, index)),
            readOnly: !writable,
          }}
        >
          <Tabs label="Parts of the API" tabs={VIEWS} current={view} onSelect={setView}>
            {view === 'request' ? <RequestForm value={value} /> : null}
            {view === 'response' ? <ResponseForm id={id} text={text} value={value} /> : null}
            {view === 'log' ? <ApiLog id={id} /> : null}
            {view === 'used' ? <UsedIn detail={detail} /> : null}
            <div className="api-json" hidden={view !== 'json'}>
              <JsonEditor
                label={`The JSON of ${id}`}
                value={text}
                onChange={setText}
                schema={schema}
                names={names}
                problems={problems}
                readOnly={!writable}
                jump={jump}
              />
            </div>
          </Tabs>
        </Form.Provider>
      ) : (
        <Loading what="the form" />
      )}
      <Panel title={countWords(problems)}>
        <ProblemList judged={judged} onJump={goTo} />
      </Panel>
      {work.conflict ? (
        <ConflictDialog current={work.conflict.current} mine={text} onSettle={work.settle} onClose={work.closeConflict} />
      ) : null}
    </Page>
  );
}

/** The part that is looked at, which stands in the address. */
function useView(path: string): readonly [View, (view: View) => void] {
  const { query } = usePlace();
  const named = VIEWS.find(({ id }) => id === query.get('part'));
  return [named?.id ?? 'request', (view) => navigate(`${path}?part=${view}`, { replace: true })];
}

function SaveButton({ work, writable }: { readonly work: ApiWork; readonly writable: boolean }) {
  const tell = useToast();
  const save = async () => {
    if (!writable || !work.isDirty || work.isSaving) return;
    const failure = await work.save();
    if (failure === null) tell('Saved. Flows call it like this from now on.');
    else if (failure !== 'conflict') tell(`${failure.message} ${failure.fix ?? ''}`, 'bad');
  };
  useShortcut('s', () => void save());
  return (
    <Button
      kind="primary"
      icon="save"
      title={commandKey('S')}
      busy={work.isSaving}
      disabled={!writable || !work.isDirty}
      onClick={() => void save()}
    >
      Save
    </Button>
  );
}

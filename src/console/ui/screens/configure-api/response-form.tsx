import '../../form/form.css';
import { useState } from 'react';
import type { TriedApi } from '../../../contract.ts';
import { type Failure, post } from '../../api/client.ts';
import { ConditionField } from '../../form/condition-field.tsx';
import { Form, useForm } from '../../form/form-context.ts';
import { readScalar, writeScalar } from '../../form/kind-of.ts';
import { MapField } from '../../form/map-field.tsx';
import { Button } from '../../parts/button.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { TextField } from '../../parts/field.tsx';
import { Panel } from '../../parts/page.tsx';
import { partOf } from '../../schema/json-schema.ts';
import { isCommand } from '../../shell/shortcut.ts';
import { withProblems } from '../developer/use-new-api.ts';
import { AnswerView } from './answer-view.tsx';
import { attributesRead } from './templates.ts';

interface ResponseFormProps {
  readonly id: string;
  readonly text: string;
  readonly value: unknown;
}

/** Manage API Response: send it, look at the answer, and say what of it is kept. */
export function ResponseForm({ id, text, value }: ResponseFormProps) {
  const form = useForm();
  const { root, set, readOnly } = form;
  const [tried, setTried] = useState<TriedApi | null>(null);
  const success = partOf(value, 'success');
  const field = (key: string, label: string) => ({
    path: [key],
    label,
    schema: root.properties?.[key] ?? {},
    value: partOf(value, key),
    required: false,
  });
  const inSuccess = { ...form, names: { apis: [], attributes: ['response.status', 'response.body'] } };
  return (
    <div className="api-response">
      <div className="stack">
        <SendPanel id={id} text={text} value={value} onTried={setTried} />
        <Panel title="What is kept">
          <div className="form">
            <MapField {...field('save', 'Save to Custom Attribute')} each={{ type: 'string' }} more="New attribute" />
            <Form.Provider value={inSuccess}>
              {success === undefined ? (
                <div className="form-absent">
                  <span className="field-label">Success rule</span>
                  <span className="field-hint grow">Any status from 200 to 299 is a success.</span>
                  <Button small disabled={readOnly} onClick={() => set(['success'], { attribute: 'response.status', is: 200 })}>
                    Set a rule
                  </Button>
                </div>
              ) : (
                <>
                  <ConditionField {...field('success', 'Success rule')} />
                  <Button small kind="quiet" icon="trash" disabled={readOnly} onClick={() => set(['success'], undefined)}>
                    Remove the rule
                  </Button>
                </>
              )}
            </Form.Provider>
          </div>
        </Panel>
      </div>
      <Panel title="The answer">
        {tried ? (
          <AnswerView tried={tried} />
        ) : (
          <p className="soft">
            Send it with sample values. Then click a value in the answer, and it is saved to a custom attribute.
          </p>
        )}
      </Panel>
    </div>
  );
}

function SendPanel({ id, text, value, onTried }: ResponseFormProps & { readonly onTried: (tried: TriedApi) => void }) {
  const { set, readOnly } = useForm();
  const sample = partOf(value, 'sample');
  const names = [
    ...new Set([...attributesRead(value), ...Object.keys(typeof sample === 'object' && sample !== null ? sample : {})]),
  ];
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const shown = (name: string) => typed[name] ?? writeScalar(partOf(sample, name));
  const attributes = Object.fromEntries(
    names.filter((name) => shown(name) !== '').map((name) => [name, readScalar(shown(name))]),
  );
  const send = async () => {
    setBusy(true);
    const answer = await post<TriedApi>(`/apis/${encodeURIComponent(id)}/try`, { attributes, source: text });
    setBusy(false);
    setFailure(answer.ok ? null : withProblems(answer.failure));
    if (answer.ok) onTried(answer.data);
  };
  return (
    <Panel title="Send it">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
        onKeyDown={(event) => {
          if (isCommand(event, 'Enter')) void send();
        }}
      >
        {names.length === 0 ? (
          <p className="soft">It reads no attributes.</p>
        ) : (
          <p className="soft">Sample values of the attributes that it reads:</p>
        )}
        {names.map((name) => (
          <TextField
            key={name}
            label={name}
            value={shown(name)}
            onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
          />
        ))}
        {failure ? <ErrorBox failure={failure} /> : null}
        <div className="row">
          <Button type="submit" kind="primary" icon="send" busy={busy}>
            Send
          </Button>
          {Object.keys(typed).length > 0 ? (
            <Button disabled={readOnly} onClick={() => set(['sample'], attributes)}>
              Keep as sample
            </Button>
          ) : null}
        </div>
        <p className="field-hint">It is really sent, and may do what it does for people, such as send a text.</p>
      </form>
    </Panel>
  );
}

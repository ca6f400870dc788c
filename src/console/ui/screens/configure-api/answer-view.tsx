import { useState } from 'react';
import type { TriedApi } from '../../../contract.ts';
import { useForm } from '../../form/form-context.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Code } from '../../parts/code.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { useToast } from '../../parts/toast.tsx';
import { JsonTree } from './json-tree.tsx';
import { attributeFor, templatePath } from './templates.ts';

type Path = readonly (string | number)[];

/** How a call went, with every value of the answer to be clicked and kept. */
export function AnswerView({ tried }: { readonly tried: TriedApi }) {
  const { ok, failure, reason, exchange, response, saved, missing } = tried;
  const { readOnly } = useForm();
  const [picked, setPicked] = useState<{ readonly path: Path; readonly value: unknown } | null>(null);
  const status = exchange.status === null ? 'No answer' : String(exchange.status);
  const pick = readOnly ? null : (path: Path, value: unknown) => setPicked({ path, value });
  return (
    <div className="stack" aria-live="polite">
      <p className="row">
        <Badge tone={ok ? 'good' : 'bad'}>{ok ? `${status} Success` : `${status} Failed${failure ? `: ${failure}` : ''}`}</Badge>
        <span className="soft">
          {Math.round(exchange.ms)} ms{exchange.attempts > 1 ? `, ${exchange.attempts} attempts` : ''}
        </span>
      </p>
      {reason ? <p>{reason}</p> : null}
      {missing.length > 0 ? <p>Without a value: {missing.join(', ')}. Save to Custom Attribute found nothing there.</p> : null}
      {Object.keys(saved).length > 0 ? (
        <>
          <h3>Saved</h3>
          <JsonTree value={saved} path={[]} onPick={null} />
        </>
      ) : null}
      {response ? (
        <>
          <h3>Body</h3>
          <JsonTree value={response.body} path={['response', 'body']} onPick={pick} />
          <details>
            <summary>Headers</summary>
            <JsonTree value={response.headers} path={['response', 'headers']} onPick={pick} />
          </details>
        </>
      ) : null}
      <details>
        <summary>What was sent</summary>
        <div className="stack">
          <p className="break">
            <code>
              {exchange.method} {exchange.url}
            </code>
          </p>
          {exchange.requestBody ? <Code text={exchange.requestBody} label="Body that was sent" /> : null}
        </div>
      </details>
      {picked ? <SaveDialog path={picked.path} value={picked.value} onClose={() => setPicked(null)} /> : null}
    </div>
  );
}

function SaveDialog({ path, value, onClose }: { readonly path: Path; readonly value: unknown; readonly onClose: () => void }) {
  const { set, names } = useForm();
  const [name, setName] = useState(attributeFor(path));
  const tell = useToast();
  const isFine = /^[a-z][a-z0-9_]*$/.test(name);
  const template = `{{ ${templatePath(path)} }}`;
  return (
    <Dialog title="Save to Custom Attribute" onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isFine) return;
          set(['save', name], template);
          tell(`Each answer's ${templatePath(path)} is saved to ${name} once you save this API.`);
          onClose();
        }}
      >
        <p className="break">
          <code>{template}</code>
          <span className="soft"> is now {shorten(JSON.stringify(value))}</span>
        </p>
        <TextField
          label="Custom attribute"
          autoFocus
          list="attributes-to-save"
          value={name}
          onChange={({ target }) => setName(target.value)}
          error={isFine ? null : 'Use small letters, digits and underscores, with a letter first.'}
        />
        <datalist id="attributes-to-save">
          {names.attributes.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <div className="row">
          <Button type="submit" kind="primary" disabled={!isFine}>
            Save to Custom Attribute
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { ApiItem, FlowItem } from '../../contract.ts';
import { useData } from '../api/use-data.ts';
import { navigate } from '../routing/location.ts';
import { SCREENS } from '../screens/index.ts';

interface Goal {
  readonly title: string;
  readonly kind: string;
  readonly to: string;
}

/** Goes to any screen, flow, API or conversation by a few letters of its name. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const goals = findGoals(useGoals(), text);
  const chosen = Math.min(at, goals.length - 1);
  useEffect(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal();
  }, []);
  const go = (goal: Goal | undefined) => {
    if (!goal) return;
    onClose();
    navigate(goal.to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') go(goals[chosen]);
    if (step !== undefined) setAt((chosen + step + goals.length) % Math.max(goals.length, 1));
    if (step !== undefined || event.key === 'Enter') event.preventDefault();
  };
  return (
    <dialog ref={dialog} className="dialog palette" aria-label="Go to" onClose={onClose}>
      <input
        className="palette-input"
        role="combobox"
        aria-label="Where to"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={goals.length > 0 ? `${id}-${chosen}` : undefined}
        placeholder="A screen, a flow, an API, or the last digits of a number"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} className="palette-list" role="listbox" aria-label="Places">
        {goals.map((goal, index) => (
          <div
            key={goal.to}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className="palette-item"
            onMouseMove={() => setAt(index)}
            onClick={() => go(goal)}
          >
            <span className="grow break">{goal.title}</span>
            <span className="soft small">{goal.kind}</span>
          </div>
        ))}
      </div>
      {goals.length === 0 ? <p className="palette-list soft">Nothing has that name.</p> : null}
    </dialog>
  );
}

function useGoals(): readonly Goal[] {
  const flows = useData<{ readonly items: readonly FlowItem[] }>('/flows').data?.items ?? [];
  const apis = useData<{ readonly items: readonly ApiItem[] }>('/apis').data?.items ?? [];
  return [
    ...SCREENS.flatMap(({ path, menu }) => (menu ? [{ title: menu.title, kind: 'screen', to: path }] : [])),
    ...flows.map(({ id, name }) => ({ title: name, kind: 'flow', to: `/flows/${encodeURIComponent(id)}` })),
    ...apis.map(({ id, name }) => ({ title: name, kind: 'API', to: `/apis/${encodeURIComponent(id)}` })),
  ];
}

function findGoals(goals: readonly Goal[], text: string): readonly Goal[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = goals.filter(({ title, kind }) => words.every((word) => `${title} ${kind}`.toLowerCase().includes(word)));
  const digits = text.replace(/[^\d+]/g, '');
  if (digits.length < 3) return found;
  const to = `/conversations?address=${encodeURIComponent(digits)}`;
  return [...found, { title: `Conversations with ${digits}`, kind: 'search', to }];
}

import { type KeyboardEvent as ReactKeyboardEvent, useEffect, useRef } from 'react';

const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** How a shortcut is written on this computer: "Ctrl K", or "⌘K". */
export function commandKey(key: string): string {
  return APPLE ? `⌘${key}` : `Ctrl ${key}`;
}

/** True for Ctrl or Cmd with this key and nothing else held. */
export function isCommand(event: KeyboardEvent | ReactKeyboardEvent, key: string): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === key.toLowerCase();
}

/** Runs something on Ctrl or Cmd with this key, wherever the focus is. */
export function useShortcut(key: string, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isCommand(event, key)) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [key]);
}

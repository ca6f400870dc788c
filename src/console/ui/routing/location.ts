import { useSyncExternalStore } from 'react';

const BASE = '/console';

/** Where the browser is: `path` below `/console`, beginning with a slash, and the query. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

type Guard = () => boolean;
const guards = new Set<Guard>();
const listeners = new Set<() => void>();
const current = { place: read(), number: 0 };

function read(): Place {
  const { pathname, search } = window.location;
  const below = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname;
  return { path: below.replace(/\/+$/, '') || '/', query: new URLSearchParams(search) };
}

function update(): void {
  current.place = read();
  for (const listener of listeners) listener();
}

window.addEventListener('popstate', () => {
  current.number++;
  update();
});

/** The address of a path below `/console`. */
export function hrefOf(path: string): string {
  return path === '/' ? BASE : BASE + path;
}

/** Goes to a path below `/console`, unless somebody with unsaved work objects. `replace` leaves no step back. */
export function navigate(path: string, { replace = false } = {}): void {
  const before = current.place.path;
  const leaves = new URL(hrefOf(path), window.location.origin).pathname !== window.location.pathname;
  if (leaves && [...guards].some((mayLeave) => !mayLeave())) return;
  if (replace) window.history.replaceState(null, '', hrefOf(path));
  else window.history.pushState(null, '', hrefOf(path));
  update();
  if (before !== current.place.path) {
    current.number++;
    window.scrollTo(0, 0);
  }
}

/** Where the browser is, kept up to date. */
export function usePlace(): Place {
  return useSyncExternalStore(subscribe, () => current.place);
}

/** How many screens were gone to since the page was loaded; 0 for the one it was loaded with. */
export function countMoves(): number {
  return current.number;
}

/** Has a say before another screen is gone to: false stays. Gives the way to stop. */
export function addLeaveGuard(mayLeave: Guard): () => void {
  guards.add(mayLeave);
  return () => void guards.delete(mayLeave);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

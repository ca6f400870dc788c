import { type RefObject, useEffect, useRef } from 'react';

const NEAR_PX = 60;

/** Keeps a list at its end as it grows, unless somebody has scrolled up to read. */
export function useStickToEnd<Element extends HTMLElement>(...grown: readonly unknown[]): RefObject<Element | null> {
  const list = useRef<Element>(null);
  const sticks = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const look = () => {
      sticks.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, []);
  useEffect(() => {
    if (sticks.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, grown);
  return list;
}

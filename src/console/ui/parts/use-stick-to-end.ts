import { type RefCallback, useCallback } from 'react';

const NEAR_PX = 60;

/** Keeps a list at its end as it grows, also when its rows grow later, unless somebody has scrolled up to read. */
export function useStickToEnd<List extends HTMLElement>(): RefCallback<List> {
  return useCallback((list: List) => {
    let sticks = true;
    let top = list.scrollTop;
    const look = () => {
      const isNearEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
      // Going down short of the end is our own scrolling, of which we hear when the list has grown again.
      if (isNearEnd || list.scrollTop < top) sticks = isNearEnd;
      top = list.scrollTop;
    };
    const follow = () => {
      if (sticks) list.scrollTo({ top: list.scrollHeight });
    };
    const resized = new ResizeObserver(follow);
    const watch = () => {
      resized.disconnect();
      for (const row of [list, ...list.children]) resized.observe(row);
      follow();
    };
    const changed = new MutationObserver(watch);
    changed.observe(list, { childList: true, subtree: true });
    watch();
    list.addEventListener('scroll', look, { passive: true });
    return () => {
      list.removeEventListener('scroll', look);
      resized.disconnect();
      changed.disconnect();
    };
  }, []);
}

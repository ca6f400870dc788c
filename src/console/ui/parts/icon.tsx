/** Lines on a 16 by 16 field, drawn in the colour of the text around them. */
const PATHS = {
  home: 'M2.5 7.5 8 3l5.5 4.5V13a.5.5 0 0 1-.5.5h-3V9.5H6v4H3a.5.5 0 0 1-.5-.5z',
  play: 'M5 3.5v9l7.5-4.5z',
  chats: 'M2.5 3.5h8v5.5H6L3.5 11V9h-1zM6 11.5h4l2.5 2V11.5h1V6.5h-1',
  flow: 'M2.5 3h4v3h-4zM9.5 10h4v3h-4zM4.5 6v5.5h5M9.5 3h4v3h-4zM6.5 4.5h3',
  plug: 'M6 2.5v3M10 2.5v3M4.5 5.5h7v2.5a3.5 3.5 0 0 1-7 0zM8 11.5v2.5',
  tag: 'M2.5 2.5h5l6 6-5 5-6-6zM5.5 5.5h.01',
  mail: 'M2 3.5h12v9H2zM2.5 4 8 8.5 13.5 4',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.5 10.5 14 14',
  check: 'm3 8.5 3.5 3.5L13 4.5',
  cross: 'm4 4 8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  warning: 'M8 2.5 14.5 13.5h-13zM8 6.5v3.5M8 11.7v.01',
  clock: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.5V8l2.5 1.5',
  skip: 'M3 4v8l5-4zM8 4v8l5-4z',
  send: 'M2.5 13.5 14 8 2.5 2.5 4 8zM4 8h5',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  arrow: 'M3 8h10M9.5 4.5 13 8l-3.5 3.5',
  back: 'M13 8H3M6.5 4.5 3 8l3.5 3.5',
  out: 'M9.5 2.5H3.5v11h6M7 8h7M11.5 5.5 14 8l-2.5 2.5',
  person: 'M8 2.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM3 13.5c.5-3 2.5-4 5-4s4.5 1 5 4',
  repeat: 'M3 8a5 5 0 0 1 8.5-3.5L13 6M13 2.5V6H9.5M13 8a5 5 0 0 1-8.5 3.5L3 10M3 13.5V10h3.5',
  down: 'm4 6 4 4 4-4',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9',
  bolt: 'M9 2 3.5 9H8l-1 5 5.5-7H8z',
  save: 'M3 2.5h8l2.5 2.5v8.5H3zM5.5 2.5v3.5h4.5V2.5M5.5 13.5V9.5h5v4',
} as const;

export type IconName = keyof typeof PATHS;

/** A small picture beside words that say the same; screen readers pass it over. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

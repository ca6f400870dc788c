/** A table of Markdown; what would end a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}

/** Parts of a page, parted by empty lines. */
export function page(...parts: readonly (string | readonly string[])[]): string {
  return `${parts.flat().join('\n\n').trim()}\n`;
}

/** The headings of a Markdown text so many levels deeper, its code left alone. */
export function deeper(text: string, levels: number): string {
  let isCode = false;
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('```')) isCode = !isCode;
      return !isCode && /^#+ /.test(line) ? '#'.repeat(levels) + line : line;
    })
    .join('\n');
}

/** Postgres keeps no NUL in a text, and whoever sends one means nothing by it. */
export function plainText(text: string): string;
export function plainText(text: string | null): string | null;
export function plainText(text: string | null): string | null {
  return text?.includes('\0') ? text.replaceAll('\0', '') : text;
}

const COMMENT = /(?<![^])#![^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const QUOTED = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y;
/** From a backtick, or from the brace that ends a template's code, to the next code or to the end of the template. */
const TEMPLATE_TEXT = /[`}](?:\\[\s\S]|\$(?!\{)|[^\\`$])*(?:`|\$\{)/y;
/** After these a slash begins a regular expression; after anything else it is a division. */
const BEFORE_REGEX = /(?:^|[^\w$)\]}'"`]|\b(?:return|typeof|case|of|in))$/;

/**
 * The text with comments, and what stands in quotes or between the slashes of a regular expression, as spaces. Every
 * other character keeps its place. The code inside `${…}` stays, because it runs.
 */
export function blankOut(text: string): string {
  let out = '';
  let depth = 0;
  /** The depths at which the code inside templates began. */
  const templates: number[] = [];
  while (out.length < text.length) {
    const char = text.charAt(out.length);
    const inTemplate = char === '`' || (char === '}' && templates.at(-1) === depth);
    if (char === '}') depth--;
    if (inTemplate) {
      if (char === '}') templates.pop();
      const piece = take(TEMPLATE_TEXT, text, out.length) ?? char;
      out += blankInside(piece, piece.endsWith('${') ? 2 : 1);
      if (piece.endsWith('${')) templates.push(++depth);
      continue;
    }
    if (char === '{') depth++;
    out += '/\'"#'.includes(char) ? blankToken(text, out) : char;
  }
  return out;
}

/** The comment, quoted text or regular expression that begins at the end of `out`, blanked; or the one character. */
function blankToken(text: string, out: string): string {
  const at = out.length;
  const comment = take(COMMENT, text, at);
  if (comment !== undefined) return blank(comment);
  const quoted = take(QUOTED, text, at) ?? (BEFORE_REGEX.test(out.trimEnd()) ? take(REGEX, text, at) : undefined);
  return quoted === undefined ? text.charAt(at) : blankInside(quoted, 1);
}

function take(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function blankInside(piece: string, endLength: number): string {
  if (piece.length <= endLength) return piece;
  return piece.slice(0, 1) + blank(piece.slice(1, -endLength)) + piece.slice(-endLength);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/** What templates read that is no attribute. */
const OTHERS = new Set(['response', 'secret', 'twilio', 'contact', 'message', 'flow', 'true', 'false', 'nil', 'blank', 'empty']);

/** The attributes that the templates of an API read, in the order in which they are met. */
export function attributesRead(value: unknown): readonly string[] {
  const found = [...textsOf(value)].flatMap((text) =>
    [...text.matchAll(/\{\{-?\s*([a-z][a-z0-9_]*)/g)].map((match) => match[1] ?? ''),
  );
  return [...new Set(found)].filter((name) => !OTHERS.has(name));
}

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* textsOf(part);
}

/** A path as a template reads it: `response.body.items[0]["first name"]`. */
export function templatePath(path: readonly (string | number)[]): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      if (!/^[A-Za-z_][\w-]*$/.test(key)) return `[${JSON.stringify(key)}]`;
      return index === 0 ? key : `.${key}`;
    })
    .join('');
}

/** The name of an attribute that goes with a path: its last name, in small letters. */
export function attributeFor(path: readonly (string | number)[]): string {
  const last = path.findLast((key): key is string => typeof key === 'string') ?? 'value';
  const name = last
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '');
  return name === '' ? 'value' : name;
}

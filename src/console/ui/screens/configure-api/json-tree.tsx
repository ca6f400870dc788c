type Path = readonly (string | number)[];

interface JsonTreeProps {
  readonly value: unknown;
  readonly path: Path;
  /** Told which value was clicked; null where none can be. */
  readonly onPick: ((path: Path, value: unknown) => void) | null;
}

const MOST = 100;

/** A JSON value with one line for each part; each value can be clicked. */
export function JsonTree({ value, path, onPick }: JsonTreeProps) {
  if (typeof value !== 'object' || value === null) return <Leaf value={value} path={path} onPick={onPick} />;
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((part: unknown, index) => [index, part] as const)
    : Object.entries(value);
  if (entries.length === 0) return <code>{Array.isArray(value) ? '[]' : '{}'}</code>;
  return (
    <ul className="json-tree">
      {entries.slice(0, MOST).map(([key, part]) => (
        <li key={key}>
          <span className="json-name">{key}: </span>
          <JsonTree value={part} path={[...path, key]} onPick={onPick} />
        </li>
      ))}
      {entries.length > MOST ? <li className="soft">and {entries.length - MOST} more</li> : null}
    </ul>
  );
}

function Leaf({ value, path, onPick }: JsonTreeProps) {
  const text = JSON.stringify(value) ?? 'nothing';
  if (!onPick) return <code className="break">{text}</code>;
  return (
    <button type="button" className="json-leaf mono" title="Save to Custom Attribute" onClick={() => onPick(path, value)}>
      {text}
    </button>
  );
}

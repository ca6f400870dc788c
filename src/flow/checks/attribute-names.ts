import type { Finding } from '../problem.ts';
import { field, isObject, itemsOf, type Path } from '../raw.ts';
import { isScopeName } from './scope.ts';

/** Words of Liquid that a template takes for themselves, never for an attribute. */
const LIQUID_WORDS = ['nil', 'null', 'true', 'false', 'empty', 'blank', 'and', 'or', 'not', 'contains'];

/** No attribute takes a name that means something else in templates. */
export function checkAttributeNames(raw: unknown, path: Path = []): Finding[] {
  const save = field(raw, 'save');
  const given = typeof save === 'string' && isReserved(save) ? [reservedName(save, [...path, 'save'])] : [];
  const keyed = ['save', 'attributes'].flatMap((key) => {
    const names = field(raw, key);
    return isObject(names)
      ? Object.keys(names)
          .filter(isReserved)
          .map((name) => reservedName(name, [...path, key], name))
      : [];
  });
  return [
    ...given,
    ...keyed,
    ...itemsOf(field(raw, 'steps')).flatMap((step, index) => checkAttributeNames(step, [...path, 'steps', index])),
  ];
}

function isReserved(name: string): boolean {
  return isScopeName(name) || LIQUID_WORDS.includes(name);
}

function reservedName(name: string, path: Path, key?: string): Finding {
  return {
    code: 'reserved-name',
    path,
    ...(key === undefined ? {} : { key }),
    message: `No attribute can be called "${name}": templates mean something else by that word.`,
    fix: `Choose another name, as in "my_${name}".`,
  };
}

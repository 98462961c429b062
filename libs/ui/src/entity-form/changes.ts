/** Values of a form: nested objects of plain values. Lists count as one value. */
export type FormValues = Record<string, unknown>;

/** The paths (`host`, `address.city`) at which two values differ, in the order of the first. */
export function changedPaths(before: unknown, after: unknown): string[] {
  return leafPaths(before, after).filter((path) => !sameValue(valueAt(before, path), valueAt(after, path)));
}

export function valueAt(values: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), values);
}

/** A copy with another value at a path. */
export function withValueAt<Values extends FormValues>(values: Values, path: string, value: unknown): Values {
  const [key = '', ...rest] = path.split('.');
  const inner = values[key];
  return { ...values, [key]: rest.length === 0 ? value : withValueAt(isRecord(inner) ? inner : {}, rest.join('.'), value) };
}

/**
 * Equal as JSON. An emptied field is what it was before, be that `undefined` or `null`; but those two differ from each
 * other: a secret is kept by `undefined` and removed by `null`.
 */
export function sameValue(one: unknown, other: unknown): boolean {
  if (one === '' || other === '') return isEmpty(one) && isEmpty(other);
  return JSON.stringify(one) === JSON.stringify(other);
}

export interface Merge {
  /** Changed by both, differently: a person must choose. */
  contested: string[];
  /** Changed by them alone: theirs is taken. */
  taken: string[];
  /** Changed by me alone, or by both alike: mine is kept. */
  kept: string[];
}

/** Three-way comparison of a form when somebody else saved first. */
export function mergeOf(base: FormValues, mine: FormValues, theirs: FormValues): Merge {
  const byMe = new Set(changedPaths(base, mine));
  const byThem = new Set(changedPaths(base, theirs));
  const contested = [...byMe].filter((path) => byThem.has(path) && !sameValue(valueAt(mine, path), valueAt(theirs, path)));
  return {
    contested,
    taken: [...byThem].filter((path) => !byMe.has(path)),
    kept: [...byMe].filter((path) => !contested.includes(path)),
  };
}

function leafPaths(...values: unknown[]): string[] {
  const records = values.filter(isRecord);
  const keys = new Set(records.flatMap((record) => Object.keys(record)));
  return [...keys].flatMap((key) => {
    const children = records.map((record) => record[key]);
    return children.some(isRecord) ? leafPaths(...children).map((path) => `${key}.${path}`) : [key];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

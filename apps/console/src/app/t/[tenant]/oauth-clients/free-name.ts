/** The name, numbered where it is taken; the empty one stays empty. */
export function freeName(name: string, taken: readonly string[]): string {
  if (name === '') return '';
  const lower = new Set(taken.map((one) => one.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name} ${number}`;
    if (!lower.has(free.toLowerCase())) return free;
  }
}

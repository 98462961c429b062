/** Longest piece that may remain: a run of this many characters is found wherever it begins. */
const minRun = 31;
const gramLength = 16;

/** Each stretch of the text that is also one of the spellings, ends exclusive. Ordered; they may touch. */
function runsIn(text: string, grams: ReadonlyMap<string, [spelling: string, at: number]>): [start: number, end: number][] {
  const runs: [number, number][] = [];
  for (let at = 0; at + gramLength <= text.length; at += 1) {
    const found = grams.get(text.slice(at, at + gramLength));
    if (!found) continue;
    const [spelling, known] = found;
    let [before, after] = [0, gramLength];
    while (before < known && before < at && text[at - before - 1] === spelling[known - before - 1]) before += 1;
    while (known + after < spelling.length && text[at + after] === spelling[known + after]) after += 1;
    if (before + after < minRun) continue;
    runs.push([at - before, at + after]);
    at += after - 1;
  }
  return runs;
}

/**
 * Replaces what is left of long secrets where a server cuts them short or breaks them across lines: any 31 characters in a row.
 * A token may have thousands, a reply line holds 512.
 */
export function runsMasked(spellings: string[], mask: string): (text: string) => string {
  const grams = new Map<string, [string, number]>();
  for (const spelling of spellings)
    for (let at = 0; at + gramLength <= spelling.length; at += gramLength) grams.set(spelling.slice(at, at + gramLength), [spelling, at]);
  return (text) => runsIn(text, grams).reduceRight((left, [start, end]) => left.slice(0, start) + mask + left.slice(end), text);
}

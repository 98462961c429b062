import { readFileSync } from 'node:fs';

const css = readFileSync(new URL('./styles.css', import.meta.url), 'utf8');

type Theme = Map<string, number>;

/** Relative luminance of each opaque `--name: oklch(...)` of a rule (WCAG 2.2, relative luminance). */
function themeOf(selector: string): Theme {
  const rule = css.slice(css.indexOf(`\n${selector} {`)).split('}')[0] ?? '';
  const colours = rule.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g);
  return new Map(Array.from(colours, ([, name = '', l, c, h]) => [name, luminanceOf(Number(l), Number(c), Number(h))]));
}

/** Björn Ottosson, "A perceptual color space for image processing": OKLab to linear sRGB. */
function luminanceOf(lightness: number, chroma: number, hueDegrees: number): number {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const shown = (channel: number): number => Math.min(1, Math.max(0, channel));
  const red = shown(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = shown(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = shown(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(theme: Theme, one: string, other: string): number {
  const [a, b] = [theme.get(one), theme.get(other)];
  if (a === undefined || b === undefined) throw new Error(`No colour ${a === undefined ? one : other}`);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const grounds = ['background', 'surface', 'sidebar', 'muted', 'hover', 'selected'];
const tones = ['info', 'success', 'warning', 'danger'];
const texts: [text: string, ground: string][] = [
  ...grounds.flatMap((ground): [string, string][] => [
    ['foreground', ground],
    ['muted-foreground', ground],
  ]),
  ...['background', 'surface', 'muted', 'selected'].map((ground): [string, string] => ['primary', ground]),
  ...tones.flatMap((tone): [string, string][] => [
    [tone, 'surface'],
    [tone, 'background'],
    [tone, `${tone}-ground`],
    ['foreground', `${tone}-ground`],
    ['muted-foreground', `${tone}-ground`],
    ['primary', `${tone}-ground`],
  ]),
  ['primary-foreground', 'primary'],
  ['primary-foreground', 'primary-hover'],
  ['danger-foreground', 'danger-fill'],
  ['danger-foreground', 'danger-hover'],
];

describe.each([':root', '.dark'])('the colours of %s', (selector) => {
  const theme = themeOf(selector);

  it.each(texts)('let %s be read on %s', (text, ground) => {
    expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['background', 'surface'])('show the edge of a control on %s', (ground) => {
    expect(contrast(theme, 'edge', ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(theme, 'primary', ground)).toBeGreaterThanOrEqual(3);
  });
});

import type { CSSProperties } from 'react';

/** Colours of the console, as hex: mail programs don't know oklch. All pairs of text and ground are at least 4.5 : 1. */
const light = {
  ground: '#f5f4f1',
  card: '#ffffff',
  line: '#e2dfd9',
  text: '#24221f',
  quiet: '#67635c',
  accent: '#2a5c9a',
  onAccent: '#ffffff',
  inset: '#f5f4f1',
};
const dark = {
  ground: '#161513',
  card: '#1f1e1b',
  line: '#3a3733',
  text: '#ebe8e2',
  quiet: '#a8a39a',
  accent: '#3d73b8',
  onAccent: '#ffffff',
  inset: '#292724',
};

const sans = "Inter, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const mono = "'JetBrains Mono', ui-monospace, Menlo, Consolas, monospace";
/** `anywhere` lets a name of 300 letters without a blank break; `break-word` is what Outlook knows. */
const breaking: CSSProperties = { overflowWrap: 'anywhere', wordBreak: 'break-word' };
const paragraph: CSSProperties = { margin: '0 0 16px', fontSize: '15px', lineHeight: '24px', color: light.text, ...breaking };

export const look = {
  body: { margin: 0, padding: 0 },
  /** The line an inbox shows beside the subject. */
  preview: { display: 'none', maxHeight: 0, maxWidth: 0, overflow: 'hidden', opacity: 0, fontSize: '1px', lineHeight: '1px' },
  ground: { width: '100%', backgroundColor: light.ground },
  groundCell: { padding: '24px 12px', fontFamily: sans, color: light.text },
  container: { maxWidth: '600px', width: '100%', margin: '0 auto' },
  brand: { margin: '0 0 12px', padding: '0 4px', fontSize: '14px', lineHeight: '24px', fontWeight: 600, color: light.text, ...breaking },
  logo: { display: 'inline-block', verticalAlign: 'middle', marginRight: '8px', maxHeight: '24px', width: 'auto' },
  card: { backgroundColor: light.card, border: `1px solid ${light.line}`, borderRadius: '6px', borderCollapse: 'separate' },
  cardCell: { padding: '32px 32px 16px' },
  heading: { margin: '0 0 20px', fontSize: '20px', lineHeight: '28px', fontWeight: 600, color: light.text, ...breaking },
  paragraph,
  quiet: { ...paragraph, margin: '0 0 12px', fontSize: '13px', lineHeight: '20px', color: light.quiet },
  inset: {
    margin: '0 0 20px',
    backgroundColor: light.inset,
    border: `1px solid ${light.line}`,
    borderRadius: '4px',
    borderCollapse: 'separate',
  },
  insetCell: { padding: '12px 16px' },
  insetTitle: { margin: '0 0 4px', fontSize: '14px', lineHeight: '20px', fontWeight: 600, color: light.text },
  insetText: { margin: 0, fontSize: '14px', lineHeight: '21px', color: light.text, ...breaking },
  server: { margin: 0, fontSize: '13px', lineHeight: '20px', fontFamily: mono, color: light.text, ...breaking },
  buttonRow: { margin: '8px 0 24px' },
  button: {
    backgroundColor: light.accent,
    color: light.onAccent,
    borderRadius: '5px',
    fontSize: '15px',
    lineHeight: '20px',
    fontWeight: 600,
    padding: '12px 20px',
    textDecoration: 'none',
    maxWidth: '100%',
  },
  link: {
    margin: '0 0 16px',
    fontSize: '12px',
    lineHeight: '18px',
    fontFamily: mono,
    color: light.quiet,
    wordBreak: 'break-all',
  },
  foot: { padding: '20px 4px 0' },
  footLine: { margin: '0 0 6px', fontSize: '12px', lineHeight: '18px', color: light.quiet, ...breaking },
} satisfies Record<string, CSSProperties>;

/**
 * Dark colours, once as a media query (Apple Mail, Thunderbird, most phones) and once under the attribute that
 * Outlook.com sets instead. `!important` because the light ones are inline.
 */
export const darkRules = [
  `@media (prefers-color-scheme: dark) {\n${rulesOf((selector) => selector)}\n}`,
  rulesOf((selector) => `[data-ogsc] ${selector}`),
  '@media (max-width: 480px) { .card-cell { padding: 24px 20px 8px !important; } }',
].join('\n');

function rulesOf(scope: (selector: string) => string): string {
  return [
    `${scope('.ground')} { background-color: ${dark.ground} !important; }`,
    `${scope('.card')} { background-color: ${dark.card} !important; border-color: ${dark.line} !important; }`,
    `${scope('.inset')} { background-color: ${dark.inset} !important; border-color: ${dark.line} !important; }`,
    `${scope('.ink')} { color: ${dark.text} !important; }`,
    `${scope('.quiet')} { color: ${dark.quiet} !important; }`,
    `${scope('.button')} { background-color: ${dark.accent} !important; color: ${dark.onAccent} !important; }`,
  ].join('\n');
}

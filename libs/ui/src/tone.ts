/** What a colour means. It never carries a meaning alone: an icon or a word always stands beside it. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

export const toneText: Record<Tone, string> = {
  neutral: 'text-muted-foreground',
  info: 'text-info',
  success: 'text-success',
  warning: 'text-warning',
  danger: 'text-danger',
};

export const toneBox: Record<Tone, string> = {
  neutral: 'border-border bg-muted text-foreground',
  info: 'border-info-line bg-info-ground text-info',
  success: 'border-success-line bg-success-ground text-success',
  warning: 'border-warning-line bg-warning-ground text-warning',
  danger: 'border-danger-line bg-danger-ground text-danger',
};

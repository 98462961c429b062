export { explain, type Symptom } from './catalogue.ts';
export { Cause, type CauseCode } from './cause.ts';
export { check, type CheckRequest, type CheckResult } from './check.ts';
export { cleanPassword, guessPreset, presetOfHost, type Preset, type PresetLimits, type PresetNotice, type PresetOAuth } from './preset.ts';
export { presets } from './presets.ts';
export { openSession } from './session.ts';
export * from './types.ts';

import { submissionState } from './submission-state.ts';

const at = new Date();
const healthy = { pausedAt: null, parkedAt: null, circuitUntil: null, lastSuccessAt: at };

describe('the state of a submission setup', () => {
  it.each([
    ['OFF without settings, whatever happened before', false, { ...healthy, parkedAt: at }, 'OFF'],
    ['OFF while it is paused, whatever else it is', true, { ...healthy, pausedAt: at, parkedAt: at }, 'OFF'],
    ['PARKED above all else', true, { ...healthy, parkedAt: at, circuitUntil: at }, 'PARKED'],
    ['FAILING while the circuit is open, also after earlier successes', true, { ...healthy, circuitUntil: at }, 'FAILING'],
    ['UNPROVEN until something was accepted', true, { ...healthy, lastSuccessAt: null }, 'UNPROVEN'],
    ['UNPROVEN before anything was tried', true, null, 'UNPROVEN'],
    ['DELIVERING then', true, healthy, 'DELIVERING'],
  ])('is %s', (_, configured, budget, state) => {
    expect(submissionState(configured, budget)).toBe(state);
  });
});

import type { OverviewWarning, Severity } from './overview.types.ts';
import { loudestFirst, type WarningKind } from './warning-source.ts';

const warning = (severity: Severity, key: WarningKind, title = ''): OverviewWarning => ({ key, severity, title, detail: '', path: null });
const order = (...warnings: OverviewWarning[]) =>
  loudestFirst(warnings).map(({ severity, key, title }) => `${severity} ${key} ${title}`.trim());

describe('warnings of several sources', () => {
  it('come by loudness, whichever source is first', () => {
    expect(order(warning('INFO', 'no-token'), warning('WARNING', 'refresh-failing'), warning('CRITICAL', 'mail-lost'))).toEqual([
      'CRITICAL mail-lost',
      'WARNING refresh-failing',
      'INFO no-token',
    ]);
  });

  it('put what keeps mail from leaving before mail that was lost by it', () => {
    expect(order(warning('CRITICAL', 'mail-lost'), warning('CRITICAL', 'refresh-failing'))).toEqual([
      'CRITICAL refresh-failing',
      'CRITICAL mail-lost',
    ]);
  });

  it('keep the order of their source among equals', () => {
    expect(order(warning('CRITICAL', 'profile-parked', 'B'), warning('CRITICAL', 'profile-parked', 'A'))).toEqual([
      'CRITICAL profile-parked B',
      'CRITICAL profile-parked A',
    ]);
  });
});

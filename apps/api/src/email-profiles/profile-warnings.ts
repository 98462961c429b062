import type { DeliveryBudget } from '@posthorn/database';
import { submissionState } from '../submissions/submission-state.ts';
import type { Standing } from '../grants/grant-standings.ts';
import type { OverviewWarning } from '../overviews/overview.types.ts';
import { grantWarning, isTokenTheReason } from '../grants/token-warnings.ts';

export interface ProfileFacts {
  id: string;
  name: string;
  inSandbox: boolean;
  budget: Pick<
    DeliveryBudget,
    'pausedAt' | 'parkedAt' | 'circuitUntil' | 'lastSuccessAt' | 'consecutiveFailures' | 'lastFailureClass' | 'lastFailureSentence'
  > | null;
  /** Null where it signs in with a password. */
  grant: Standing | null;
}

/** Beyond it the list of profiles tells more than a list of warnings. */
const maxNamed = 5;
const severalFailures = 3;

/** What keeps mail of a tenant's profiles from leaving, or will, and mail that is captured on purpose. */
export function profileWarnings(tenantId: string, profiles: ProfileFacts[]): OverviewWarning[] {
  const base = `/t/${tenantId}`;
  const found = profiles.flatMap((profile) => warningsOf(profile, base));
  const troubled = inOrder(found, 'WARNING');
  const isFailing = ({ warning }: OfProfile) => warning.key === 'refresh-failing';
  return [
    ...named(inOrder(found, 'CRITICAL'), (count) => moreStuck(count, base)),
    ...named(troubled.filter(isFailing), (count) => moreInTrouble(count, base)),
    ...named(
      troubled.filter((entry) => !isFailing(entry)),
      (count) => moreInTrouble(count, base),
    ),
    ...named(inOrder(found, 'INFO'), (count) => moreWithoutToken(count, base)),
    ...sandboxWarning(profiles, base),
  ];
}

interface OfProfile {
  id: string;
  warning: OverviewWarning;
}

function warningsOf({ id, name, budget, grant }: ProfileFacts, base: string): OfProfile[] {
  const page = `${base}/profiles/${id}`;
  const token = grant && grantWarning({ name, path: `${page}/token`, ...grant });
  const stuck = stuckWarning(name, budget, page);
  const lastClass = budget?.lastFailureClass ?? null;
  const warnings = stuck === null ? [token] : isTokenTheReason(token, lastClass) ? [token] : [token, stuck];
  // Parked because it has no token yet: that is loud enough, and mended where tokens are granted.
  const isWaiting = stuck !== null && lastClass === 'TOKEN' && token?.key === 'no-token';
  const said = isWaiting ? [{ ...stuck, path: token.path }] : warnings;
  return said.flatMap((warning) => (warning ? { id, warning } : []));
}

function stuckWarning(name: string, budget: ProfileFacts['budget'], path: string): OverviewWarning | null {
  const state = submissionState(true, budget);
  const why = budget?.lastFailureSentence ?? 'Run a check to see why.';
  const warning = { severity: 'CRITICAL', detail: why, path } as const;
  if (state === 'PARKED') return { key: 'profile-parked', title: `${name} is parked: its mail waits`, ...warning };
  const failing = state === 'FAILING' || (state !== 'OFF' && (budget?.consecutiveFailures ?? 0) >= severalFailures);
  return failing ? { key: 'profile-failing', title: `${name} is failing`, ...warning } : null;
}

const keysInOrder = ['consent-needed', 'refresh-failing'];
const rankOf = (key: string): number => (keysInOrder.includes(key) ? keysInOrder.indexOf(key) : keysInOrder.length);

const inOrder = (warnings: OfProfile[], severity: OverviewWarning['severity']): OfProfile[] =>
  warnings.filter(({ warning }) => warning.severity === severity).toSorted((a, b) => rankOf(a.warning.key) - rankOf(b.warning.key));

/** The first few, and how many profiles are not among them. */
function named(warnings: OfProfile[], more: (count: number) => OverviewWarning): OverviewWarning[] {
  const first = warnings.slice(0, maxNamed);
  const others = new Set(warnings.map(({ id }) => id).filter((id) => !first.some((named) => named.id === id)));
  return [...first.map(({ warning }) => warning), ...(others.size > 0 ? [more(others.size)] : [])];
}

const moreStuck = (count: number, base: string): OverviewWarning => ({
  key: 'profile-failing',
  severity: 'CRITICAL',
  title: count === 1 ? 'One more email profile can’t deliver' : `${count} more email profiles can’t deliver`,
  detail: 'The list of email profiles names them.',
  path: `${base}/profiles`,
});

const moreInTrouble = (count: number, base: string): OverviewWarning => ({
  key: 'token-trouble',
  severity: 'WARNING',
  title: count === 1 ? 'One more email profile has trouble with its token' : `${count} more email profiles have trouble with their tokens`,
  detail: 'The list of email profiles names them.',
  path: `${base}/profiles`,
});

const moreWithoutToken = (count: number, base: string): OverviewWarning => ({
  key: 'no-token',
  severity: 'INFO',
  title: count === 1 ? 'One more email profile has no token yet' : `${count} more email profiles have no token yet`,
  detail: 'The list of email profiles names them.',
  path: `${base}/profiles`,
});

function sandboxWarning(profiles: ProfileFacts[], base: string): OverviewWarning[] {
  const [first, ...others] = profiles.filter(({ inSandbox }) => inSandbox);
  if (!first) return [];
  return [
    {
      key: 'profile-sandbox',
      severity: 'INFO',
      title: others.length === 0 ? `${first.name} leads into the sandbox` : `${others.length + 1} email profiles lead into the sandbox`,
      detail: 'Nobody receives that mail; it is captured for you to look at.',
      path: others.length === 0 ? `${base}/profiles/${first.id}` : `${base}/profiles`,
    },
  ];
}

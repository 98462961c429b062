-- Gives one message, which the caller has locked and counts in flight, to a worker. Answers it as app.claim_messages does.
create or replace function app.claim_message(p_id uuid, p_worker text, p_lease interval, p_now timestamptz, p_slow boolean)
  returns jsonb language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  claimed jsonb;
begin
  update message m set state = 'CLAIMED', fence = m.fence + 1, lease_until = p_now + p_lease, worker = p_worker, attempt_started_at = p_now
  where m.id = p_id
  returning jsonb_build_object(
    'id', m.id, 'fence', m.fence, 'tenantId', m.tenant_id, 'profileId', m.profile_id, 'mailId', m.mail_id, 'lane', m.lane, 'kind', m.kind,
    'recipient', m.recipient, 'attemptCount', m.attempt_count, 'unknownCount', m.unknown_count, 'maxAttempts', m.max_attempts, 'slow', p_slow)
  into claimed;
  return claimed;
end $$;

revoke all on function app.claim_message(uuid, text, interval, timestamptz, boolean) from public;
grant execute on function app.claim_message(uuid, text, interval, timestamptz, boolean) to posthorn_worker;

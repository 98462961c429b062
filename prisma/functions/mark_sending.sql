-- The marker at SMTP 354, before the first byte of the message: answers the ids that are still the caller's. Others must not be sent.
create or replace function app.mark_sending(p_ids uuid[], p_fences int[]) returns setof uuid
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  held record;
begin
  for held in select c.id, c.fence from unnest(p_ids, p_fences) c (id, fence) order by c.id loop
    return query update message m set state = 'SENDING'
      where m.id = held.id and m.fence = held.fence and m.lease_until > clock_timestamp() returning m.id;
  end loop;
end $$;

revoke all on function app.mark_sending(uuid[], int[]) from public;
grant execute on function app.mark_sending(uuid[], int[]) to posthorn_worker;

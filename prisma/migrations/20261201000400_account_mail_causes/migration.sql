-- Account mail goes out by turns of what caused it: a person, a tenant, or the network of a stranger. See app.claim_messages. What waits from
-- before, and tenants' mail, has the highest id of all (RFC 9562, section 5.10), which names nothing: a constant, so that no row is rewritten.
alter table message add column cause uuid not null default 'ffffffff-ffff-ffff-ffff-ffffffffffff';
alter table delivery_queue add column last_cause uuid;
alter table reset_request add column network uuid;

-- Building it locks writers out for one read of `message`: a second per million rows.
create index message_by_turn on message (profile_id, cause, not_before, id) where lane = 'ACCOUNT' and state in ('QUEUED', 'DEFERRED');

-- Networks that a key may be used from, as CIDR blocks; none: from everywhere.
alter table api_key add column networks text[] not null default '{}';

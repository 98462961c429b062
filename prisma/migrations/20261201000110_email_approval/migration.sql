-- While the undo of an e-mail change is open, a further change waits for a click from the old address.
alter type "TokenPurpose" add value 'EMAIL_APPROVAL';
alter table identity add column pending_approval_by text;

\set n random(1, :among)
\startpipeline
BEGIN;
SELECT c.id FROM coordination_case c JOIN bench_case b ON c.citizen_id = b.citizen_id AND c.id = b.case_id WHERE b.n = :n FOR UPDATE;
WITH old AS (UPDATE network_actor SET superseded_at = now() WHERE (citizen_id, row_id) = (SELECT a.citizen_id, a.row_id FROM network_actor a JOIN bench_case b ON a.citizen_id = b.citizen_id AND a.case_id = b.case_id WHERE b.n = :n AND a.superseded_at IS NULL LIMIT 1) RETURNING *) INSERT INTO network_actor SELECT citizen_id, gen_random_uuid(), id, case_id, version + 1, now(), NULL, actor_group, role, has_contact, name, workplace, email, '00000000', organisation_id, professional_id, position, removed_reason FROM old;
INSERT INTO outbox (id, citizen_id, case_id, kind, entity_id, at) SELECT gen_random_uuid(), citizen_id, case_id, 'ACTOR_UPDATED', case_id, now() FROM bench_case WHERE n = :n;
COMMIT;
\endpipeline

\set m random(1, :cases - :logged)
\set last :m + :logged - 1
INSERT INTO access_log (chain, seq, at, request_id, kind, client_id, organisation_id, unit_id, user_id, roles, operation, citizen_id, case_id, purpose, categories, detail, previous_hash, hash) SELECT 'bench', nextval('bench_log'), now(), gen_random_uuid(), 'READ', 'demo', citizen_id, citizen_id, NULL, '', 'case', citizen_id, case_id, 'DKK', 'PROCESS', repeat('-', :detail), repeat('0', 64), repeat('0', 64) FROM bench_case WHERE n BETWEEN :m AND :last;
INSERT INTO access_log_head (chain, seq, hash, at, key_id, signature) VALUES ('bench', nextval('bench_log'), repeat('0', 64), now(), 'bench', repeat('0', 86));

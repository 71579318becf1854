\set n random(1, :among)
\startpipeline
SELECT c.* FROM coordination_case c JOIN bench_case b ON c.citizen_id = b.citizen_id AND c.id = b.case_id WHERE b.n = :n;
SELECT c.* FROM citizen c JOIN bench_case b ON c.id = b.citizen_id WHERE b.n = :n;
SELECT a.* FROM network_actor a JOIN bench_case b ON a.citizen_id = b.citizen_id AND a.case_id = b.case_id WHERE b.n = :n AND a.superseded_at IS NULL;
SELECT m.*, p.* FROM meeting m JOIN bench_case b ON m.citizen_id = b.citizen_id AND m.case_id = b.case_id LEFT JOIN meeting_participant p ON p.citizen_id = m.citizen_id AND p.case_id = m.case_id AND p.meeting_id = m.id WHERE b.n = :n;
SELECT i.* FROM agenda_item i JOIN bench_case b ON i.citizen_id = b.citizen_id AND i.case_id = b.case_id WHERE b.n = :n;
SELECT k.*, l.* FROM consent k JOIN bench_case b ON k.citizen_id = b.citizen_id AND k.case_id = b.case_id LEFT JOIN consent_clause l ON l.citizen_id = k.citizen_id AND l.case_id = k.case_id AND l.consent_id = k.id WHERE b.n = :n;
\endpipeline

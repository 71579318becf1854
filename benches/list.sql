\set n random(1, :among)
\startpipeline
SELECT c.*, z.* FROM coordination_case c JOIN citizen z ON z.id = c.citizen_id WHERE c.unit_id = (SELECT unit_id FROM bench_unit WHERE n = :n) AND c.purpose = 'DKK' ORDER BY c.opened_at DESC, c.id DESC LIMIT 51;
\endpipeline

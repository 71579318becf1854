\set n random(1, :among)
SELECT c.*, z.* FROM coordination_case c JOIN bench_unit u ON c.unit_id = u.unit_id JOIN citizen z ON z.id = c.citizen_id WHERE u.n = :n AND c.purpose = 'DKK' ORDER BY c.opened_at DESC, c.id DESC LIMIT 51;

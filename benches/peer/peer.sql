-- Row-level security that does the consent check of the bundle for a role that PostGraphile takes:
-- a row shows to the unit that leads the case, and to an authority to which a clause that stands
-- opens the row's category. It asks less than the law does (no lapse by regime, no direction but
-- that something is passed on, no column for itself, no log), so the peer has less to do.
DO $$ BEGIN CREATE ROLE bench_viewer NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT USAGE ON SCHEMA public TO bench_viewer;
GRANT SELECT ON coordination_case, citizen, network_map, network_actor, meeting, meeting_participant,
  agenda_item, consent, consent_clause, coordinator_assignment, professional TO bench_viewer;
GRANT UPDATE ON network_actor TO bench_viewer;

-- Seen with the rights of their owner, so that a policy asks no policy.
CREATE OR REPLACE VIEW bench_led AS
  SELECT citizen_id, id AS case_id FROM coordination_case
  WHERE unit_id = current_setting('bench.unit', true)::uuid;
CREATE OR REPLACE VIEW bench_opened AS
  SELECT l.citizen_id, l.case_id, string_to_array(l.categories, ',') AS categories
  FROM consent_clause l
  JOIN consent k ON k.citizen_id = l.citizen_id AND k.id = l.consent_id AND k.superseded_at IS NULL
  JOIN clause_counterpart p ON p.citizen_id = l.citizen_id AND p.clause_id = l.id
  LEFT JOIN organisation o ON o.id = current_setting('bench.organisation', true)::uuid
  WHERE l.superseded_at IS NULL AND l.withdrawn_at IS NULL AND k.withdrawn_at IS NULL
    AND k.annulled_at IS NULL AND k.signed_at > now() - interval '1 year'
    AND (l.from_date IS NULL OR l.from_date <= current_date)
    AND (l.to_date IS NULL OR l.to_date > current_date)
    AND (p.organisation_id = o.id OR p.organisation_kind = o.kind);
GRANT SELECT ON bench_led, bench_opened TO bench_viewer;
COMMENT ON VIEW bench_led IS '@behavior -*';
COMMENT ON VIEW bench_opened IS '@behavior -*';

DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT * FROM (VALUES
    ('coordination_case', 'id', 'PROCESS'), ('network_map', 'case_id', 'NETWORK'),
    ('network_actor', 'case_id', 'NETWORK'), ('meeting', 'case_id', 'PROCESS'),
    ('meeting_participant', 'case_id', 'NETWORK'), ('agenda_item', 'case_id', 'PROCESS'),
    ('consent', 'case_id', 'PROCESS'), ('consent_clause', 'case_id', 'PROCESS'),
    ('coordinator_assignment', 'case_id', 'PROCESS')) AS t (name, place, category)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', found.name);
    EXECUTE format('DROP POLICY IF EXISTS bench_sees ON %I', found.name);
    EXECUTE format(
      'CREATE POLICY bench_sees ON %1$I TO bench_viewer USING ('
      'EXISTS (SELECT FROM bench_led b WHERE b.citizen_id = %1$I.citizen_id AND b.case_id = %1$I.%2$I) OR '
      'EXISTS (SELECT FROM bench_opened b WHERE b.citizen_id = %1$I.citizen_id AND b.case_id = %1$I.%2$I '
      'AND %3$L = ANY (b.categories)))', found.name, found.place, found.category);
  END LOOP;
  ALTER TABLE citizen ENABLE ROW LEVEL SECURITY;
  DROP POLICY IF EXISTS bench_sees ON citizen;
  CREATE POLICY bench_sees ON citizen TO bench_viewer USING (
    EXISTS (SELECT FROM bench_led b WHERE b.citizen_id = citizen.id) OR
    EXISTS (SELECT FROM bench_opened b WHERE b.citizen_id = citizen.id AND 'IDENTITY' = ANY (b.categories)));
END $$;

-- Relations that the tables do not declare, as PostGraphile reads them.
COMMENT ON TABLE citizen IS '@unique id';
COMMENT ON TABLE coordination_case IS '@foreignKey (citizen_id) references citizen (id)|@foreignFieldName cases';
COMMENT ON TABLE network_map IS E'@foreignKey (citizen_id, case_id) references coordination_case (citizen_id, id)|@foreignFieldName maps';
COMMENT ON TABLE network_actor IS E'@foreignKey (citizen_id, case_id) references coordination_case (citizen_id, id)|@foreignFieldName actors';
COMMENT ON TABLE meeting IS E'@foreignKey (citizen_id, case_id) references coordination_case (citizen_id, id)|@foreignFieldName meetings';
COMMENT ON TABLE meeting_participant IS E'@foreignKey (citizen_id, meeting_id) references meeting (citizen_id, id)|@foreignFieldName participants';
COMMENT ON TABLE agenda_item IS E'@foreignKey (citizen_id, meeting_id) references meeting (citizen_id, id)|@foreignFieldName items';
COMMENT ON TABLE consent IS E'@unique citizen_id,id\n@foreignKey (citizen_id, case_id) references coordination_case (citizen_id, id)|@foreignFieldName consents';
COMMENT ON TABLE consent_clause IS E'@foreignKey (citizen_id, consent_id) references consent (citizen_id, id)|@foreignFieldName clauses';
COMMENT ON TABLE coordinator_assignment IS E'@foreignKey (citizen_id, case_id) references coordination_case (citizen_id, id)|@foreignFieldName assignments\n@foreignKey (coordinator_id) references professional (id)|@fieldName coordinator';

-- The preset calls the column `id` `rowId`; the versioned tables have a `row_id` besides.
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'row_id'
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.row_id IS ''@name versionId''', found.table_name);
  END LOOP;
END $$;

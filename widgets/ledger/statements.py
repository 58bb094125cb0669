"""The three statements of a batch."""

LOCK = """
    SELECT t.widget, t.counts::text, t.turnout, t.version, t.revision, t.aside
    FROM unnest($1::smallint[], $2::text[]) AS asked (partition, widget)
    JOIN tally t ON t.partition = asked.partition AND t.widget = asked.widget COLLATE "C" AND t.slot = ''
    ORDER BY t.widget
    FOR UPDATE OF t
"""

READ = """
    SELECT s.widget, s.reader, NULL::text AS slot, s.ballots::text AS body, s.aside, NULL::timestamptz AS now
    FROM unnest($1::smallint[], $2::text[], $3::bytea[]) AS asked (partition, widget, reader)
    JOIN sheet s ON s.partition = asked.partition AND s.widget = asked.widget COLLATE "C"
        AND s.reader = asked.reader
    UNION ALL
    SELECT t.widget, NULL, t.slot, t.counts::text, false, NULL
    FROM unnest($4::smallint[], $5::text[]) AS asked (partition, widget)
    JOIN tally t ON t.partition = asked.partition AND t.widget = asked.widget COLLATE "C" AND t.slot > ''
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, false, clock_timestamp()
"""

WRITE = """
    WITH sheets AS (
        INSERT INTO sheet (partition, widget, reader, ballots, network, referrer, cast_at)
        SELECT *, $7::timestamptz
        FROM unnest($1::smallint[], $2::text[], $3::bytea[], $4::jsonb[], $5::bytea[], $6::text[])
        ON CONFLICT (partition, widget, reader) DO UPDATE SET ballots = excluded.ballots,
            network = excluded.network, referrer = excluded.referrer, cast_at = excluded.cast_at
    ), tallies AS (
        INSERT INTO tally (partition, widget, slot, counts, turnout, version, revision, aside)
        SELECT * FROM unnest($8::smallint[], $9::text[], $10::text[], $11::jsonb[], $12::bigint[],
            $13::bigint[], $14::integer[], $15::bigint[])
        ON CONFLICT (partition, widget, slot) DO UPDATE SET counts = excluded.counts,
            turnout = excluded.turnout, version = excluded.version
    ), buckets AS (
        INSERT INTO history (partition, widget, at, counts, turnout, version)
        SELECT * FROM unnest($16::smallint[], $17::text[], $18::timestamptz[], $19::jsonb[], $20::bigint[],
            $21::bigint[])
        ON CONFLICT (partition, widget, at) DO UPDATE SET counts = excluded.counts,
            turnout = excluded.turnout, version = excluded.version
    ), delivered AS (
        DELETE FROM outbox WHERE id = ANY($22::bigint[])
    )
    INSERT INTO outbox (written_at, widgets) VALUES ($7, $23::text[]) RETURNING id
"""

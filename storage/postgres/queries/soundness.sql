-- name: catalogue
-- Names and texts that every server from version 14 on gives alike.
WITH ours AS (
    SELECT oid, relname, relowner, relacl FROM pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = to_regnamespace(quote_ident(current_schema()))
)
SELECT 'column', o.relname, a.attname,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, l.collname)
FROM ours AS o JOIN pg_attribute AS a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
UNION ALL
SELECT 'constraint', o.relname, c.conname, pg_get_constraintdef(c.oid)
FROM ours AS o JOIN pg_constraint AS c ON c.conrelid = o.oid AND c.contype IN ('p', 'u', 'c', 'f', 'x')
UNION ALL
SELECT 'index', o.relname, n.relname,
    replace(pg_get_indexdef(i.indexrelid), quote_ident(current_schema()) || '.', '')
FROM ours AS o JOIN pg_index AS i ON i.indrelid = o.oid JOIN pg_class AS n ON n.oid = i.indexrelid
UNION ALL
SELECT 'trigger', o.relname, t.tgname,
    concat_ws(
        ' ', replace(CAST(t.tgenabled AS TEXT), 'A', 'O'),
        replace(pg_get_triggerdef(t.oid, TRUE), quote_ident(current_schema()) || '.', ''), p.prosrc
    )
FROM ours AS o JOIN pg_trigger AS t ON t.tgrelid = o.oid AND NOT t.tgisinternal JOIN pg_proc AS p ON p.oid = t.tgfoid
UNION ALL
SELECT 'rule', o.relname, r.rulename, pg_get_ruledef(r.oid) FROM ours AS o JOIN pg_rewrite AS r ON r.ev_class = o.oid
UNION ALL
SELECT 'right', o.relname, r.privilege_type, ''
FROM ours AS o, LATERAL aclexplode(coalesce(o.relacl, acldefault('r', o.relowner))) AS r
WHERE o.relname IN ('causes', 'events') AND r.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE');

-- name: ends
-- Where the log says that it ends, and where it does, at one moment: another program may write meanwhile.
SELECT l.position, l.hash, e.position, e.hash
FROM (VALUES (TRUE)) AS always (x) LEFT JOIN log_end AS l ON TRUE
    LEFT JOIN (SELECT position, hash FROM events ORDER BY position DESC LIMIT 1) AS e ON TRUE;

-- name: put_log_end
INSERT INTO log_end (position, hash) VALUES ($1, $2)
ON CONFLICT (only_row) DO UPDATE SET position = excluded.position, hash = excluded.hash;

-- name: notice_about_nothing
SELECT d.id
FROM dispatches AS d LEFT JOIN events AS e
    ON e.stream_kind = d.about_kind AND e.stream_key = d.about_key AND e.version = greatest(d.version, 1)
WHERE e.position IS NULL LIMIT 1;

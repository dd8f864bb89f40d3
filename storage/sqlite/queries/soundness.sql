-- name: schema
SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_stat%' ESCAPE '!';

-- name: notice_about_nothing
SELECT d.id
FROM dispatches AS d LEFT JOIN events AS e
    ON e.stream_kind = d.about_kind AND e.stream_key = d.about_key AND e.version = max(d.version, 1)
WHERE e.position IS NULL LIMIT 1;

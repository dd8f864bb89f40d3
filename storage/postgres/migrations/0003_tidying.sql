-- Rows are only ever added to these. The server is to look after them every ten thousand rows, while those are still in
-- its memory: what waits until a fifth of a long log is new is read and written once more, and every commit waits for it.
--
-- Nobody who writes waits behind this lock. Where the server tidies up just now, it gives way after a second.
SET LOCAL lock_timeout = '5s';
ALTER TABLE events SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);
ALTER TABLE causes SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);

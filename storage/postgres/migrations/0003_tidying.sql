-- Rows are only ever added to these. The server is to look after them each minute, while they are still in its memory:
-- what waits until a fifth of a long log is new is read and written once more, and every commit waits for it.
ALTER TABLE events SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);
ALTER TABLE causes SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);

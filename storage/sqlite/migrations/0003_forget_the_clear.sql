-- What it held stands sealed in `events` now; the pages that it leaves are overwritten (secure_delete).
DROP TABLE events_in_the_clear;

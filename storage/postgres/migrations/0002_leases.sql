-- Which of several replicas does what must be done once, and until when, by the server's clock.
CREATE TABLE leases (
    name TEXT COLLATE "C" PRIMARY KEY,
    holder TEXT COLLATE "C" NOT NULL,
    until TIMESTAMPTZ NOT NULL
);

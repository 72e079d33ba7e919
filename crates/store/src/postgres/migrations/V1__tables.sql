-- What an office keeps in a database. No sequence, no advisory lock and no system column is used:
-- numbers are given by the one row of `pen`, which whoever writes has locked.

-- Who may write: one row, locked from before a commit is sorted until it is durable. While it is
-- put away nobody writes.
CREATE TABLE pen (
    office smallint PRIMARY KEY,
    away   boolean  NOT NULL
);
INSERT INTO pen VALUES (1, false);

-- Files in flat folders: the journal, photos, tables. `size` is how much of a file there is,
-- `changed` when it was last written.
CREATE TABLE file (
    folder  text        NOT NULL,
    name    text        NOT NULL,
    size    bigint      NOT NULL,
    changed timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (folder, name)
);

-- The bytes of files, in pieces as they were appended.
CREATE TABLE piece (
    folder text   NOT NULL,
    name   text   NOT NULL,
    at     bigint NOT NULL,
    bytes  bytea  NOT NULL,
    PRIMARY KEY (folder, name, at)
);
-- Sealed bytes do not get smaller; and a part of a piece is read without the rest of it.
ALTER TABLE piece ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- One folding of the journal into rows: programs of two versions, or with two catalogs, fold side
-- by side. One without a mark is in the making, or done with.
CREATE TABLE generation (
    id   bigint      PRIMARY KEY,
    mark bytea       UNIQUE,
    used timestamptz NOT NULL DEFAULT now()
);

-- The rows of the index. The first byte of a key is its table, so records, their lists, the places
-- of operations, feeds and lines are each a part of their own, for vacuum and for caches.
CREATE TABLE kept (
    generation bigint NOT NULL,
    key        bytea  NOT NULL,
    value      bytea  NOT NULL,
    PRIMARY KEY (generation, key)
) PARTITION BY RANGE (key);
CREATE TABLE kept_notes PARTITION OF kept FOR VALUES FROM (MINVALUE) TO ('\x01');
-- Room is left in the pages of what is written again and again, so that it stays in its page.
CREATE TABLE kept_record PARTITION OF kept FOR VALUES FROM ('\x01') TO ('\x02')
    WITH (fillfactor = 80);
CREATE TABLE kept_list PARTITION OF kept FOR VALUES FROM ('\x02') TO ('\x03')
    WITH (fillfactor = 80);
CREATE TABLE kept_heads PARTITION OF kept FOR VALUES FROM ('\x03') TO ('\x05')
    WITH (fillfactor = 80);
CREATE TABLE kept_ops PARTITION OF kept FOR VALUES FROM ('\x05') TO ('\x06');
CREATE TABLE kept_feed PARTITION OF kept FOR VALUES FROM ('\x06') TO ('\x07');
CREATE TABLE kept_small PARTITION OF kept FOR VALUES FROM ('\x07') TO ('\x17')
    WITH (fillfactor = 80);
CREATE TABLE kept_line PARTITION OF kept FOR VALUES FROM ('\x17') TO ('\x18');
CREATE TABLE kept_rest PARTITION OF kept FOR VALUES FROM ('\x18') TO (MAXVALUE)
    WITH (fillfactor = 80);

-- Work that one process does for all: who does it, and until when unless it says so again.
CREATE TABLE lease (
    name   text        PRIMARY KEY,
    holder text        NOT NULL,
    until  timestamptz NOT NULL
);

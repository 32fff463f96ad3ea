SET timezone = 'UTC';
CREATE EXTENSION citext;
CREATE EXTENSION btree_gist;
CREATE SCHEMA other;
CREATE TYPE "Mood of day" AS ENUM ('so-so', 'So so', 'great!', '1st', 'self');
CREATE TYPE other.mood AS ENUM ('fine');
CREATE TYPE unused AS ENUM ('a');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN short AS varchar(3) NOT NULL;
CREATE SEQUENCE numbers START 100;
CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$ SELECT 'c' || nextval('public.numbers') $$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$;
-- A word of SQL, and a name of two words in camel case.
CREATE TABLE "order" (
    "Order Id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "customerName" text NOT NULL DEFAULT 'it''s',
    "type" "Mood of day" DEFAULT 'so-so',
    "select" int NOT NULL DEFAULT -1,
    self other.mood[],
    during tstzrange NOT NULL,
    created_at int,
    updated_at timestamp,
    parent bigint DEFAULT 1 CONSTRAINT defaulted REFERENCES "order" ON DELETE SET DEFAULT,
    EXCLUDE USING gist ("select" WITH =, during WITH &&)
);
ALTER TABLE "order" ADD CONSTRAINT later CHECK ("select" > 0) NOT VALID;
CREATE STATISTICS correlated ON "select", during FROM "order";
CREATE TRIGGER touch BEFORE UPDATE ON "order" FOR EACH ROW EXECUTE FUNCTION touch();
COMMENT ON TABLE "order" IS E'What was ordered.\n\n  With "quotes" and a \\ in it.';
-- The same name twice.
CREATE TABLE person (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email citext UNIQUE, code text DEFAULT next_code(), "Code" text, age positive, tags text[] NOT NULL DEFAULT '{}', notes json, extra jsonb NOT NULL DEFAULT '{}',
    weight numeric, huge numeric(40, 3) DEFAULT -0.5, letters char(2), at time with time zone, pair pair, address inet, net cidr, length interval, bits bit(3), deleted_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
    lower_email text GENERATED ALWAYS AS (lower(email::text)) STORED, price float8);
CREATE TABLE other.person (id uuid PRIMARY KEY, person uuid REFERENCES public.person ON DELETE CASCADE, boss uuid REFERENCES other.person DEFERRABLE INITIALLY DEFERRED, nick short);
CREATE UNIQUE INDEX ON person (lower(email::text) DESC NULLS LAST) WHERE deleted_at IS NULL AND age > 3;
CREATE INDEX by_code ON person USING hash (code);
CREATE INDEX ON person (code COLLATE "C" text_pattern_ops) INCLUDE (age) WITH (fillfactor = 70);
ALTER TABLE other.person ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON other.person FOR SELECT USING (nick::text = CURRENT_USER);
-- No key; a key of two columns, one no reference; a reference to both.
CREATE UNLOGGED TABLE log (line text, at timestamptz DEFAULT clock_timestamp());
CREATE TABLE place (country char(2), number int, name varchar, PRIMARY KEY (country, number));
CREATE TABLE visit (id serial CONSTRAINT visits_key PRIMARY KEY, country char(2) NOT NULL, number int NOT NULL, FOREIGN KEY (country, number) REFERENCES place ON UPDATE CASCADE ON DELETE RESTRICT, UNIQUE NULLS NOT DISTINCT (country, number) DEFERRABLE);
CREATE TABLE membership (person uuid REFERENCES person ON DELETE CASCADE, visit int REFERENCES visit ON DELETE CASCADE, PRIMARY KEY (person, visit));
CREATE TABLE parent (id int PRIMARY KEY, kind text CHECK (kind IN ('a', 'b')));
CREATE TABLE child (extra int) INHERITS (parent);
CREATE TABLE events (id uuid, at date NOT NULL, region text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2020-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE spread (id uuid PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE spread_a PARTITION OF spread FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE spread_b PARTITION OF spread FOR VALUES WITH (MODULUS 2, REMAINDER 1);
-- A column `id` that is no key, timestamps of another name and kind, an array without what is added.
CREATE TABLE ledger (id serial, "entryType" text NOT NULL CHECK ("entryType" <> 'entryType'), "createdAt" timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), "deletedAt" timestamptz, labels text[] NOT NULL, upper text GENERATED ALWAYS AS (upper("entryType")) STORED);
CREATE INDEX ON ledger (lower("entryType")) WHERE "deletedAt" IS NULL;
-- Sequences of another name and type, as an older server made them.
CREATE SEQUENCE ticket_numbers;
CREATE TABLE tickets (id int PRIMARY KEY DEFAULT nextval('ticket_numbers'), line smallserial, inserted_at timestamptz NOT NULL DEFAULT now());
ALTER SEQUENCE ticket_numbers OWNED BY tickets.id;
ALTER SEQUENCE tickets_line_seq RENAME TO line_numbers;
CREATE VIEW names AS SELECT "customerName" FROM "order";
CREATE MATERIALIZED VIEW counts AS SELECT count(*) FROM person;
CREATE RULE quiet AS ON INSERT TO log WHERE NEW.line IS NULL DO INSTEAD NOTHING;

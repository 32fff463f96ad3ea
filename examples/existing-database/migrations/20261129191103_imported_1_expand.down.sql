-- Written by peristyle from a change of the structs. A file that is written is not changed any more: plan another migration.

SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- undo: grant rights on SCHEMA public
REVOKE ALL ON SCHEMA public FROM peristyle_app;

-- undo: create the table `loan`
DROP TABLE loan;

-- undo: create the table `member`
DROP TABLE member;

-- undo: create the table `book`
DROP TABLE book;

-- undo: create the table `author`
DROP TABLE author;

-- undo: create the enum type `loan_state`
DROP TYPE loan_state;

--
-- PostgreSQL database dump: `pg_dump --schema-only --no-owner --no-privileges library`
--

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;

CREATE TYPE public.loan_state AS ENUM (
    'out',
    'returned',
    'lost'
);

CREATE FUNCTION public.note_return() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF NEW.state = 'returned' AND NEW.returned_on IS NULL THEN
    NEW.returned_on := current_date;
  END IF;
  RETURN NEW;
END
$$;

CREATE TABLE public.author (
    author_id integer NOT NULL,
    name character varying(120) NOT NULL
);

COMMENT ON TABLE public.author IS 'Who wrote a book.';

CREATE SEQUENCE public.author_author_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.author_author_id_seq OWNED BY public.author.author_id;

CREATE TABLE public.book (
    book_id integer NOT NULL,
    author_id integer NOT NULL,
    title text NOT NULL,
    isbn character varying(13),
    price numeric(8,2) DEFAULT 0 NOT NULL,
    entered timestamp without time zone DEFAULT now() NOT NULL,
    CONSTRAINT book_price_check CHECK ((price >= (0)::numeric))
);

COMMENT ON TABLE public.book IS 'A book, of which the library has copies.';

CREATE SEQUENCE public.book_book_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.book_book_id_seq OWNED BY public.book.book_id;

CREATE TABLE public.member (
    member_id integer NOT NULL,
    email character varying(254) NOT NULL,
    name text NOT NULL
);

CREATE SEQUENCE public.member_member_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.member_member_id_seq OWNED BY public.member.member_id;

CREATE TABLE public.loan (
    loan_id integer NOT NULL,
    book_id integer NOT NULL,
    member_id integer NOT NULL,
    state public.loan_state DEFAULT 'out'::public.loan_state NOT NULL,
    lent_on date DEFAULT CURRENT_DATE NOT NULL,
    returned_on date
);

COMMENT ON TABLE public.loan IS 'A book that a member has, or had.';

CREATE SEQUENCE public.loan_loan_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.loan_loan_id_seq OWNED BY public.loan.loan_id;

CREATE VIEW public.overdue AS
 SELECT loan.loan_id,
    member.email,
    book.title
   FROM ((public.loan
     JOIN public.member USING (member_id))
     JOIN public.book USING (book_id))
  WHERE ((loan.state = 'out'::public.loan_state) AND (loan.lent_on < (CURRENT_DATE - 28)));

ALTER TABLE ONLY public.author ALTER COLUMN author_id SET DEFAULT nextval('public.author_author_id_seq'::regclass);

ALTER TABLE ONLY public.book ALTER COLUMN book_id SET DEFAULT nextval('public.book_book_id_seq'::regclass);

ALTER TABLE ONLY public.loan ALTER COLUMN loan_id SET DEFAULT nextval('public.loan_loan_id_seq'::regclass);

ALTER TABLE ONLY public.member ALTER COLUMN member_id SET DEFAULT nextval('public.member_member_id_seq'::regclass);

ALTER TABLE ONLY public.author
    ADD CONSTRAINT author_pkey PRIMARY KEY (author_id);

ALTER TABLE ONLY public.book
    ADD CONSTRAINT book_pkey PRIMARY KEY (book_id);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (member_id);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_email_key UNIQUE (email);

ALTER TABLE ONLY public.loan
    ADD CONSTRAINT loan_pkey PRIMARY KEY (loan_id);

CREATE INDEX loan_member_id_idx ON public.loan USING btree (member_id);

CREATE TRIGGER note_return BEFORE INSERT OR UPDATE ON public.loan FOR EACH ROW EXECUTE FUNCTION public.note_return();

ALTER TABLE ONLY public.book
    ADD CONSTRAINT book_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.author(author_id);

ALTER TABLE ONLY public.loan
    ADD CONSTRAINT loan_book_id_fkey FOREIGN KEY (book_id) REFERENCES public.book(book_id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.loan
    ADD CONSTRAINT loan_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.member(member_id) ON DELETE RESTRICT;

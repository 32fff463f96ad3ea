-- What the library has had for years.
INSERT INTO public.author (name) VALUES ('Ada'), ('Grace');
INSERT INTO public.book (author_id, title, isbn, price)
SELECT 1 + n % 2, 'Book ' || n, NULL, n FROM generate_series(1, 200) n;
INSERT INTO public.member (email, name) VALUES ('eve@example.org', 'Eve'), ('bob@example.org', 'Bob');
INSERT INTO public.loan (book_id, member_id, lent_on)
SELECT 1 + n % 200, 1 + n % 2, current_date - n % 60 FROM generate_series(1, 1000) n;

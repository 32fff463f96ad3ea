//! The tables of a database, as `import` of peristyle read them. Each `TODO` is a rule that the database breaks.

mod public;

pub use public::*;

use peristyle::prelude::*;

schema! {
    pub SCHEMA = [
        Author,
        Book,
        Loan,
        Member,
    ];
    sql_after(name = "TODO: function made", sql = r#"
CREATE OR REPLACE FUNCTION public.note_return()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NEW.state = 'returned' AND NEW.returned_on IS NULL THEN
    NEW.returned_on := current_date;
  END IF;
  RETURN NEW;
END
$function$;
REVOKE EXECUTE ON FUNCTION public.note_return() FROM PUBLIC;"#);
    sql_after(name = "TODO: trigger made", sql = r#"
CREATE TRIGGER note_return BEFORE INSERT OR UPDATE ON public.loan FOR EACH ROW EXECUTE FUNCTION public.note_return();"#);
    sql_after(name = "TODO: view made", sql = r#"
CREATE VIEW public.overdue AS  SELECT loan.loan_id,
    member.email,
    book.title
   FROM ((public.loan
     JOIN public.member USING (member_id))
     JOIN public.book USING (book_id))
  WHERE ((loan.state = 'out'::public.loan_state) AND (loan.lent_on < (CURRENT_DATE - 28)));"#);
}

-- Written by peristyle from a change of the structs. A file that is written is not changed any more: plan another migration.

DO $peristyle$
BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: what undoes the SQL `TODO: function made` is not known';
END
$peristyle$;

-- L30 definer_view: a view reads with the rights of its owner.
SELECT schema, name, format('the view `%s` shows rows of %s with the rights of its owner, not of who asks', name, tables),
    format('ALTER VIEW %s SET (security_invoker = true);', sql), NULL
FROM shown
WHERE kind = 'v' AND revoke IS NOT NULL
    AND NOT EXISTS (SELECT FROM pg_options_to_table(options) WHERE option_name = 'security_invoker' AND option_value::boolean)

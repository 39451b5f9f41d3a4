-- English writes no space before a per cent sign.
UPDATE promotion SET name = jsonb_set(name, '{en}', to_jsonb(replace(name->>'en', ' %', '%')))
WHERE id IN ('019a9000-0000-7000-8000-000000000001', '019a9000-0000-7000-8000-000000000002');

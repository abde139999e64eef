"""A database that lets whoever changes a product be the victim of a deadlock, for so many times."""

import psycopg

_LOSES = """
    CREATE SEQUENCE lost;
    GRANT USAGE ON SEQUENCE lost TO dragoman_app;
    CREATE FUNCTION loses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('lost') <= {times} THEN
            RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER loses BEFORE UPDATE ON products FOR EACH ROW EXECUTE FUNCTION loses();
"""


def lose_deadlocks(owner_url: str, times: int) -> None:
    """From now on the next ``times`` changes of a product fail as a deadlock's victim does."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(_LOSES.format(times=times).encode())

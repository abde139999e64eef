"""What every room stands on: the database, jobs, facts, money, phone numbers, time, errors, logs."""
